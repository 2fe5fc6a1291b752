import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { LedgerClock } from '../ledger/index.js';
import type {
  CreditRecordType,
  FinancialStatementType,
  RecordFieldType,
} from './credit-file.type.js';
import { type CreditRecordKind, type FileGap, gapsOn } from './file-gaps.js';
import { StatementFigureName } from './statement-figures.js';

interface RecordRow {
  record_id: string;
  party: string;
  kind: CreditRecordKind;
  title: string;
  source: string;
  record_date: string;
  expires_date: string | null;
  document_hash: string | null;
  amount_minor: string | null;
  currency: string | null;
  receivable_id: string | null;
  fields: RecordFieldType[];
  replaced_by: string | null;
  recorded_by: string;
  recorded_at: Date;
  listed_at: string;
}

interface StatementRow {
  record_id: string;
  fiscal_year: number;
  currency: string;
  period_days: number;
  figures: Partial<Record<StatementFigureName, string>>;
}

interface NewestRow {
  kind: CreditRecordKind;
  record_date: string;
  expires_date: string | null;
}

const SELECT = `
  SELECT r.*, r.recorded_at::text AS listed_at,
    (SELECT n.record_id FROM credit_record n WHERE n.replaces = r.record_id) AS replaced_by
  FROM credit_record r`;
const YEARS_MAX = 50;

/** Credit files of the viewer's own party; nobody else's. */
@Injectable()
export class CreditFileReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: LedgerClock,
  ) {}

  async list(viewer: Viewer, party: string, page: Page): Promise<CreditRecordType[]> {
    const rows: RecordRow[] = await this.dataSource.query(
      `${SELECT} WHERE r.owner = $1 AND r.party = $2
         AND ($3::timestamptz IS NULL OR (r.recorded_at, r.record_id) < ($3, $4::uuid))
       ORDER BY r.recorded_at DESC, r.record_id DESC LIMIT $5`,
      [viewer.party, party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toRecord);
  }

  async find(viewer: Viewer, recordId: string): Promise<CreditRecordType | null> {
    const rows: RecordRow[] = await this.dataSource.query(
      `${SELECT} WHERE r.owner = $1 AND r.record_id = $2`,
      [viewer.party, recordId],
    );
    return rows[0] === undefined ? null : toRecord(rows[0]);
  }

  /** The newest statement of each year and currency that was not replaced, or those of one record. */
  async statements(
    viewer: Viewer,
    party: string,
    recordId: string | null = null,
  ): Promise<FinancialStatementType[]> {
    const rows: StatementRow[] = await this.dataSource.query(
      `SELECT DISTINCT ON (s.fiscal_year, s.currency) s.* FROM financial_statement s
       WHERE s.owner = $1 AND s.party = $2 AND ($3::uuid IS NULL OR s.record_id = $3)
         AND ($3 IS NOT NULL
           OR NOT EXISTS (SELECT FROM credit_record n WHERE n.replaces = s.record_id))
       ORDER BY s.fiscal_year DESC, s.currency, s.recorded_at DESC LIMIT ${YEARS_MAX}`,
      [viewer.party, party, recordId],
    );
    return rows.map(toStatement);
  }

  /** What is missing or old on the ledger's day. */
  async gaps(viewer: Viewer, party: string): Promise<FileGap[]> {
    const { today } = await this.clock.read();
    const rows: NewestRow[] = await this.dataSource.query(
      `SELECT DISTINCT ON (r.kind) r.kind, coalesce((SELECT make_date(max(s.fiscal_year), 12, 31)
           FROM financial_statement s WHERE s.record_id = r.record_id), r.record_date)
           AS record_date, r.expires_date
       FROM credit_record r WHERE r.owner = $1 AND r.party = $2
         AND NOT EXISTS (SELECT FROM credit_record n WHERE n.replaces = r.record_id)
       ORDER BY r.kind, record_date DESC, r.recorded_at DESC`,
      [viewer.party, party],
    );
    const newest = rows.map(({ kind, record_date: recordDate, expires_date: expiresDate }) => ({
      ...{ kind, recordDate, expiresDate },
    }));
    return gapsOn(today, newest);
  }
}

function toRecord(row: RecordRow): CreditRecordType {
  return {
    recordId: row.record_id,
    partyId: row.party,
    kind: row.kind,
    title: row.title,
    source: row.source,
    recordDate: row.record_date,
    expiresDate: row.expires_date,
    documentHash: row.document_hash,
    amountMinor: row.amount_minor === null ? null : BigInt(row.amount_minor),
    currency: row.currency,
    receivableId: row.receivable_id,
    fields: row.fields,
    replacedById: row.replaced_by,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at,
    keyset: [row.listed_at, row.record_id],
  };
}

function toStatement(row: StatementRow): FinancialStatementType {
  return {
    recordId: row.record_id,
    fiscalYear: row.fiscal_year,
    currency: row.currency,
    periodDays: row.period_days,
    figures: Object.values(StatementFigureName).flatMap((name) => {
      const text = row.figures[name];
      return text === undefined ? [] : [{ name, amountMinor: BigInt(text) }];
    }),
  };
}
