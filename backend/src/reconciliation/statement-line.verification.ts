import { HASH_CHARS, type Verification, columnsOf, plainOf, textOf } from '../ledger/projection.js';

/** What the ledger holds for a side that has said nothing: 2^64 − 1. */
const NO_PROPOSAL = (2n ** 64n - 1n).toString();

/** Lines of statements against `Reconciliation`, which answers for one statement at a time. */
export const statementLineVerification: Verification = {
  table: 'statement_line',
  contract: 'reconciliation',
  read: 'linesOf',
  select: `SELECT *, statement_id || receivable_id AS key,
          coalesce(supplier_proposal_minor::text, '${NO_PROPOSAL}') AS supplier_says_minor,
          coalesce(buyer_proposal_minor::text, '${NO_PROPOSAL}') AS buyer_says_minor
        FROM statement_line`,
  key: 'statement_id || receivable_id',
  keyColumns: [
    ['statement_id', HASH_CHARS],
    ['receivable_id', HASH_CHARS],
  ],
  firstKey: '',
  keyOf: (row) => textOf(row, 'key'),
  argumentOf: (row) => row['receivable_id'],
  argumentsOf: (row, receivableIds) => [row['statement_id'], receivableIds],
  expected: (row) => ({
    ...columnsOf(row, ['supplier_minor', 'buyer_minor', 'supplier_says_minor']),
    ...columnsOf(row, ['buyer_says_minor', 'agreed_minor']),
  }),
  actual: (answer) => ({
    supplier_minor: plainOf(answer, 'supplierMinor'),
    buyer_minor: plainOf(answer, 'buyerMinor'),
    supplier_says_minor: plainOf(answer, 'supplierProposalMinor'),
    buyer_says_minor: plainOf(answer, 'buyerProposalMinor'),
    agreed_minor:
      answer['supplierProposalMinor'] === answer['buyerProposalMinor']
        ? plainOf(answer, 'buyerProposalMinor')
        : 'null',
  }),
};
