import { currencyBytes } from '../common/index.js';
import { type Verification, textOf, wholeOf } from '../ledger/projection.js';

/** Settlement agents of pairs against `Reconciliation`; the network's is the platform's own party. */
export const pairAgentVerification: Verification = {
  table: 'pair_agent',
  contract: 'reconciliation',
  read: 'agentsOf',
  select: `SELECT supplier, buyer, currency, agent, supplier || buyer || currency AS key
        FROM pair_agent`,
  key: 'supplier || buyer || currency',
  firstKey: '',
  keyOf: (row) => textOf(row, 'key'),
  argumentOf: (row) => ({
    supplier: row['supplier'],
    buyer: row['buyer'],
    currency: currencyBytes(textOf(row, 'currency')),
  }),
  expected: (row, { platformParty }) => ({
    agent: row['agent'] === null ? platformParty : textOf(row, 'agent'),
  }),
  // The view answers with plain addresses instead of structs.
  actual: (answer) => ({ agent: wholeOf(answer).toLowerCase() }),
};
