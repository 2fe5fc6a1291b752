import {
  type EventHandler,
  type LedgerEvent,
  type RowKey,
  type Verification,
  bigintArg,
  rowKey,
  textArg,
  textOf,
  textsArg,
  wholeOf,
} from '../ledger/projection.js';
import { QuoteCancellationEntity, QuoteNonceEntity } from './quote-cancellation.entity.js';

const financierOf = (event: LedgerEvent): string => textArg(event, 'financier');

function nonceKey(event: LedgerEvent): RowKey<QuoteNonceEntity> {
  return rowKey(QuoteNonceEntity, financierOf(event));
}

function quoteKeys(event: LedgerEvent): Array<RowKey<QuoteCancellationEntity>> {
  const financier = financierOf(event);
  return textsArg(event, 'quoteHashes').map((quoteHash) =>
    rowKey(QuoteCancellationEntity, financier, quoteHash),
  );
}

/** Cancelling a quote again changes nothing. */
export const quotesCancelled: EventHandler = {
  keys: (event) => [nonceKey(event), ...quoteKeys(event)],
  subject: financierOf,
  apply: (event, rows) => {
    const financier = financierOf(event);
    const nonceMin = bigintArg(event, 'nonceMin');
    if (rows.find(nonceKey(event)) === undefined) {
      rows.insert(QuoteNonceEntity, { financier, nonceMin });
    } else {
      rows.update(nonceKey(event), (row) => {
        row.nonceMin = nonceMin;
      });
    }
    for (const quoteHash of textsArg(event, 'quoteHashes')) {
      if (rows.find(rowKey(QuoteCancellationEntity, financier, quoteHash)) === undefined) {
        const cancelledAt = event.blockTime;
        rows.insert(QuoteCancellationEntity, { financier, quoteHash, cancelledAt });
      }
    }
  },
};

/** Lowest nonces against `Factoring`, which has no view of single cancellations. */
export const quoteNonceVerification: Verification = {
  table: 'quote_nonce',
  contract: 'factoring',
  read: 'quoteNonceMinOf',
  select: 'SELECT * FROM quote_nonce',
  key: 'financier',
  firstKey: '',
  keyOf: (row) => textOf(row, 'financier'),
  argumentOf: (row) => row['financier'],
  argumentsOf: (row) => [row['financier']],
  expected: (row) => ({ nonce_min: textOf(row, 'nonce_min') }),
  actual: (answer) => ({ nonce_min: wholeOf(answer) }),
};
