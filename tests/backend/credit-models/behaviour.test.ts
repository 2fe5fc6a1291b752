import {
  BehaviourFeatures,
  forecastDayOf,
  isLate,
  type InvoiceRow,
} from '../../../backend/src/credit-models/index.js';
import { knownSinceOf } from '../../../backend/src/credit-models/behaviour/invoice-row.js';
import { seededRandom } from '../../../backend/src/credit-models/random.js';

/** An invoice of 30 days, settled some days after it was due; null is still open. */
function invoice(customer: string, issuedDay: number, daysLate: number | null): InvoiceRow {
  const dueDay = issuedDay + 30;
  return {
    customer,
    issuedDay,
    dueDay,
    settledDay: daysLate === null ? null : dueDay + daysLate,
    faceMinor: 10_000,
    disputed: null,
  };
}

function featuresOf(row: InvoiceRow, others: readonly InvoiceRow[]): Record<string, number> {
  return new BehaviourFeatures([...others, row]).recordOf(row);
}

describe('behaviour as known on the day of the forecast', () => {
  const row = invoice('A', 1000, 5);

  it('an invoice settled on that day counts, one settled a day later does not', () => {
    const settledThatDay = { ...invoice('A', 960, 10), settledDay: 1000 };
    const settledNextDay = { ...invoice('A', 960, 11), settledDay: 1001 };
    expect(featuresOf(row, [settledThatDay])['openCount']).toBe(0);
    expect(featuresOf(row, [settledNextDay])['openCount']).toBe(1);
  });

  it('one that is open after its due date is late by as many days as have passed', () => {
    const open = invoice('A', 950, null);
    expect(featuresOf(row, [open])).toMatchObject({
      maturedCount: 1,
      lastDays: 20,
      overdueCount: 1,
      overdueDaysMax: 20,
    });
  });

  it('one that is not due yet says nothing of lateness, however it ends', () => {
    const [punctual, late] = [0, 40].map((days) => featuresOf(row, [invoice('A', 980, days)]));
    expect(late).toEqual(punctual);
    expect(late!['openFaceToUsual']).toBe(1);
  });

  it("the row's own dispute, settlement and lateness are never looked at", () => {
    const others = [invoice('A', 900, 3), invoice('B', 900, -3)];
    const plain = featuresOf({ ...row, disputed: false, settledDay: 1100 }, others);
    expect(featuresOf({ ...row, disputed: true, settledDay: null }, others)).toEqual(plain);
    expect(featuresOf({ ...row, settledDay: 990 }, others)).toEqual(plain);
  });

  it('without an issue date the forecast is made 30 days before the due date', () => {
    expect(forecastDayOf({ ...row, issuedDay: null })).toBe(row.dueDay - 30);
  });

  it('a stranger has the shares of the portfolio, and moves away from them with each row', () => {
    const others = Array.from({ length: 40 }, (_row, at) => invoice(`C${at}`, 900, -1));
    const shares = [0, 1, 5].map((count) => {
      const own = Array.from({ length: count }, (_row, at) => invoice('A', 900 + at, 9));
      return featuresOf(row, [...others, ...own])['lateShare']!;
    });
    expect(featuresOf(row, others)['lateShare']).toBe(
      featuresOf(row, others)['portfolioLateShare'],
    );
    expect(shares[0]!).toBeLessThan(0.1);
    expect(shares[1]!).toBeGreaterThan(shares[0]!);
    expect(shares[2]!).toBeGreaterThan(shares[1]!);
    expect(shares[2]!).toBeLessThan(0.9);
  });

  it('a row without a customer has no history', () => {
    const nobody = { ...row, customer: null };
    const other = { ...invoice('A', 900, 9), customer: null };
    expect(featuresOf(nobody, [other])['maturedCount']).toBe(0);
  });

  it('an open invoice is late', () => {
    expect(isLate(invoice('A', 0, null))).toBe(true);
    expect(isLate(invoice('A', 0, 0))).toBe(false);
    expect(isLate(invoice('A', 0, 1))).toBe(true);
  });

  it('does not change when everything that was not known yet is shuffled', () => {
    const random = seededRandom(3);
    const rows = Array.from({ length: 400 }, (): InvoiceRow => ({
      ...invoice(`C${random.below(12)}`, 900 + random.below(200), random.below(60) - 20),
      faceMinor: 1 + random.below(1_000_000),
      disputed: random.below(4) === 0,
      ...(random.below(3) === 0 ? { issuedDay: null } : {}),
    }));
    for (let at = 0; at < rows.length; at += 5) {
      const day = forecastDayOf(rows[at]!);
      const shuffled = rows.map((other) => {
        const known = (other.settledDay ?? Infinity) <= day && other !== rows[at];
        if (known) return other;
        const settledDay = random.below(5) === 0 ? null : day + 1 + random.below(300);
        const unseen = { ...other, settledDay, disputed: random.below(2) === 0 };
        if (other === rows[at] || knownSinceOf(other) <= day) return unseen;
        const dueDay = Math.max(other.dueDay, day + 31) + random.below(50);
        return { ...unseen, dueDay, customer: `C${random.below(12)}`, faceMinor: random.below(99) };
      });
      const before = new BehaviourFeatures(rows).recordOf(rows[at]!);
      expect(new BehaviourFeatures(shuffled).recordOf(shuffled[at]!)).toEqual(before);
    }
  });
});
