import type { EntityManager } from 'typeorm';

import { COMMAND_STANDS, JOIN_OUTCOME } from '../ledger/index.js';
import { GRADED, HOLDING, IN_SCOPE, type LimitScope } from './limit-scope.js';

/** What a buyer is to owe newly, or a financier is to have newly at stake, as limits count it. */
export interface CountedDebt {
  /** The receivable, or the lot where a financier is to have it at stake. */
  readonly countedId: string;
  readonly supplier: string;
  readonly buyer: string;
  readonly currency: string;
  readonly amountMinor: bigint;
}

/** A new debt with the receivable that it is of. */
export interface NewDebt extends CountedDebt {
  readonly receivableId: string;
  readonly dueDate: string;
  /** From issue to due date. */
  readonly termsDays: number;
  /** What the supplier claimed before anything was confirmed. */
  readonly invoicedMinor: bigint;
  /** What the buyer then owes of the receivable. */
  readonly owedMinor: bigint;
}

/** What is to be owed newly, and whose limits hold for it. */
export interface NewCredit<Debt extends CountedDebt = NewDebt> {
  readonly debts: readonly Debt[];
  /** The financier whose lots count; null where the debt itself is new. */
  readonly financier: string | null;
}

export interface StandingLimit {
  /** Null where the grade of the buyer sets it. */
  readonly limitId: string | null;
  readonly owner: string;
  readonly scope: LimitScope;
  readonly subject: string;
  readonly currency: string;
  readonly limitMinor: bigint;
  readonly longestTermsDays: number | null;
  readonly warnBps: number;
  /** The grade asks for a guarantee. */
  readonly needsGuarantee: boolean;
  /** Share of what was invoiced that the grade wants to be paid in advance. */
  readonly prepaymentBps: number;
  /** Places of the new debts within its scope. */
  readonly debtIndexes: readonly number[];
}

interface LimitRow {
  limit_id: string | null;
  owner: string;
  scope: LimitScope;
  subject: string;
  currency: string;
  limit_minor: string;
  longest_terms_days: number | null;
  warn_bps: number;
  needs_guarantee: boolean;
  prepayment_bps: number;
  debts: number[];
}

/** SQL: a limit of a supplier bounds what it is owed itself; $6 says whether a financier is to have it at stake. */
const LIMITS = `
  WITH holding AS (${HOLDING}), graded AS (${GRADED}), limits AS (
    SELECT * FROM holding WHERE owner = ANY($1::text[]) AND currency = $3
    UNION ALL SELECT g.* FROM graded g WHERE NOT EXISTS (
      SELECT FROM holding h WHERE h.owner = g.owner AND h.currency = g.currency
        AND h.scope = 'BUYER' AND h.subject = g.subject)
  )
  SELECT l.*, array_agg(r.place::int - 1) AS debts
  FROM limits l JOIN unnest($4::text[], $5::text[]) WITH ORDINALITY AS r (supplier, buyer, place)
    ON ($6 OR l.owner = $7 OR r.supplier = l.owner) AND ${IN_SCOPE}
  GROUP BY l.limit_id, l.owner, l.scope, l.subject, l.currency, l.limit_minor,
    l.longest_terms_days, l.warn_bps, l.needs_guarantee, l.prepayment_bps
  ORDER BY l.owner, l.scope, l.subject`;

/** Limits of the owners that debts of one currency fall under. */
export async function readLimits(
  db: EntityManager,
  owners: readonly string[],
  { debts, financier }: NewCredit<CountedDebt>,
  platformParty: string,
): Promise<StandingLimit[]> {
  const rows: LimitRow[] = await db.query(LIMITS, [
    owners,
    [...new Set(debts.map(({ buyer }) => buyer))],
    debts[0]?.currency ?? '',
    debts.map(({ supplier }) => supplier),
    debts.map(({ buyer }) => buyer),
    financier !== null,
    platformParty,
  ]);
  return rows.map((row) => ({
    limitId: row.limit_id,
    owner: row.owner,
    scope: row.scope,
    subject: row.subject,
    currency: row.currency,
    limitMinor: BigInt(row.limit_minor),
    longestTermsDays: row.longest_terms_days,
    warnBps: row.warn_bps,
    needsGuarantee: row.needs_guarantee,
    prepaymentBps: row.prepayment_bps,
    debtIndexes: row.debts,
  }));
}

const SCOPED = '(SELECT $1::text AS scope, $2::text AS subject) l';

/** SQL: confirmed debts, and those whose confirmation is on its way; $4 are the new ones. */
const OWED = `
  SELECT coalesce(sum(CASE WHEN r.status = 'REGISTERED' THEN r.face_minor
    ELSE r.outstanding_minor END), 0) AS used
  FROM ${SCOPED} JOIN receivable r ON r.currency = $3 AND ($5::text IS NULL OR r.supplier = $5)
    AND ${IN_SCOPE}
  WHERE r.receivable_id <> ALL($4::text[]) AND (r.outstanding_minor > 0 OR (
    r.status = 'REGISTERED' AND r.receivable_id IN (
      SELECT unnest(c.subjects) FROM command c ${JOIN_OUTCOME}
      WHERE c.kind = 'CONFIRM_RECEIVABLES' AND ${COMMAND_STANDS})))`;

/** SQL: lots that financiers own or that are set aside for them, and those of quotes that are being accepted. */
const FINANCED = `
  SELECT coalesce(sum(h.outstanding_minor), 0) AS used
  FROM ${SCOPED} JOIN receivable r ON r.currency = $3 AND ${IN_SCOPE}
  JOIN lot h ON h.receivable_id = r.receivable_id AND h.outstanding_minor > 0
  LEFT JOIN deal d ON d.deal_number = h.deal_number
  WHERE h.lot_id <> ALL($4::text[]) AND (
    (d.deal_number IS NOT NULL AND ($5::text IS NULL OR d.financier = $5))
    OR h.lot_id IN (
      SELECT unnest(q.lot_ids) FROM quote q
      JOIN command c ON c.kind = 'ACCEPT_QUOTE' AND c.subjects @> ARRAY[q.quote_hash]
      ${JOIN_OUTCOME}
      WHERE ($5::text IS NULL OR q.financier = $5) AND ${COMMAND_STANDS}
        AND NOT EXISTS (SELECT FROM deal x WHERE x.quote_hash = q.quote_hash)))`;

/** What already counts against a limit, without the new debts themselves. */
export async function readUsed(
  db: EntityManager,
  limit: Pick<StandingLimit, 'owner' | 'scope' | 'subject' | 'currency'>,
  credit: NewCredit<CountedDebt>,
  isPlatform: boolean,
): Promise<bigint> {
  const rows: Array<{ used: string }> = await db.query(
    credit.financier === null ? OWED : FINANCED,
    [
      ...[limit.scope, limit.subject, limit.currency],
      credit.debts.map(({ countedId }) => countedId),
      isPlatform ? null : limit.owner,
    ],
  );
  return BigInt(rows[0]?.used ?? 0);
}

interface Stop {
  readonly owner: string;
  readonly party: string;
}

/** A warning that shortens the time to pay, or asks for a guarantee or a prepayment. */
interface TermsWarning extends Stop {
  readonly longestTermsDays: number | null;
  readonly needsGuarantee: boolean;
  readonly prepaymentBps: number;
}

export interface Stops {
  /** A warning that lets nothing new pass. */
  readonly severe: Stop | null;
  readonly terms: readonly TermsWarning[];
}

interface StopRow extends Stop {
  level: string;
  longest_terms_days: number | null;
  needs_guarantee: boolean;
  prepayment_bps: number | null;
}

/** What open warnings of the owners say about the buyers. */
export async function findStops(
  db: EntityManager,
  owners: readonly string[],
  buyers: readonly string[],
): Promise<Stops> {
  const rows: StopRow[] = await db.query(
    `SELECT owner, party, level, longest_terms_days, needs_guarantee, prepayment_bps
     FROM early_warning WHERE owner = ANY($1) AND party = ANY($2) AND closed_at IS NULL
       AND level IN ('MEDIUM', 'SEVERE') ORDER BY owner, party, level`,
    [owners, buyers],
  );
  return {
    severe: rows.find(({ level }) => level === 'SEVERE') ?? null,
    terms: rows
      .filter(({ level }) => level === 'MEDIUM')
      .map(({ owner, party, ...row }) => ({
        ...{ owner, party, longestTermsDays: row.longest_terms_days },
        ...{ needsGuarantee: row.needs_guarantee, prepaymentBps: row.prepayment_bps ?? 0 },
      })),
  };
}
