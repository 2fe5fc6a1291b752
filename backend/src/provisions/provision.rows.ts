import type { EntityManager } from 'typeorm';

import type { Listed } from '../ledger/index.js';
import type { RateBasis } from './loss-rates.js';
import type { ProvisionBook } from './provision-access.js';
import type { SegmentBy } from './provision.sql.js';
import type {
  ProvisionCellType,
  ProvisionOverlayType,
  ProvisionPolicyType,
  ProvisionRunType,
} from './provision.type.js';

/** A row of `provision_policy`. */
export interface ProvisionPolicyRow {
  version: number;
  bucket_days: number[];
  segment_by: SegmentBy;
  window_months: number;
  base_min_minor: string;
  loss_given_default_bps: number;
  fallback_rates_ppm: number[];
  expense_account: string;
  allowance_account: string;
  receivables_account: string;
  set_at: Date;
}

export interface ProvisionOverlayRow {
  overlay_id: string;
  currency: string | null;
  segment: string | null;
  overlay_bps: number;
  reason: string;
  first_date: string;
  last_date: string;
  proposed_by: string;
  proposed_at: Date;
  approved_by: string | null;
  approved_at: Date | null;
}

export interface ProvisionCellRow {
  currency: string;
  segment: string;
  bucket: number;
  basis: RateBasis;
  observed_minor: string;
  rolled_ppm: number;
  loss_rate_ppm: number;
  overlay_bps: number;
  applied_ppm: number;
  receivable_count: number;
  outstanding_minor: string;
  ecl_minor: string;
}

export interface ProvisionRunRow {
  run_id: string;
  party: string;
  book: ProvisionBook;
  as_of_date: string;
  policy_version: number;
  block_number: string;
  made_at: Date;
}

/** The newest policy of a party, or the one of a version. */
export async function findPolicy(
  db: EntityManager,
  party: string,
  version: number | null = null,
): Promise<ProvisionPolicyRow | null> {
  const rows: ProvisionPolicyRow[] = await db.query(
    `SELECT * FROM provision_policy WHERE party = $1 AND ($2::int IS NULL OR version = $2)
     ORDER BY version DESC LIMIT 1`,
    [party, version],
  );
  return rows[0] ?? null;
}

export function toPolicy(row: ProvisionPolicyRow): ProvisionPolicyType {
  return {
    version: row.version,
    bucketDays: row.bucket_days,
    segmentBy: row.segment_by,
    windowMonths: row.window_months,
    baseMinMinor: BigInt(row.base_min_minor),
    lossGivenDefaultBps: row.loss_given_default_bps,
    fallbackRatesPpm: row.fallback_rates_ppm,
    expenseAccount: row.expense_account,
    allowanceAccount: row.allowance_account,
    receivablesAccount: row.receivables_account,
    setAt: row.set_at,
  };
}

export function toOverlay(row: Listed<ProvisionOverlayRow>): ProvisionOverlayType {
  return {
    overlayId: row.overlay_id,
    currency: row.currency,
    segment: row.segment,
    overlayBps: row.overlay_bps,
    reason: row.reason,
    firstDate: row.first_date,
    lastDate: row.last_date,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
    approvedBy: row.approved_by,
    approvedAt: row.approved_at,
    keyset: [row.listed_at, row.overlay_id],
  };
}

export function toRun(row: Listed<ProvisionRunRow>): ProvisionRunType {
  return {
    runId: row.run_id,
    party: row.party,
    book: row.book,
    asOfDate: row.as_of_date,
    policyVersion: row.policy_version,
    blockNumber: Number(row.block_number),
    madeAt: row.made_at,
    keyset: [row.listed_at, row.run_id],
  };
}

export function toCell(row: ProvisionCellRow): ProvisionCellType {
  return {
    currency: row.currency,
    segment: row.segment,
    bucket: row.bucket,
    basis: row.basis,
    observedMinor: BigInt(row.observed_minor),
    rolledPpm: row.rolled_ppm,
    lossRatePpm: row.loss_rate_ppm,
    overlayBps: row.overlay_bps,
    appliedPpm: row.applied_ppm,
    receivableCount: row.receivable_count,
    outstandingMinor: BigInt(row.outstanding_minor),
    eclMinor: BigInt(row.ecl_minor),
  };
}
