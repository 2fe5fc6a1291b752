import type { BookItem } from './book.js';

/** What decides about cash discounts of one entry. */
export interface Terms {
  /** Days since 1970-01-01. */
  readonly bookingDay: number;
  readonly graceDays: number;
  /** Percentages that the text names, in basis points: `2% Skonto`. */
  readonly namedBps: readonly number[];
  readonly namesDiscount: boolean;
}

/** What was kept back of each item. */
export interface KeptBack {
  readonly minorOf: ReadonlyMap<BookItem, bigint>;
  readonly weight: number;
  readonly detail: string;
}

const WHOLE_BPS = 10_000n;
/** Half up, down, up. */
const ROUNDINGS = [5_000n, 0n, 9_999n];
/** Money moves some days after it was sent. */
const LATE_DAYS_MAX = 45;

const DISCOUNT =
  /SKONTO|SCONTO|DISC(?:OUNT|\b)|ESCOMPTE|ESC\b|KORTING|KASSARABAT|RABATT|PRONTO PAGO|折扣|现金折扣/u;
const PERCENT = /(\d{1,2})(?:[.,](\d{1,2}))?\s?(?:%|PCT|PROZENT|PERCENT|P\.?C\.?(?=\s|$))/gu;

/** What texts say of a discount. */
export function readDiscount(clean: string): Pick<Terms, 'namedBps' | 'namesDiscount'> {
  const namedBps = [...clean.matchAll(PERCENT)].map(
    ([, whole = '0', part = '']) => Number(whole) * 100 + Number(part.padEnd(2, '0')),
  );
  const bps = [...new Set(namedBps)].filter((one) => one > 0 && one <= 1_000).slice(0, 3);
  return { namedBps: bps, namesDiscount: DISCOUNT.test(clean) };
}

/** The discounts that add up to what was kept back of these items; null where none do. */
export function keptBack(
  items: readonly BookItem[],
  terms: Terms,
  shortMinor: bigint,
): KeptBack | null {
  if (shortMinor <= 0n || shortMinor > mostMinor(items, terms)) return null;
  const tries = new Map<string, Try>();
  for (const one of triesOf(items, terms)) {
    const key = one.bpsOf.join();
    if (!tries.has(key) && one.bpsOf.some((bps) => bps > 0)) tries.set(key, one);
  }
  for (const one of tries.values()) {
    const found = roundedTo(items, one, shortMinor);
    if (found !== null) return found;
  }
  return null;
}

/** What no discount of these items is above. */
function mostMinor(items: readonly BookItem[], { namedBps }: Terms): bigint {
  const namedMax = Math.max(0, ...namedBps);
  let sumMinor = 0n;
  for (const { candidate } of items) {
    const bps = Math.max(candidate.discountBps, namedMax);
    if (bps > 0 && candidate.faceMinor > 0n)
      sumMinor += (candidate.faceMinor * BigInt(bps)) / WHOLE_BPS + 1n;
  }
  return sumMinor;
}

interface Try {
  readonly bpsOf: readonly number[];
  readonly weight: number;
  readonly detail: string;
}

/** The likeliest first: what was granted, what is a little late, what the text names, what is late. */
function* triesOf(items: readonly BookItem[], terms: Terms): Generator<Try> {
  const within = (days: number): number[] =>
    items.map(({ candidate, discountDay }) =>
      discountDay !== null && terms.bookingDay <= discountDay + days ? candidate.discountBps : 0,
    );
  const said = terms.namesDiscount ? 50 : 0;
  yield { bpsOf: within(0), weight: said, detail: 'what is open less cash discount' };
  yield {
    bpsOf: within(terms.graceDays),
    weight: said - 50,
    detail: 'what is open less cash discount, some days late',
  };
  for (const bps of terms.namedBps) {
    const detail = `what is open less ${bps / 100} %, as the text says`;
    yield { bpsOf: items.map(() => bps), weight: terms.namesDiscount ? -30 : -100, detail };
  }
  yield {
    bpsOf: within(LATE_DAYS_MAX),
    weight: said - 120,
    detail: 'what is open less cash discount, too late',
  };
  yield {
    bpsOf: items.map(({ candidate }) => candidate.discountBps),
    weight: said - 180,
    detail: 'what is open less cash discount, long past',
  };
}

function roundedTo(items: readonly BookItem[], one: Try, shortMinor: bigint): KeptBack | null {
  for (const rounding of ROUNDINGS) {
    let sumMinor = 0n;
    const minorOf = new Map<BookItem, bigint>();
    items.forEach((item, index) => {
      const bps = BigInt(one.bpsOf[index] ?? 0);
      // Of what was confirmed, or of what is still open of it.
      const baseMinor =
        item.candidate.faceMinor > 0n && item.availableMinor > 0n ? item.candidate.faceMinor : 0n;
      const minor = (baseMinor * bps + rounding) / WHOLE_BPS;
      if (minor > 0n && minor < item.availableMinor) {
        minorOf.set(item, minor);
        sumMinor += minor;
      }
    });
    if (sumMinor === shortMinor) return { minorOf, weight: one.weight, detail: one.detail };
  }
  return null;
}
