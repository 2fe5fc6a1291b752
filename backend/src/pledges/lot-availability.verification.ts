import { type Verification, columnsOf, firstOf, plainOf, textOf } from '../ledger/projection.js';
import { AVAILABLE_MINOR } from './lot-availability.js';

/** What is available of each lot against `ReceivableLots`. */
export const lotAvailabilityVerification: Verification = {
  table: 'lot_availability',
  contract: 'lots',
  read: 'lotsById',
  select: `SELECT l.lot_id, (${AVAILABLE_MINOR})::text AS available_minor
        FROM lot l JOIN receivable r USING (receivable_id)`,
  key: 'l.lot_id',
  touchedBy: { lot: firstOf },
  firstKey: '',
  keyOf: (row) => textOf(row, 'lot_id'),
  argumentOf: (row) => row['lot_id'],
  expected: (row) => columnsOf(row, ['available_minor']),
  actual: (answer) => ({ available_minor: plainOf(answer, 'availableMinor') }),
};
