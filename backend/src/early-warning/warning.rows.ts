import type { EntityManager } from 'typeorm';

import type { WarningIndicator, WarningLevel, WarningPolicy } from './warning-policy.js';
import type { EarlyWarningType, WarningOutcome } from './warning.type.js';

export interface WarningRow {
  warning_id: string;
  party: string;
  currency: string;
  indicator: WarningIndicator;
  level: WarningLevel;
  value: string | null;
  threshold: string | null;
  as_of_date: string;
  note: string | null;
  responsible: string | null;
  deadline: string;
  longest_terms_days: number | null;
  prepayment_bps: number | null;
  needs_guarantee: boolean;
  raised_at: Date;
  closed_at: Date | null;
  outcome: WarningOutcome | null;
  listed_at: string;
}

/** The newest policy of an owner. */
export async function findPolicy(
  db: EntityManager,
  owner: string,
): Promise<(WarningPolicy & { readonly version: number }) | null> {
  const rows: Array<WarningPolicy & { version: number }> = await db.query(
    `SELECT version, rules, reactions FROM warning_policy WHERE owner = $1
     ORDER BY version DESC LIMIT 1`,
    [owner],
  );
  return rows[0] ?? null;
}

export function toWarning(row: WarningRow): EarlyWarningType {
  return {
    warningId: row.warning_id,
    partyId: row.party,
    currency: row.currency,
    indicator: row.indicator,
    level: row.level,
    value: row.value === null ? null : Number(row.value),
    threshold: row.threshold === null ? null : Number(row.threshold),
    asOfDate: row.as_of_date,
    note: row.note,
    responsibleId: row.responsible,
    deadline: row.deadline,
    longestTermsDays: row.longest_terms_days,
    prepaymentBps: row.prepayment_bps,
    needsGuarantee: row.needs_guarantee,
    raisedAt: row.raised_at,
    closedAt: row.closed_at,
    outcome: row.outcome,
    keyset: [row.listed_at, row.warning_id],
  };
}
