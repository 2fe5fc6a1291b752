import fc from 'fast-check';

import {
  DifferenceCause,
  type LedgerState,
  type StatedItem,
  comparePayables,
  groupPayables,
} from '../../../backend/src/payables/payables.compare.js';
import type { PayableRow } from '../../../backend/src/payables/payables.model.js';

const DUE = '2026-03-31';

function stated(receivableId: string, outstandingMinor: bigint): StatedItem {
  return { receivableId, number: receivableId, outstandingMinor, dueDate: DUE };
}

function row(number: string, openMinor: bigint, dueDate: string | null = DUE): PayableRow {
  return { number, openMinor, dueDate, line: 2 };
}

function state(change: Partial<LedgerState>): LedgerState {
  return {
    ...{ outstandingMinor: 100n, paidMinor: 0n, creditedMinor: 0n, disputedMinor: 0n },
    ...{ isConfirmed: true, ...change },
  };
}

/** The numbers of these tests are the ids of their receivables; those with a question mark have none. */
function compare(
  items: readonly StatedItem[],
  rows: readonly PayableRow[],
  states: Readonly<Record<string, LedgerState>> = {},
) {
  const owed = groupPayables(rows, (number) => ({
    key: number,
    receivableId: number.includes('?') ? null : number,
  }));
  return comparePayables(items, owed, new Map(Object.entries(states)));
}

describe('comparePayables', () => {
  it('finds nothing where all rows together say the same, in any order', () => {
    const rows = fc.uniqueArray(
      fc.record({ id: fc.nat(), open: fc.bigInt({ min: 1n, max: 10n ** 12n }) }),
      { selector: ({ id }) => id },
    );
    fc.assert(
      fc.property(rows, fc.bigInt({ min: 1n, max: 100n }), (found, part) => {
        const items = found.map(({ id, open }) => stated(`R${id}`, open));
        const own = found.flatMap(({ id, open }) => [
          row(`R${id}`, part, null),
          row(`R${id}`, open - part),
        ]);
        expect(compare(items, own.toReversed())).toEqual([]);
      }),
    );
  });

  it('explains the whole difference of the two sums', () => {
    const figures = fc.array(fc.tuple(fc.nat(9), fc.bigInt({ min: 1n, max: 500n })), {
      maxLength: 30,
    });
    const items = fc.uniqueArray(fc.nat(9)).map((ids) => ids.map((id) => stated(`R${id}`, 100n)));
    fc.assert(
      fc.property(items, figures, (supplier, buyer) => {
        const rows = buyer.map(([id, open]) => row(`R${id}`, open));
        const sum = (all: readonly bigint[]): bigint => all.reduce((one, two) => one + two, 0n);

        const differences = compare(supplier, rows);

        const explained = differences.map(
          ({ supplierMinor, buyerMinor }) => (supplierMinor ?? 0n) - (buyerMinor ?? 0n),
        );
        const whole =
          sum(supplier.map(({ outstandingMinor }) => outstandingMinor)) -
          sum(rows.map(({ openMinor }) => openMinor));
        expect(sum(explained)).toBe(whole);
      }),
    );
  });

  it.each([
    ['nothing says why it is missing', null, state({}), DifferenceCause.MISSING_AT_BUYER],
    ['another amount', 120n, state({}), DifferenceCause.AMOUNT_DIFFERS],
    ['paid since', null, state({ outstandingMinor: 0n, paidMinor: 100n }), DifferenceCause.PAID],
    [
      'paid in part since',
      60n,
      state({ outstandingMinor: 60n, paidMinor: 40n }),
      DifferenceCause.PAID,
    ],
    [
      'credited since',
      70n,
      state({ outstandingMinor: 70n, creditedMinor: 30n }),
      DifferenceCause.CREDITED,
    ],
    [
      'paid in part, and less than the buyer says',
      50n,
      state({ outstandingMinor: 60n, paidMinor: 40n }),
      DifferenceCause.AMOUNT_DIFFERS,
    ],
    ['disputed', 80n, state({ disputedMinor: 20n }), DifferenceCause.DISPUTED],
    [
      'disputed for less than differs',
      70n,
      state({ disputedMinor: 20n }),
      DifferenceCause.AMOUNT_DIFFERS,
    ],
  ])('names the cause: %s', (_, buyerMinor, ledger, cause) => {
    const rows = buyerMinor === null ? [] : [row('R1', buyerMinor)];

    expect(compare([stated('R1', 100n)], rows, { R1: ledger })).toMatchObject([
      { cause, receivableId: 'R1', supplierMinor: 100n, buyerMinor },
    ]);
  });

  it.each([
    ['of no receivable', 'X?', 5n, state({}), DifferenceCause.UNKNOWN_TO_SUPPLIER],
    ['of a credit', 'R2', -5n, state({}), DifferenceCause.UNKNOWN_TO_SUPPLIER],
    ['not confirmed', 'R2', 5n, state({ isConfirmed: false }), DifferenceCause.NOT_CONFIRMED],
    ['paid before', 'R2', 5n, state({ paidMinor: 5n }), DifferenceCause.PAID],
    ['credited before', 'R2', 5n, state({ creditedMinor: 5n }), DifferenceCause.CREDITED],
  ])('names the cause of a row that the statement lacks: %s', (_, number, open, ledger, cause) => {
    expect(compare([], [row(number, open)], { R2: ledger })).toMatchObject([
      { cause, number, supplierMinor: null, buyerMinor: open, line: 2 },
    ]);
  });

  it('says that only the day differs', () => {
    expect(compare([stated('R1', 100n)], [row('R1', 100n, '2026-04-01')])).toMatchObject([
      { cause: DifferenceCause.DATE_DIFFERS, supplierDueDate: DUE, buyerDueDate: '2026-04-01' },
    ]);
  });
});
