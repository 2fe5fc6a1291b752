import { calendarDateOf } from '../common/index.js';
import type { Fields, LedgerAnswer, Verification, VerifiedRow } from './verification.js';

/** Order of the enums on the ledger; 0 is always NONE. */
const RECEIVABLE_STATUS = [
  'NONE',
  'REGISTERED',
  'CONFIRMED',
  'REJECTED',
  'WITHDRAWN',
  'SETTLED',
] as const;
const DEAL_STATUS = ['NONE', 'ACCEPTED', 'FUNDED', 'CLOSED', 'LAPSED'] as const;
const STATEMENT_STATUS = ['NONE', 'ISSUED', 'AGREED', 'DIFFERING'] as const;
const PARTY_STATUS = ['NONE', 'ACTIVE', 'SUSPENDED'] as const;

const text = (row: VerifiedRow, column: string): string => String(row[column]);
const lower = (answer: LedgerAnswer, field: string): string => String(answer[field]).toLowerCase();
const plain = (answer: LedgerAnswer, field: string): string => String(answer[field]);

function named(names: readonly string[], answer: LedgerAnswer, field: string): string {
  return names[Number(answer[field])] ?? `unknown ${String(answer[field])}`;
}

function currencyOf(answer: LedgerAnswer): string {
  return Buffer.from(String(answer['currency']).slice(2), 'hex').toString('ascii');
}

function columns(row: VerifiedRow, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, text(row, name)]));
}

const receivables: Verification = {
  table: 'receivable',
  contract: 'receivables',
  read: 'receivablesOf',
  sql: 'SELECT * FROM receivable WHERE receivable_id > $1 ORDER BY receivable_id LIMIT $2',
  firstKey: '',
  keyOf: (row) => text(row, 'receivable_id'),
  argumentOf: (row) => row['receivable_id'],
  expected: (row) =>
    columns(row, [
      'supplier',
      'buyer',
      'currency',
      'status',
      'scope',
      'face_minor',
      'outstanding_minor',
      'paid_minor',
      'credited_minor',
      'disputed_minor',
      'due_date',
    ]),
  actual: (answer) => ({
    supplier: lower(answer, 'supplier'),
    buyer: lower(answer, 'buyer'),
    currency: currencyOf(answer),
    status: named(RECEIVABLE_STATUS, answer, 'status'),
    scope: plain(answer, 'scope'),
    face_minor: plain(answer, 'faceMinor'),
    outstanding_minor: plain(answer, 'outstandingMinor'),
    paid_minor: plain(answer, 'paidMinor'),
    credited_minor: plain(answer, 'creditedMinor'),
    disputed_minor: plain(answer, 'disputedMinor'),
    due_date: calendarDateOf(Number(answer['dueDay'])),
  }),
};

const lots: Verification = {
  table: 'lot',
  contract: 'lots',
  read: 'lotsById',
  sql: 'SELECT * FROM lot WHERE lot_id > $1 ORDER BY lot_id LIMIT $2',
  firstKey: '',
  keyOf: (row) => text(row, 'lot_id'),
  argumentOf: (row) => row['lot_id'],
  expected: (row) => columns(row, ['owner', 'outstanding_minor', 'deal_number']),
  actual: (answer) => ({
    owner: lower(answer, 'owner'),
    outstanding_minor: plain(answer, 'outstandingMinor'),
    deal_number: plain(answer, 'dealNumber'),
  }),
};

const deals: Verification = {
  table: 'deal',
  contract: 'factoring',
  read: 'dealsOf',
  sql: 'SELECT * FROM deal WHERE deal_number > $1 ORDER BY deal_number LIMIT $2',
  firstKey: 0,
  keyOf: (row) => Number(row['deal_number']),
  argumentOf: (row) => row['deal_number'],
  expected: (row) =>
    columns(row, ['supplier', 'financier', 'advance_minor', 'reserve_minor', 'status']),
  actual: (answer) => ({
    supplier: lower(answer, 'supplier'),
    financier: lower(answer, 'financier'),
    advance_minor: plain(answer, 'advanceMinor'),
    reserve_minor: plain(answer, 'reserveMinor'),
    status: named(DEAL_STATUS, answer, 'status'),
  }),
};

const remittances: Verification = {
  table: 'remittance',
  contract: 'settlement',
  read: 'bankEntriesOf',
  sql: 'SELECT * FROM remittance WHERE entry_hash > $1 ORDER BY entry_hash LIMIT $2',
  firstKey: '',
  keyOf: (row) => text(row, 'entry_hash'),
  argumentOf: (row) => row['entry_hash'],
  expected: (row) => columns(row, ['currency', 'amount_minor', 'unapplied_minor', 'booking_date']),
  actual: (answer) => ({
    currency: currencyOf(answer),
    amount_minor: plain(answer, 'amountMinor'),
    unapplied_minor: plain(answer, 'unappliedMinor'),
    booking_date: calendarDateOf(Number(answer['bookingDay'])),
  }),
};

const statements: Verification = {
  table: 'statement',
  contract: 'reconciliation',
  read: 'statementsOf',
  sql: `SELECT *, coalesce(acknowledged_minor, 0) AS answered_minor FROM statement
        WHERE statement_id > $1 ORDER BY statement_id LIMIT $2`,
  firstKey: '',
  keyOf: (row) => text(row, 'statement_id'),
  argumentOf: (row) => row['statement_id'],
  expected: (row) =>
    columns(row, [
      'supplier',
      'buyer',
      'currency',
      'as_of_date',
      'balance_minor',
      'answered_minor',
      'items_root',
      'status',
    ]),
  actual: (answer) => ({
    supplier: lower(answer, 'supplier'),
    buyer: lower(answer, 'buyer'),
    currency: currencyOf(answer),
    as_of_date: calendarDateOf(Number(answer['asOfDay'])),
    balance_minor: plain(answer, 'balanceMinor'),
    answered_minor: plain(answer, 'acknowledgedMinor'),
    items_root: plain(answer, 'itemsRoot'),
    status: named(STATEMENT_STATUS, answer, 'status'),
  }),
};

const parties: Verification = {
  table: 'party',
  contract: 'parties',
  read: 'partiesOf',
  sql: `SELECT *, extract(epoch FROM expires_at)::bigint AS expires_seconds FROM party
        WHERE party > $1 ORDER BY party LIMIT $2`,
  firstKey: '',
  keyOf: (row) => text(row, 'party'),
  argumentOf: (row) => row['party'],
  expected: (row) => columns(row, ['roles', 'status', 'expires_seconds', 'legal_id_hash']),
  actual: (answer) => ({
    roles: plain(answer, 'roles'),
    status: named(PARTY_STATUS, answer, 'status'),
    expires_seconds: plain(answer, 'expiresAt'),
    legal_id_hash: plain(answer, 'legalIdHash'),
  }),
};

const balances: Verification = {
  table: 'balance',
  contract: 'reconciliation',
  read: 'balancesOf',
  sql: `SELECT supplier, buyer, currency, supplier || buyer || currency AS key,
          sum(outstanding_minor)::text AS balance_minor
        FROM receivable WHERE supplier || buyer || currency > $1
        GROUP BY supplier, buyer, currency ORDER BY supplier || buyer || currency LIMIT $2`,
  firstKey: '',
  keyOf: (row) => text(row, 'key'),
  argumentOf: (row) => ({
    supplier: row['supplier'],
    buyer: row['buyer'],
    currency: `0x${Buffer.from(text(row, 'currency')).toString('hex')}`,
  }),
  expected: (row) => columns(row, ['balance_minor']),
  actual: (answer) => ({ balance_minor: String(answer) }),
};

/** Every read model that the ledger can be asked about. */
export const verifications: readonly Verification[] = [
  parties,
  receivables,
  lots,
  deals,
  remittances,
  statements,
  balances,
];
