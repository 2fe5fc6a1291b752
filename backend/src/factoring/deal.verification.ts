import {
  type Verification,
  columnsOf,
  currencyOf,
  lowerOf,
  namedOf,
  plainOf,
} from '../ledger/projection.js';
import { DealStatus } from './deal.entity.js';

/** Deals against `Factoring`. */
export const dealVerification: Verification = {
  table: 'deal',
  contract: 'factoring',
  read: 'dealsOf',
  select: 'SELECT * FROM deal',
  key: 'deal_number',
  firstKey: 0,
  keyOf: (row) => Number(row['deal_number']),
  argumentOf: (row) => row['deal_number'],
  expected: (row) =>
    columnsOf(row, [
      'supplier',
      'financier',
      'buyer',
      'currency',
      'advance_minor',
      'reserve_minor',
      'recourse_days',
      'disclosed',
      'status',
    ]),
  actual: (answer) => ({
    supplier: lowerOf(answer, 'supplier'),
    financier: lowerOf(answer, 'financier'),
    buyer: lowerOf(answer, 'buyer'),
    currency: currencyOf(answer),
    recourse_days: plainOf(answer, 'recourseDays'),
    disclosed: plainOf(answer, 'disclosed'),
    advance_minor: plainOf(answer, 'advanceMinor'),
    reserve_minor: plainOf(answer, 'reserveMinor'),
    status: namedOf(Object.values(DealStatus), answer, 'status'),
  }),
};
