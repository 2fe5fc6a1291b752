import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type BankEntryApplication,
  BankEntryStatus,
  type BankEntryFilter,
  type BankEntryType,
  type CreditDebitCode,
} from './bank-entry.type.js';
import { seesEveryAccount, visibleAccount } from './bank-visibility.js';
import { MatchRule } from '../matching/index.js';
import { ATTEMPTS_MAX } from './match.reader.js';
import type { StoredMatch, StoredSuggestion } from './match.proposal.js';
import type { MatchSuggestionType } from './match-suggestion.type.js';

interface EntryRow {
  entry_hash: string;
  party: string;
  account: string;
  booking_date: string;
  amount_minor: string;
  currency: string;
  credit_debit: CreditDebitCode;
  booking_status: string;
  is_reversal: boolean;
  is_matchable: boolean;
  remittance: string | null;
  reference: string | null;
  end_to_end_id: string | null;
  counterparty_name: string | null;
  counterparty_account: string | null;
  match_rule: MatchRule | null;
  match: StoredMatch | null;
  parked_reason: string | null;
  attempts: number;
  shown_command_id: string | null;
  status: BankEntryStatus;
  settled_unapplied_minor: string | null;
  counter_entry_hash: string | null;
  reversed_entry_hash: string | null;
  return_reason: string | null;
  batch_entry_hash: string | null;
  is_batch_total: boolean;
  applications: ReadonlyArray<{ receivableId: string; amountMinor: string }> | null;
}

/** Among five suggestions of one entry. */
const ID_CHARS = 32;

const STATUS = `
  CASE WHEN NOT e.is_matchable THEN '${BankEntryStatus.EXCLUDED}'
    WHEN m.is_reversed THEN '${BankEntryStatus.REVERSED}'
    WHEN m.entry_hash IS NOT NULL THEN '${BankEntryStatus.SETTLED}'
    WHEN e.command_id IS NOT NULL THEN '${BankEntryStatus.MATCHED}'
    WHEN e.attempts >= ${ATTEMPTS_MAX} THEN '${BankEntryStatus.REFUSED}'
    WHEN e.parked_at IS NOT NULL THEN '${BankEntryStatus.PARKED}'
    WHEN e.match_rule <> '${MatchRule.UNMATCHED}' THEN '${BankEntryStatus.SUGGESTED}'
    ELSE '${BankEntryStatus.UNMATCHED}' END`;

/** SQL: what entry `e` is to pay; once it is on the ledger, what it pays there now. */
const APPLICATIONS = `
  CASE WHEN m.entry_hash IS NULL THEN (
    SELECT jsonb_agg(jsonb_build_object('receivableId', a.receivable_id,
      'amountMinor', a.amount_minor::text) ORDER BY a.position)
    FROM bank_entry_allocation a WHERE a.entry_hash = e.entry_hash)
  ELSE (
    SELECT jsonb_agg(jsonb_build_object('receivableId', x.receivable_id,
      'amountMinor', x.amount_minor) ORDER BY x.place)
    FROM (
      SELECT p.receivable_id, sum(p.amount_minor)::text AS amount_minor,
        min(ARRAY[p.block_number, p.log_index]) AS place
      FROM payment p WHERE p.entry_hash = e.entry_hash
      GROUP BY p.receivable_id HAVING sum(p.amount_minor) > 0
    ) x) END`;

/** Amounts travel as text inside JSON: a JSON number is exact to 2^53 only. */
const SELECT_ENTRY = `
  SELECT e.entry_hash, e.party, e.account, e.booking_date::text, e.amount_minor, e.currency,
    e.credit_debit, e.booking_status, e.is_reversal, e.is_matchable, e.remittance, e.reference,
    e.batch_entry_hash, e.is_batch_total, e.end_to_end_id, e.counterparty_name, e.counterparty_account, e.match_rule, e.match, e.parked_reason, e.attempts,
    coalesce(e.command_id, e.refused_command_id) AS shown_command_id,
    m.unapplied_minor AS settled_unapplied_minor, m.counter_entry_hash, e.return_reason,
    (SELECT r.entry_hash FROM remittance r WHERE r.counter_entry_hash = e.entry_hash LIMIT 1)
      AS reversed_entry_hash,
    ${STATUS} AS status, ${APPLICATIONS} AS applications
  FROM bank_entry e LEFT JOIN command c USING (command_id)
  LEFT JOIN remittance m ON m.entry_hash = e.entry_hash AND m.agent = c.party`;

/** Bank entries of accounts that the viewer may see. */
@Injectable()
export class BankEntryReader {
  constructor(private readonly dataSource: DataSource) {}

  async find(viewer: Viewer, entryHash: string): Promise<BankEntryType | null> {
    const rows: EntryRow[] = await this.dataSource.query(
      `${SELECT_ENTRY} WHERE ${visibleAccount('e')} AND e.entry_hash = $3`,
      [seesEveryAccount(viewer), viewer.party, entryHash],
    );
    return rows[0] === undefined ? null : toEntry(rows[0]);
  }

  /** The latest booking date first. */
  async list(viewer: Viewer, page: Page, filter: BankEntryFilter): Promise<BankEntryType[]> {
    const rows: EntryRow[] = await this.dataSource.query(
      `${SELECT_ENTRY} WHERE ${visibleAccount('e')}
         AND ($3::date IS NULL OR (e.booking_date, e.entry_hash) < ($3, $4))
         AND ($5::text IS NULL OR e.account = $5)
         AND ($6::date IS NULL OR e.booking_date >= $6)
         AND ($7::date IS NULL OR e.booking_date <= $7)
         AND ($8::text IS NULL OR ${STATUS} = $8)
         AND ($9::text IS NULL OR EXISTS (SELECT FROM bank_entry_sighting x
           WHERE x.entry_hash = e.entry_hash AND x.bank_statement_id::text = $9))
         AND ($10::boolean IS NOT TRUE OR m.unapplied_minor > 0)
       ORDER BY e.booking_date DESC, e.entry_hash DESC LIMIT $11`,
      [
        seesEveryAccount(viewer),
        viewer.party,
        page.after?.[0],
        page.after?.[1],
        filter.account,
        filter.from,
        filter.to,
        filter.status,
        filter.bankStatementId,
        filter.unappliedOnly,
        page.limit,
      ],
    );
    return rows.map(toEntry);
  }
}

function toEntry(row: EntryRow): BankEntryType {
  const applications = toApplications(row.applications ?? []);
  const amountMinor = BigInt(row.amount_minor);
  const appliedMinor = applications.reduce((sum, one) => sum + one.amountMinor, 0n);
  const restMinor = row.is_matchable ? amountMinor - appliedMinor : null;
  const { settled_unapplied_minor: settledMinor } = row;
  return {
    entryHash: row.entry_hash,
    account: row.account,
    bookingDate: row.booking_date,
    amountMinor,
    currency: row.currency,
    creditDebit: row.credit_debit,
    bookingStatus: row.booking_status,
    isReversal: row.is_reversal,
    remittance: row.remittance,
    reference: row.reference,
    endToEndId: row.end_to_end_id,
    counterpartyName: row.counterparty_name,
    counterpartyAccount: row.counterparty_account,
    status: row.status,
    rule: row.match_rule,
    ...explanationOf(row.match),
    applications,
    parkedReason: row.parked_reason,
    unappliedMinor: settledMinor === null ? restMinor : BigInt(settledMinor),
    attempts: row.attempts,
    counterEntryHash: row.counter_entry_hash,
    reversedEntryHash: row.reversed_entry_hash,
    returnReason: row.return_reason,
    batchEntryHash: row.batch_entry_hash,
    isBatchTotal: row.is_batch_total,
    party: row.party,
    commandId: row.shown_command_id,
  };
}

type Explanation = Pick<
  BankEntryType,
  'ruleVersion' | 'confidenceBps' | 'hold' | 'evidence' | 'runnerUp' | 'suggestions'
>;

function explanationOf(match: StoredMatch | null): Explanation {
  const suggestions = (match?.suggestions ?? []).map(toSuggestion);
  const [first, second] = suggestions;
  return {
    ruleVersion: match?.ruleVersion ?? null,
    confidenceBps: first?.confidenceBps ?? null,
    hold: match?.hold ?? null,
    evidence: first?.evidence ?? [],
    runnerUp: second ?? null,
    suggestions,
  };
}

function toApplications(
  rows: ReadonlyArray<{ receivableId: string; amountMinor: string }>,
): BankEntryApplication[] {
  return rows.map(({ receivableId, amountMinor }) => ({
    receivableId,
    amountMinor: BigInt(amountMinor),
  }));
}

function toSuggestion({
  rule,
  confidenceBps,
  evidence,
  rows,
}: StoredSuggestion): MatchSuggestionType {
  const exact = rows.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) }));
  const id = createHash('sha256')
    .update(JSON.stringify([rule, rows]))
    .digest('hex')
    .slice(0, ID_CHARS);
  return { id, rule, confidenceBps, evidence, rows: exact };
}
