import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { NO_EVIDENCE } from '../ledger/index.js';
import type { LineReason } from './statement-evidence.js';
import type {
  LineProposalType,
  StatementLineFilter,
  StatementLineType,
  StatementProgressType,
} from './statement-line.type.js';

/** Lines that are shown with a statement; the listing has all. */
const LINES_SHOWN_MAX = 1_000;

interface SideColumns {
  proposal_minor: string | null;
  evidence_hash: string | null;
  proposed_at: Date | null;
  note: string | null;
  reason: LineReason | null;
}

interface LineRow {
  statement_id: string;
  receivable_id: string;
  raised_by: string;
  raised_at: Date;
  supplier_minor: string;
  supplier_proposal_minor: string | null;
  supplier_evidence_hash: string | null;
  supplier_proposed_at: Date | null;
  supplier_note: string | null;
  supplier_reason: LineReason | null;
  buyer_minor: string;
  buyer_proposal_minor: string | null;
  buyer_evidence_hash: string | null;
  buyer_proposed_at: Date | null;
  buyer_note: string | null;
  buyer_reason: LineReason | null;
  agreed_minor: string | null;
  resolved_at: Date | null;
}

interface ProgressRow {
  statement_id: string;
  line_count: number;
  open_line_count: number;
  unexplained_minor: string;
  conceded_minor: string;
}

const SELECT_LINE = `
  SELECT l.*, a.content AS supplier_note, a.reason AS supplier_reason,
    b.content AS buyer_note, b.reason AS buyer_reason
  FROM statement_line l
  LEFT JOIN statement_evidence a ON a.evidence_hash = l.supplier_evidence_hash
  LEFT JOIN statement_evidence b ON b.evidence_hash = l.buyer_evidence_hash`;

/** Lines of statements; a line is seen by whoever sees its statement. */
@Injectable()
export class StatementLineReader {
  constructor(private readonly dataSource: DataSource) {}

  /** By receivable. */
  async list(
    viewer: Viewer,
    page: Page,
    { statementId, resolved }: StatementLineFilter & { readonly statementId: string },
  ): Promise<StatementLineType[]> {
    const rows: LineRow[] = await this.dataSource.query(
      `${SELECT_LINE} JOIN statement s ON s.statement_id = l.statement_id
       WHERE l.statement_id = $3 AND ($1 OR s.supplier = $2 OR s.buyer = $2)
         AND ($4::boolean IS NULL OR (l.agreed_minor IS NOT NULL) = $4)
         AND ($5::text IS NULL OR l.receivable_id > $5)
       ORDER BY l.receivable_id LIMIT $6`,
      [
        ...[seesEverything(viewer), viewer.party, statementId.toLowerCase(), resolved],
        ...[page.after?.[0], page.limit],
      ],
    );
    return rows.map(toLine);
  }

  /** Of statements that the viewer sees, by statement and receivable. */
  async findOfStatements(statementIds: readonly string[]): Promise<StatementLineType[]> {
    const rows: LineRow[] = await this.dataSource.query(
      `SELECT shown.* FROM unnest($1::text[]) AS wanted (statement_id) CROSS JOIN LATERAL (
         ${SELECT_LINE} WHERE l.statement_id = wanted.statement_id
         ORDER BY l.receivable_id LIMIT $2
       ) shown ORDER BY shown.statement_id, shown.receivable_id`,
      [statementIds, LINES_SHOWN_MAX],
    );
    return rows.map(toLine);
  }

  /** Of those of the statements that differ or were resolved. */
  async progressOf(statementIds: readonly string[]): Promise<Map<string, StatementProgressType>> {
    const rows: ProgressRow[] = await this.dataSource.query(
      `SELECT s.statement_id, count(l.receivable_id)::int AS line_count,
         (count(l.receivable_id) - count(l.agreed_minor))::int AS open_line_count,
         s.balance_minor - s.acknowledged_minor
           - coalesce(sum(l.supplier_minor - l.buyer_minor), 0) AS unexplained_minor,
         coalesce(sum(l.agreed_minor - l.buyer_minor), 0) AS conceded_minor
       FROM statement s LEFT JOIN statement_line l USING (statement_id)
       WHERE s.statement_id = ANY($1) AND s.status IN ('DIFFERING', 'RESOLVED')
       GROUP BY s.statement_id`,
      [statementIds],
    );
    return new Map(
      rows.map((row) => [
        row.statement_id,
        {
          lineCount: row.line_count,
          openLineCount: row.open_line_count,
          unexplainedMinor: BigInt(row.unexplained_minor),
          concededMinor: BigInt(row.conceded_minor),
        },
      ]),
    );
  }
}

function toLine(row: LineRow): StatementLineType {
  return {
    statementId: row.statement_id,
    receivableId: row.receivable_id,
    raisedBy: row.raised_by,
    raisedAt: row.raised_at,
    supplierMinor: figureOf(row.supplier_minor),
    buyerMinor: figureOf(row.buyer_minor),
    supplierProposal: proposalOf({
      proposal_minor: row.supplier_proposal_minor,
      evidence_hash: row.supplier_evidence_hash,
      proposed_at: row.supplier_proposed_at,
      note: row.supplier_note,
      reason: row.supplier_reason,
    }),
    buyerProposal: proposalOf({
      proposal_minor: row.buyer_proposal_minor,
      evidence_hash: row.buyer_evidence_hash,
      proposed_at: row.buyer_proposed_at,
      note: row.buyer_note,
      reason: row.buyer_reason,
    }),
    agreedMinor: row.agreed_minor === null ? null : BigInt(row.agreed_minor),
    resolvedAt: row.resolved_at,
  };
}

/** The ledger's 0 is a list without the receivable. */
function figureOf(figureMinor: string): bigint | null {
  return figureMinor === '0' ? null : BigInt(figureMinor);
}

function proposalOf(side: SideColumns): LineProposalType | null {
  return side.proposal_minor === null || side.proposed_at === null
    ? null
    : {
        proposedMinor: BigInt(side.proposal_minor),
        proposedAt: side.proposed_at,
        note: side.note === '' ? null : side.note,
        reason: side.reason,
        evidenceHash: side.evidence_hash === NO_EVIDENCE ? null : side.evidence_hash,
      };
}
