import { type Verification, columnsOf, textOf, wholeOf } from '../ledger/projection.js';

const NOBODY = `0x${'0'.repeat(40)}`;

/** Cash accounts against `CashDesk`, which names no account whose key was revoked; movements are events alone. */
export const cashAccountVerification: Verification = {
  table: 'cash_account',
  contract: 'cashDesk',
  read: 'cashAccountOf',
  select: `SELECT c.party, c.token, c.currency, c.party || c.token || c.currency AS key,
          CASE WHEN s.signer IS NOT NULL THEN c.account ELSE '${NOBODY}' END AS account
        FROM cash_account c LEFT JOIN signer s
          ON s.signer = c.account AND s.party = c.party AND s.revoked_at IS NULL`,
  key: 'c.party || c.token || c.currency',
  firstKey: '',
  keyOf: (row) => textOf(row, 'key'),
  argumentOf: (row) => row['key'],
  argumentsOf: (row) => [
    row['party'],
    row['token'],
    `0x${Buffer.from(textOf(row, 'currency'), 'ascii').toString('hex')}`,
  ],
  expected: (row) => columnsOf(row, ['account']),
  actual: (answer) => ({ account: wholeOf(answer).toLowerCase() }),
};
