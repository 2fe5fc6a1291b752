import type { EntityManager } from 'typeorm';

/** What is left of one cause of a duty, and who is to get it. */
export interface OpenDuty {
  readonly creditor: string;
  readonly creditorName: string;
  readonly reason: string;
  /** Bank entry or credit note that caused it. */
  readonly sourceHash: string;
  /** Among causes of one creditor, reason and source, in the order of the ledger, from 0. */
  readonly occurrence: number;
  readonly openMinor: bigint;
}

/**
 * SQL: what is left of each cause of what a debtor ($1) owes in a currency ($2): what was passed on,
 * netted or reversed is taken off the oldest first, so that the parts make what is owed.
 *
 * A cause is known by what it is, never by its place: a reorganisation may bring it in another block.
 */
export const OPEN_DUTIES = `
  SELECT d.*, least(d.amount_minor, d.incurred_minor - d.reduced_minor) AS open_minor
  FROM (
    SELECT e.*, sum(e.amount_minor) FILTER (WHERE e.reason IS NOT NULL)
        OVER (PARTITION BY e.creditor ORDER BY e.block_number, e.log_index) AS incurred_minor,
      coalesce(sum(e.amount_minor) FILTER (WHERE e.reason IS NULL)
        OVER (PARTITION BY e.creditor), 0) AS reduced_minor,
      (row_number() OVER (PARTITION BY e.creditor, e.reason, e.source_hash
        ORDER BY e.block_number, e.log_index) - 1)::int AS occurrence
    FROM duty_entry e WHERE e.debtor = $1 AND e.currency = $2
  ) d WHERE d.reason IS NOT NULL AND d.incurred_minor > d.reduced_minor`;

/** What a debtor owes and has given no instruction for that stands, in the order of the ledger. */
export async function findOpenDuties(
  db: EntityManager,
  debtor: string,
  currency: string,
  creditorIds: readonly string[] | null,
): Promise<OpenDuty[]> {
  const rows: Array<Omit<OpenDuty, 'openMinor'> & { readonly openMinor: string }> = await db.query(
    `SELECT o.creditor, coalesce(f.name, o.creditor) AS "creditorName",
       o.reason, o.source_hash AS "sourceHash", o.occurrence, o.open_minor AS "openMinor"
     FROM (${OPEN_DUTIES}) o LEFT JOIN party_profile f ON f.party = o.creditor
     WHERE ($3::text[] IS NULL OR o.creditor = ANY($3))
       AND NOT EXISTS (SELECT FROM payout_duty p WHERE p.is_live
         AND (p.debtor, p.creditor, p.currency) = (o.debtor, o.creditor, o.currency)
         AND (p.reason, p.source_hash, p.occurrence) = (o.reason, o.source_hash, o.occurrence))
     ORDER BY o.creditor, o.block_number, o.log_index`,
    [debtor, currency, creditorIds],
  );
  return rows.map((row) => ({ ...row, openMinor: BigInt(row.openMinor) }));
}
