import fc from 'fast-check';

import { addDays, epochDayOf } from '../../../backend/src/common/index.js';
import { type InvoiceRow, buyerStateOn } from '../../../backend/src/credit-models/index.js';
import { History } from '../../../backend/src/credit-models/behaviour/history.js';
import { PaymentHistoryReader } from '../../../backend/src/payment-history/index.js';
import { TestDatabase } from '../../support/test-database.js';
import { HistoryWorld, drawHistory, party } from '../credit/history.world.js';

const TODAY = '2026-12-31';
const FIELDS = ['count', 'late', 'faceMinor', 'days', 'daysSquared', 'disputed'] as const;
const buyers = ['b1', 'b2', 'b3'].map(party);

let database: TestDatabase;
let history: HistoryWorld;
let reader: PaymentHistoryReader;

beforeAll(async () => {
  database = await TestDatabase.start();
  history = new HistoryWorld(database);
  reader = new PaymentHistoryReader(database.dataSource);
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await history.clear();
  await database.truncate('portfolio_day');
});

/** A row that is in no history, to ask sums of all rows with. */
const nobody: InvoiceRow = {
  ...{ customer: null, issuedDay: 99_999, dueDay: 99_999, settledDay: null, faceMinor: null },
  disputed: null,
};

describe('what everybody’s receivables say together', () => {
  it('is in the database what the models work out from single rows: sums, and states of buyers', async () => {
    const draws = fc.array(fc.array(fc.nat(100_000), { minLength: 3, maxLength: 9 }), {
      minLength: 1,
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(draws, fc.nat(400), async (drawn, offset) => {
        await history.clear();
        await database.truncate('portfolio_day');
        const told = drawn.map((draw, at) =>
          drawHistory(draw, { supplier: party('s'), buyer: buyers[at % 3] ?? '' }),
        );
        await history.tell(told, TODAY);
        const date = addDays('2025-01-01', offset);
        const day = epochDayOf(date);
        const rows = (await reader.ofBuyers(buyers, date)).map(({ invoice }) => invoice);
        const { sums, defaultRates } = await reader.portfolioBefore(addDays(date, 1));
        const kept = sums.get('EUR');
        const whole = new History(rows);
        for (const part of rows.length === 0 ? [] : (['known', 'matured', 'settled'] as const)) {
          const exact = whole[part].sumsBy(day, nobody);
          const fields = part === 'known' ? (['count', 'faceMinor'] as const) : FIELDS;
          const told = fields.filter((field) => part === 'settled' || !field.startsWith('d'));
          for (const field of told) expect(kept?.[part][field]).toBe(exact[field]);
        }
        const states = buyers
          .map((buyer) => rows.filter((row) => row.customer === `${buyer}:EUR`))
          .filter((own) => own.some((row) => (row.settledDay ?? day) >= day - 365))
          .map((own) => buyerStateOn(own, day));
        const [stored] = await database.dataSource.query('SELECT figures FROM portfolio_day');
        const standing = [0, 1, 2, 3, 4].map((state) => states.filter((s) => s === state).length);
        expect(stored.figures.standing).toEqual(standing);
        expect(defaultRates.byState).toHaveLength(5);
      }),
      // Written off, and recovered to the last minor unit.
      { numRuns: 40, examples: [[[[0, 0, 0, 0, 23_609, 65_788, 0, 0, 0]], 5]] },
    );
  });

  it('is worked out once and kept', async () => {
    await history.tell(
      [drawHistory([1_000, 3, 30, 5], { supplier: party('s'), buyer: buyers[0]! })],
      TODAY,
    );
    const first = await reader.portfolioBefore('2026-06-01');
    await history.clear();
    expect(await reader.portfolioBefore('2026-06-01')).toEqual(first);
    expect(first.sums.get('EUR')?.known.count).toBe(1);
  });
});

describe('a receivable whose payment was taken back', () => {
  it('is settled for models that learn of the days between, and open as it stands', async () => {
    const happenings = [
      { kind: 'paid', amountMinor: 100n, date: '2026-02-01' },
      { kind: 'reversed', amountMinor: 100n, date: '2026-02-10' },
    ] as const;
    const base = { supplier: party('s'), buyer: buyers[0]!, faceMinor: 100n, happenings };
    const dates = { confirmedDate: '2026-01-01', dueDate: '2026-02-03' };
    await history.tell([{ ...base, ...dates }], TODAY);
    const [learned] = await reader.ofAll('2026-03-01', 10);
    expect(learned?.settledDay).toBe(epochDayOf('2026-02-01'));
    const settledOn = async (date: string) =>
      (await reader.ofBuyers(buyers, date))[0]?.invoice.settledDay;
    expect(await settledOn('2026-02-05')).toBe(epochDayOf('2026-02-01'));
    expect(await settledOn('2026-02-10')).toBeNull();
  });
});
