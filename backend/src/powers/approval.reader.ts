import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { LedgerClock } from '../ledger/index.js';
import { ApprovalStatus } from './approval.entity.js';
import type { ApprovalFilter, ApprovalStepType, ApprovalType } from './approval.type.js';
import { ApprovedAct, decodeCall } from './approved-call.js';
import { ContractNames } from './contract-names.js';

/** As `Powers.APPROVAL_SECONDS`. */
const APPROVAL_MS = 30 * 86_400_000;
/** As `PartyRegistry.RECOVERY_DELAY`. */
const RECOVERY_DELAY_MS = 3 * 86_400_000;

interface ApprovalRow {
  act_hash: string;
  approver: string;
  target: string;
  call_data: string;
  order_hash: string;
  recovered_party: string | null;
  status: ApprovalStatus;
  approved_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
  order: string | null;
  /** Exact to the microsecond, as a cursor needs it. */
  approved_text: string;
}

/** An approval with its place in the listing. */
export type ListedApproval = ApprovalType & { readonly keyset: Keyset };

/** Who sees an approval `a`: operators and auditors, and the party whose keys it would recover; $1 is the party. */
const SEEN = '($1::text IS NULL OR a.recovered_party = $1)';
/** Status of an approval `a` at the ledger's time $2. */
const STATUS = `CASE WHEN a.status = 'APPROVED' AND a.approved_at + interval '30 days' <= $2
  THEN 'EXPIRED' ELSE a.status END`;
const SELECT = `SELECT a.*, ${STATUS} AS status, a.approved_at::text AS approved_text,
    e.content AS order
  FROM approval a LEFT JOIN operation_evidence e ON e.evidence_hash = a.order_hash`;

/** Approvals of acts that take two operators. */
@Injectable()
export class ApprovalReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: LedgerClock,
    private readonly contracts: ContractNames,
  ) {}

  async find(
    viewer: Viewer,
    actHash: string,
    db: EntityManager = this.dataSource.manager,
  ): Promise<ApprovalType | null> {
    const { time } = await this.clock.read(db);
    const rows: ApprovalRow[] = await db.query(`${SELECT} WHERE a.act_hash = $3 AND ${SEEN}`, [
      ...[partyOf(viewer), time, actHash],
    ]);
    return rows[0] === undefined ? null : this.toApproval(rows[0]);
  }

  /** The latest first. */
  async list(viewer: Viewer, page: Page, filter: ApprovalFilter): Promise<ListedApproval[]> {
    const { time } = await this.clock.read();
    const rows: ApprovalRow[] = await this.dataSource.query(
      `${SELECT} WHERE ${SEEN} AND ($3::text IS NULL OR ${STATUS} = $3)
         AND ($4::timestamptz IS NULL OR (a.approved_at, a.act_hash) < ($4, $5))
       ORDER BY a.approved_at DESC, a.act_hash DESC LIMIT $6`,
      [
        ...[partyOf(viewer), time, filter.status],
        ...[page.after?.[0], page.after?.[1], page.limit],
      ],
    );
    return rows.map((row) => this.toApproval(row));
  }

  /** Steps of acts that the viewer was found to see, in the order of the ledger. */
  async stepsOf(
    actHashes: readonly string[],
  ): Promise<Array<ApprovalStepType & { readonly actHash: string }>> {
    return this.dataSource.query(
      `SELECT act_hash AS "actHash", status, signer AS "signerId", taken_at AS "takenAt"
       FROM approval_step WHERE act_hash = ANY($1) ORDER BY block_number, log_index`,
      [actHashes],
    );
  }

  private toApproval(row: ApprovalRow): ListedApproval {
    const call = decodeCall(this.contracts.nameOf(row.target), row.call_data);
    const delayMs = call.act === ApprovedAct.RECOVER_SIGNER ? RECOVERY_DELAY_MS : 0;
    const { act_hash: actHash, approved_at: approvedAt } = row;
    return {
      ...call,
      ...{ actHash, approvedAt, status: row.status, callData: row.call_data },
      ...{ approverId: row.approver, orderHash: row.order_hash, order: row.order },
      ...{ endedAt: row.ended_at, endedById: row.ended_by, recoveredParty: row.recovered_party },
      usableFrom: new Date(approvedAt.getTime() + delayMs),
      usableUntil: new Date(approvedAt.getTime() + APPROVAL_MS),
      keyset: [row.approved_text, actHash],
    };
  }
}

/** The party whose approvals a viewer sees; null where it sees all. */
function partyOf(viewer: Viewer): string | null {
  return seesEverything(viewer) ? null : viewer.party;
}
