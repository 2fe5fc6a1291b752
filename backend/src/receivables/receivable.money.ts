import { type LedgerEvent, type RowKey, bigintArg, rowKey, textArg } from '../ledger/projection.js';
import { ReceivableEntity } from './receivable.entity.js';
import { ReceivableStatus } from './receivable.type.js';

/** Row of the receivable that an event is about. */
export function receivableKey(event: LedgerEvent): RowKey<ReceivableEntity> {
  return rowKey(ReceivableEntity, textArg(event, 'receivableId'));
}

/**
 * Takes over what an event says is outstanding; the status follows, and no more is disputed than is outstanding.
 *
 * Written-off amounts must be up to date before: they tell a receivable that was given up from one that was paid.
 */
export function restated(row: ReceivableEntity, event: LedgerEvent): void {
  row.outstandingMinor = bigintArg(event, 'outstandingMinor');
  row.disputedMinor =
    row.contestedMinor < row.outstandingMinor ? row.contestedMinor : row.outstandingMinor;
  if (row.outstandingMinor > 0n) {
    row.status = ReceivableStatus.CONFIRMED;
    row.settledAt = null;
  } else if (row.writtenOffMinor > 0n) {
    row.status = ReceivableStatus.WRITTEN_OFF;
    row.settledAt = null;
  } else {
    row.status = ReceivableStatus.SETTLED;
    row.settledAt = event.blockTime;
  }
}

/** What is paid beyond what was outstanding recovers what was written off. */
export function paid(row: ReceivableEntity, event: LedgerEvent): void {
  const amountMinor = bigintArg(event, 'amountMinor');
  const owedMinor = row.outstandingMinor - bigintArg(event, 'outstandingMinor');
  row.paidMinor += amountMinor;
  row.writtenOffMinor -= amountMinor - owedMinor;
  restated(row, event);
}

export function takenBack(row: ReceivableEntity, event: LedgerEvent): void {
  const amountMinor = bigintArg(event, 'amountMinor');
  const owedMinor = bigintArg(event, 'outstandingMinor') - row.outstandingMinor;
  row.paidMinor -= amountMinor;
  row.writtenOffMinor += amountMinor - owedMinor;
  restated(row, event);
}

/** The discount is owed again, too. */
export function paidEarlyTakenBack(row: ReceivableEntity, event: LedgerEvent): void {
  row.paidMinor -= bigintArg(event, 'paidMinor');
  row.creditedMinor -= bigintArg(event, 'discountMinor');
  restated(row, event);
}
