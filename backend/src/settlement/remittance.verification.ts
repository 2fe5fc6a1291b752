import {
  ADDRESS_CHARS,
  HASH_CHARS,
  type Verification,
  columnsOf,
  currencyOf,
  lowerOf,
  plainOf,
  textOf,
} from '../ledger/projection.js';

const KEY_COLUMNS = [
  ['agent', ADDRESS_CHARS],
  ['entry_hash', HASH_CHARS],
] as const;

/** Recorded bank entries against `Settlement`; amount and booking day are in the events alone. */
export const remittanceVerification: Verification = {
  table: 'remittance',
  contract: 'settlement',
  read: 'bankEntriesOf',
  select: 'SELECT *, agent || entry_hash AS key FROM remittance',
  key: 'agent || entry_hash',
  keyColumns: KEY_COLUMNS,
  firstKey: '',
  keyOf: (row) => textOf(row, 'key'),
  argumentOf: (row) => row['entry_hash'],
  argumentsOf: (row, entryHashes) => [row['agent'], entryHashes],
  expected: (row) =>
    columnsOf(row, [
      'received_by',
      'currency',
      'unapplied_minor',
      'allocations',
      'allocations_hash',
      'is_reversed',
    ]),
  actual: (answer) => ({
    received_by: lowerOf(answer, 'receivedBy'),
    currency: currencyOf(answer),
    unapplied_minor: plainOf(answer, 'unappliedMinor'),
    allocations: plainOf(answer, 'allocations'),
    allocations_hash: lowerOf(answer, 'allocationsHash'),
    is_reversed: plainOf(answer, 'isReversed'),
  }),
};

/** The latest allocation of each entry that has one: `Settlement` commits to it and so to those before. */
export const allocationVerification: Verification = {
  ...remittanceVerification,
  table: 'allocation',
  select: `SELECT *, agent || entry_hash AS key FROM (
          SELECT a.* FROM allocation a JOIN remittance m USING (agent, entry_hash)
          WHERE a.number = m.allocations
        ) a`,
  key: 'agent || entry_hash',
  touchedBy: {
    remittance: ([agent, entryHash]) => `${agent}${entryHash}`,
    allocation: ([agent, entryHash]) => `${agent}${entryHash}`,
  },
  expected: (row) => columnsOf(row, ['number', 'allocations_hash']),
  actual: (answer) => ({
    number: plainOf(answer, 'allocations'),
    allocations_hash: lowerOf(answer, 'allocationsHash'),
  }),
};
