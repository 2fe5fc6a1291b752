import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { JOIN_TERMS } from '../cash-discounts/index.js';
import { JOIN_OUTCOME } from '../ledger/index.js';
import { type MatchCandidate, type MatchEntry, NotPayable } from '../matching/index.js';

/** How often an entry is sent to the ledger before it is left to people. */
export const ATTEMPTS_MAX = 5;

/** A credit entry that nothing was done with yet. */
export interface OpenEntry extends MatchEntry {
  readonly entryHash: string;
  /** Owner of the account that was credited. */
  readonly party: string;
  readonly attempts: number;
}

/** A candidate with what a payment of it is distributed over. */
export interface OpenCandidate extends MatchCandidate {
  /** Lots that a payment is distributed over. */
  readonly lotCount: number;
  /** Active liens on them. */
  readonly lienCount: number;
}

/** Entries of which the receivables are known still when they are paid: a second payment names them soon after. */
const PAID_ENTRIES_MAX = 1_000;

/** SQL: what entries on their way to the ledger will pay of receivable `r`. */
export const PENDING_MINOR = `
  SELECT coalesce(sum(w.amount_minor), 0) FROM (
    SELECT a.amount_minor, e.command_id FROM bank_entry_allocation a
    JOIN bank_entry e USING (entry_hash) WHERE a.receivable_id = r.receivable_id
    UNION ALL SELECT d.amount_minor, d.command_id FROM allocation_order d
    WHERE d.receivable_id = r.receivable_id
  ) w JOIN command c ON c.command_id = w.command_id ${JOIN_OUTCOME}
  WHERE c.failure IS NULL AND o.succeeded IS NULL`;

/** SQL: what of receivable `r` is agreed to be paid early: by an entry that a settlement agent names, and no other. */
const EARLY_MINOR = `
  SELECT coalesce(sum(y.face_minor), 0) FROM early_payment y
  WHERE y.receivable_id = r.receivable_id AND y.status = 'ACCEPTED'`;

/** SQL: what may still be paid of receivable `r`; what was written off is owed none the less. */
const PAYABLE_MINOR = `
  r.outstanding_minor + r.written_off_minor - (${PENDING_MINOR}) - (${EARLY_MINOR})`;

/** SQL: what the party $1 is paid for, as the agent $2 states it, and what else its payers may name. */
const CANDIDATES = `
  WITH payable AS (
    SELECT s.receivable_id FROM receivable s JOIN lot l USING (receivable_id)
    LEFT JOIN lot_notice n USING (lot_id) LEFT JOIN deal d USING (deal_number)
    WHERE s.supplier = $1 AND s.outstanding_minor > 0 AND l.outstanding_minor > 0
      AND CASE WHEN n.payee IS NULL THEN l.owner = $1 OR NOT d.disclosed ELSE n.payee = $1 END
    UNION SELECT s.receivable_id FROM receivable s JOIN lot l USING (receivable_id)
    WHERE s.supplier = $1 AND s.written_off_minor > 0 AND l.owner = $1
    UNION SELECT l.receivable_id FROM lot_notice n JOIN lot l USING (lot_id)
    WHERE n.payee = $1 AND l.outstanding_minor > 0
  ), known AS (
    SELECT receivable_id, bool_or(is_payable) AS is_payable FROM (
      SELECT receivable_id, true AS is_payable FROM payable
      UNION ALL
      SELECT receivable_id, false FROM receivable WHERE supplier = $1 AND outstanding_minor > 0
      UNION ALL
      SELECT p.receivable_id, false FROM (
        SELECT entry_hash FROM bank_entry b WHERE party = $1
          AND EXISTS (SELECT FROM remittance m WHERE m.entry_hash = b.entry_hash)
        ORDER BY booking_date DESC, entry_hash DESC LIMIT ${PAID_ENTRIES_MAX}
      ) e JOIN payment p USING (entry_hash)
    ) k GROUP BY receivable_id
  ), said AS (
    SELECT r.receivable_id, l.lot_count, CASE
      WHEN r.outstanding_minor + r.written_off_minor = 0 THEN '${NotPayable.PAID}'
      WHEN l.lot_count = 0 THEN '${NotPayable.NOT_CONFIRMED}'
      WHEN NOT k.is_payable THEN '${NotPayable.SOLD}'
      WHEN EXISTS (
        SELECT FROM pair_agent p WHERE p.supplier = r.supplier AND p.buyer = r.buyer
          AND p.currency = r.currency AND p.agent <> $2) THEN '${NotPayable.OTHER_AGENT}'
    END AS not_payable
    FROM known k JOIN receivable r USING (receivable_id)
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS lot_count FROM lot l WHERE l.receivable_id = r.receivable_id
    ) l
  )
  SELECT r.receivable_id, r.currency, r.face_minor, r.issue_date::text, r.buyer, a.available_minor,
    coalesce(s.not_payable, CASE WHEN a.available_minor = 0 AND (${EARLY_MINOR}) > 0
      THEN '${NotPayable.EARLY_PAYMENT}' END) AS not_payable,
    r.due_date::text, i.number, i.payment_reference, f.name AS buyer_name,
    c.discount_bps, c.discount_until::text,
    array(SELECT account FROM bank_account b WHERE b.party = r.buyer ORDER BY account)
      AS buyer_accounts,
    s.lot_count,
    (SELECT count(*)::int FROM lot l JOIN lien k USING (lot_id)
     WHERE l.receivable_id = r.receivable_id AND k.status = 'ACTIVE') AS lien_count
  FROM said s JOIN receivable r USING (receivable_id)
  CROSS JOIN LATERAL (
    SELECT CASE WHEN s.not_payable IS NULL THEN greatest(${PAYABLE_MINOR}, 0) ELSE 0 END
      AS available_minor
  ) a
  LEFT JOIN party_profile f ON f.party = r.buyer
  ${JOIN_TERMS}
  LEFT JOIN LATERAL (
    SELECT number, payment_reference FROM document
    WHERE subject = r.receivable_id AND kind = 'INVOICE' ORDER BY created_at LIMIT 1
  ) i ON true
  ORDER BY r.due_date, r.receivable_id`;

/** Who was paid, and the settlement agent that says so. */
interface Payment {
  readonly payee: string;
  readonly agent: string;
}

interface EntryRow {
  entry_hash: string;
  party: string;
  booking_date: string;
  amount_minor: string;
  currency: string;
  reference_fields: string[];
  remittance: string | null;
  counterparty_name: string | null;
  counterparty_account: string | null;
  attempts: number;
}

interface CandidateRow {
  receivable_id: string;
  currency: string;
  face_minor: string;
  available_minor: string;
  not_payable: NotPayable | null;
  issue_date: string;
  due_date: string;
  buyer: string;
  number: string | null;
  payment_reference: string | null;
  buyer_name: string | null;
  buyer_accounts: string[];
  lot_count: number;
  lien_count: number;
  discount_bps: number | null;
  discount_until: string | null;
}

/** Reads what matching looks at. */
@Injectable()
export class MatchReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Owners of accounts with open entries; of those only, if a list is given. */
  async partiesWithOpenEntries(among: readonly string[] | null): Promise<string[]> {
    const rows: Array<{ party: string }> = await this.dataSource.query(
      `SELECT DISTINCT party FROM bank_entry
       WHERE command_id IS NULL AND is_matchable AND parked_at IS NULL AND attempts < $1
         AND ($2::text[] IS NULL OR party = ANY($2)) ORDER BY party`,
      [ATTEMPTS_MAX, among],
    );
    return rows.map(({ party }) => party);
  }

  /** Open entries of a party, the oldest first, after one of them. */
  async openEntries(party: string, after: OpenEntry | null, limit: number): Promise<OpenEntry[]> {
    const rows: EntryRow[] = await this.dataSource.query(
      `SELECT entry_hash, party, booking_date::text, amount_minor, currency, reference_fields, remittance,
         counterparty_name, counterparty_account, attempts
       FROM bank_entry WHERE party = $1 AND command_id IS NULL AND is_matchable
         AND parked_at IS NULL AND attempts < $2
         AND ($3::date IS NULL OR (booking_date, entry_hash) > ($3, $4))
       ORDER BY booking_date, entry_hash LIMIT $5`,
      [party, ATTEMPTS_MAX, after?.bookingDate, after?.entryHash, limit],
    );
    return rows.map(toEntry);
  }

  /**
   * Receivables that a party is paid for: those of which the buyer has to pay it a lot, as it acknowledged to the
   * ledger, or as it always did.
   *
   * What arrives at a supplier for a lot that it sold openly is left to people, also before the buyer acknowledged to
   * pay the financier: a statement that the supplier hands in itself must not pay off what it has sold. Only of a silent
   * sale it goes on collecting. So is left to people what another agent than `agent` has to state.
   *
   * What else is open of a supplier, and what the account's newest entries paid, comes with nothing to pay: an entry
   * that names it is not taken for something else, and people are told why.
   *
   * One statement, hence one snapshot: an application counts either as pending or as paid, never as both or neither.
   */
  async candidates({ payee, agent }: Payment): Promise<OpenCandidate[]> {
    const rows: CandidateRow[] = await this.dataSource.query(CANDIDATES, [payee, agent]);
    return rows.map(toCandidate);
  }

  /** What is still available of receivables, read within the transaction that will allocate it. */
  async availableMinor(
    db: EntityManager,
    receivableIds: readonly string[],
  ): Promise<Map<string, bigint>> {
    const rows: Array<{ receivable_id: string; available_minor: string }> = await db.query(
      `SELECT r.receivable_id,
         ${PAYABLE_MINOR} AS available_minor
       FROM receivable r WHERE r.receivable_id = ANY($1)`,
      [receivableIds],
    );
    return new Map(rows.map((row) => [row.receivable_id, BigInt(row.available_minor)]));
  }

  /** Grows with every reorganisation that took indexed blocks back; 0 before the first. */
  async newestReversion(): Promise<number> {
    const rows: Array<{ newest: number }> = await this.dataSource.query(
      'SELECT coalesce(max(reversion_id), 0)::float8 AS newest FROM ledger_reversion',
    );
    return rows[0]?.newest ?? 0;
  }

  /** Parties that may be paid for something new since a block. */
  async payeesOfChanges(afterBlock: number, toBlock: number): Promise<string[]> {
    const rows: Array<{ party: string }> = await this.dataSource.query(
      `SELECT r.supplier AS party FROM ledger_event e JOIN receivable r ON r.receivable_id = e.subject
       WHERE e.block_number > $1 AND e.block_number <= $2
         AND (e.name = 'NoticeEnded' OR (e.name = 'Transfer' AND e.args->>'to' = r.supplier))
       UNION
       SELECT e.args->>'payee' FROM ledger_event e
       WHERE e.block_number > $1 AND e.block_number <= $2 AND e.name = 'NoticeAcknowledged'
       UNION
       SELECT unnest(array_append(array(
         SELECT n.payee FROM lot_notice n WHERE n.payee IS NOT NULL
           AND n.receivable_id = r.receivable_id
       ), r.supplier)) FROM ledger_event e JOIN receivable r ON r.receivable_id = e.subject
       WHERE e.block_number > $1 AND e.block_number <= $2
         AND e.name IN ('PaymentReversed', 'EarlyPaymentReversed')
       UNION
       SELECT unnest(array_append(array(
         SELECT n.payee FROM lot_notice n WHERE n.payee IS NOT NULL
           AND n.supplier = e.args->>'supplier' AND n.buyer = e.args->>'buyer'
       ), e.args->>'supplier')) FROM ledger_event e
       WHERE e.block_number > $1 AND e.block_number <= $2 AND e.name = 'SettlementAgentAgreed'
       UNION
       SELECT y.supplier FROM ledger_event e
       JOIN early_payment y ON y.number = (e.args->>'number')::int
       WHERE e.block_number > $1 AND e.block_number <= $2 AND e.name = 'EarlyPaymentLapsed'`,
      [afterBlock, toBlock],
    );
    return rows.map(({ party }) => party);
  }
}

function toEntry(row: EntryRow): OpenEntry {
  return {
    entryHash: row.entry_hash,
    party: row.party,
    bookingDate: row.booking_date,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    references: row.reference_fields,
    remittance: row.remittance,
    counterpartyName: row.counterparty_name,
    counterpartyAccount: row.counterparty_account,
    attempts: row.attempts,
  };
}

function toCandidate(row: CandidateRow): OpenCandidate {
  return {
    receivableId: row.receivable_id,
    currency: row.currency,
    number: row.number,
    paymentReference: row.payment_reference,
    faceMinor: BigInt(row.face_minor),
    availableMinor: BigInt(row.available_minor),
    notPayable: row.not_payable,
    issueDate: row.issue_date,
    ...{ discountBps: row.discount_bps ?? 0, discountUntil: row.discount_until },
    buyer: row.buyer,
    dueDate: row.due_date,
    buyerName: row.buyer_name,
    buyerAccounts: row.buyer_accounts,
    lotCount: row.lot_count,
    lienCount: row.lien_count,
  };
}
