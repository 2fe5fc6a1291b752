import type { EntityManager } from 'typeorm';

import type { Viewer } from '../identity/index.js';
import { type NewCredit, type NewDebt, type StandingLimit, readUsed } from './credit-gate.sql.js';
import {
  CreditGuaranteeMissingError,
  CreditPrepaymentMissingError,
} from './credit-limit.errors.js';
import { LimitScope } from './limit-scope.js';

const BPS = 10_000n;

/** What some of the new debts must keep to besides an amount; `subject` is the buyer where it asks for security. */
export type CreditBound = Pick<
  StandingLimit,
  'owner' | 'subject' | 'longestTermsDays' | 'needsGuarantee' | 'prepaymentBps' | 'debtIndexes'
>;

/** Records of the credit file `k` that were not replaced and hold until the day `until`. */
const holding = (until: string): string => `
  (k.expires_date IS NULL OR k.expires_date >= ${until})
  AND NOT EXISTS (SELECT FROM credit_record n WHERE n.replaces = k.record_id)`;
const TODAY = `(now() AT TIME ZONE 'UTC')::date`;

/**
 * The first receivable of which too little was paid in advance, for an owner that asks for that.
 *
 * What the buyer does not owe of what was invoiced counts as paid; the rest must be in the owner's credit file. The
 * share is rounded up, in favour of the owner.
 */
export async function findUnprepaid(
  db: EntityManager,
  debts: readonly NewDebt[],
  bounds: readonly CreditBound[],
): Promise<CreditPrepaymentMissingError | null> {
  for (const { owner, prepaymentBps, debtIndexes } of bounds) {
    if (prepaymentBps === 0) continue;
    const asked = debts.filter((_, index) => debtIndexes.includes(index));
    const prepaid = await readPrepaid(db, owner, asked);
    for (const { receivableId, currency, invoicedMinor, owedMinor } of asked) {
      const shareMinor = (invoicedMinor * BigInt(prepaymentBps) + BPS - 1n) / BPS;
      const prepaidMinor = prepaid.get(receivableId) ?? 0n;
      const missingMinor = shareMinor - (invoicedMinor - owedMinor) - prepaidMinor;
      if (missingMinor <= 0n) continue;
      return new CreditPrepaymentMissingError({
        ...{ ownerId: owner, receivableId, currency, prepaymentBps },
        ...{ invoicedMinor, owedMinor, prepaidMinor, missingMinor },
      });
    }
  }
  return null;
}

/** Prepayments in the owner's credit file, by receivable. */
async function readPrepaid(
  db: EntityManager,
  owner: string,
  debts: readonly NewDebt[],
): Promise<ReadonlyMap<string, bigint>> {
  const rows: Array<{ receivable_id: string; prepaid: string }> = await db.query(
    `SELECT k.receivable_id, sum(k.amount_minor) AS prepaid FROM credit_record k
     WHERE k.owner = $1 AND k.receivable_id = ANY($2) AND k.kind = 'PREPAYMENT'
       AND k.currency = $3 AND ${holding(TODAY)} GROUP BY 1`,
    [owner, debts.map(({ receivableId }) => receivableId), debts[0]?.currency],
  );
  return new Map(rows.map((row) => [row.receivable_id, BigInt(row.prepaid)]));
}

/**
 * A buyer whose guarantees and collateral in an owner's credit file do not cover what it then owes, for an owner that
 * asks for them: those of the same currency that hold until the last of the new debts is due.
 */
export async function findUnsecured(
  db: EntityManager,
  viewer: Viewer,
  credit: NewCredit,
  asked: { readonly bounds: readonly CreditBound[]; readonly platformParty: string },
): Promise<CreditGuaranteeMissingError | null> {
  for (const { owner, subject, needsGuarantee, debtIndexes } of asked.bounds) {
    const debts = credit.debts.filter((_, index) => debtIndexes.includes(index));
    const { currency } = debts[0] ?? {};
    if (!needsGuarantee || currency === undefined) continue;
    const untilDate = debts.reduce((last, { dueDate }) => (dueDate > last ? dueDate : last), '');
    const limit = { owner, scope: LimitScope.BUYER, subject, currency };
    const usedMinor = await readUsed(db, limit, credit, owner === asked.platformParty);
    const owedMinor = debts.reduce((sum, { amountMinor }) => sum + amountMinor, usedMinor);
    const missingMinor = owedMinor - (await readSecured(db, limit, untilDate));
    if (missingMinor <= 0n) continue;
    const concerns = viewer.party === owner || viewer.party === subject;
    return new CreditGuaranteeMissingError({
      ...{ ownerId: owner, buyerId: subject, currency, untilDate },
      missingMinor: concerns ? missingMinor : null,
    });
  }
  return null;
}

async function readSecured(
  db: EntityManager,
  { owner, subject, currency }: Pick<StandingLimit, 'owner' | 'subject' | 'currency'>,
  untilDate: string,
): Promise<bigint> {
  const rows: Array<{ secured: string }> = await db.query(
    `SELECT coalesce(sum(k.amount_minor), 0) AS secured FROM credit_record k
     WHERE k.owner = $1 AND k.party = $2 AND k.currency = $3
       AND k.kind IN ('GUARANTEE', 'COLLATERAL') AND ${holding(`greatest($4::date, ${TODAY})`)}`,
    [owner, subject, currency, untilDate],
  );
  return BigInt(rows[0]?.secured ?? 0);
}
