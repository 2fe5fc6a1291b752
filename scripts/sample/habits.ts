import type { Random } from './random.js';
import type { StoryParty, StoryTerms } from './story.model.js';

/** How a buyer pays. */
export type PayingHabit =
  'PUNCTUAL' | 'LATE' | 'VERY_LATE' | 'IN_PARTS' | 'IN_RUNS' | 'GETTING_WORSE';

/** How a buyer says what a payment is for. */
export type NamingHabit = 'TEXT' | 'SLOPPY_TEXT' | 'STRUCTURED' | 'END_TO_END';

export interface BuyerHabits {
  readonly paying: PayingHabit;
  readonly naming: NamingHabit;
  /** Most weeks until it answers a registration. */
  readonly confirmWeeksMax: number;
  /** It offers its suppliers to pay early for less. */
  readonly paysEarly: boolean;
}

/** One customer of a supplier. */
export interface Relation {
  readonly buyer: string;
  readonly weight: number;
  readonly termDays: number;
  /** The term begins at the end of the month of issue. */
  readonly fromMonthEnd: boolean;
  readonly currency: string;
}

export type NumberStyle = 'YEARLY' | 'MONTHLY' | 'RUNNING' | 'SLASHED' | 'DATED';

export interface SupplierHabits {
  /** Share of all receivables, relative to the other suppliers. */
  readonly volume: number;
  readonly relations: readonly Relation[];
  /** Median invoice in whole units of the currency. */
  readonly medianUnits: Readonly<Record<string, number>>;
  readonly sigma: number;
  /** Amounts are multiples of this many minor units. */
  readonly roundToMinor: bigint;
  readonly numbers: NumberStyle;
  readonly numberPrefix: string;
  readonly uploadEveryWeeks: number;
  /** Null: it never sells. */
  readonly finance: { readonly financier: string; readonly share: number } | null;
  /** To whom it pledges what it does not sell. */
  readonly pledgee: string;
}

const PAYING: readonly PayingHabit[] = [
  ...Array<PayingHabit>(4).fill('PUNCTUAL'),
  ...Array<PayingHabit>(4).fill('LATE'),
  ...Array<PayingHabit>(2).fill('VERY_LATE'),
  ...Array<PayingHabit>(2).fill('IN_PARTS'),
  ...Array<PayingHabit>(2).fill('IN_RUNS'),
  'GETTING_WORSE',
];
const NAMING: readonly NamingHabit[] = ['TEXT', 'SLOPPY_TEXT', 'STRUCTURED', 'END_TO_END'];
const NUMBERS: readonly NumberStyle[] = ['YEARLY', 'MONTHLY', 'RUNNING', 'SLASHED', 'DATED'];
/** Suppliers that sell some of their receivables. */
const FINANCED_SHARE = 0.52;
/** One of so many buyers pays early for less. */
const PAYS_EARLY_EVERY = 4;
/** Suppliers that upload their invoices every week; the others do it every other week. */
const WEEKLY_UPLOAD_SHARE = 0.1;
/** A relation across the continents is rarer than one at home. */
const ABROAD_SHARE = 0.18;

/** The habits of every buyer; each paying habit has its fixed number of buyers. */
export function buyerHabits(
  buyers: readonly StoryParty[],
  random: Random,
): ReadonlyMap<string, BuyerHabits> {
  const order = random.sample(PAYING, PAYING.length);
  return new Map(
    buyers.map(({ key }, index) => [
      key,
      {
        paying: order[index % order.length] ?? 'PUNCTUAL',
        naming: NAMING[index % NAMING.length] ?? 'TEXT',
        confirmWeeksMax: random.int(0, 2),
        paysEarly: index % PAYS_EARLY_EVERY === 0,
      },
    ]),
  );
}

export function supplierHabits(
  supplier: StoryParty,
  others: { readonly buyers: readonly StoryParty[]; readonly financiers: readonly StoryParty[] },
  random: Random,
): SupplierHabits {
  const financiers = others.financiers.filter(({ country }) => isNear(country, supplier.country));
  return {
    volume: random.logNormal(1, 0.7),
    relations: relationsOf(supplier, others.buyers, random),
    medianUnits: { CNY: random.int(60, 320) * 1_000, EUR: random.int(8, 42) * 1_000 },
    sigma: 0.6 + random.next() * 0.6,
    roundToMinor: random.weighted([
      [1n, 5],
      [1_000n, 3],
      [10_000n, 2],
    ]),
    numbers: random.pick(NUMBERS),
    numberPrefix: random.pick(['INV', 'RE', 'FA', 'XS', 'F', 'AR']) + lettersOf(supplier.key),
    uploadEveryWeeks: random.chance(WEEKLY_UPLOAD_SHARE) ? 1 : 2,
    finance: random.chance(FINANCED_SHARE)
      ? { financier: random.pick(financiers).key, share: 0.7 + random.next() * 0.3 }
      : null,
    pledgee: random.pick(financiers).key,
  };
}

/** The conditions of one financier, the same for all that it buys. */
export function termsOf(financier: StoryParty, random: Random): StoryTerms {
  const isChinese = financier.country === 'CN';
  return {
    advanceRateBps: random.int(16, 19) * 500,
    discountRateBps: isChinese ? random.int(38, 62) * 10 : random.int(45, 78) * 10,
    serviceFeeBps: random.int(1, 6) * 10,
    dayCountBasis: isChinese ? 365 : 360,
    recourseDays: random.pick([0, 60, 90]),
    disclosed: random.chance(0.5),
  };
}

function relationsOf(
  supplier: StoryParty,
  buyers: readonly StoryParty[],
  random: Random,
): Relation[] {
  const near = buyers.filter(({ country }) => isNear(country, supplier.country));
  const far = buyers.filter((buyer) => !near.includes(buyer));
  const abroad = random.sample(far, random.chance(ABROAD_SHARE * 2) ? 1 : 0);
  return [...random.sample(near, random.int(2, 4)), ...abroad].map((buyer) => ({
    buyer: buyer.key,
    weight: 0.2 + random.next(),
    termDays: random.weighted<number>([
      [30, 3],
      [60, 4],
      [90, supplier.country === 'CN' ? 4 : 2],
      [120, supplier.country === 'CN' ? 2 : 1],
    ]),
    fromMonthEnd: random.chance(0.2),
    currency: supplier.country === 'CN' && buyer.country === 'CN' ? 'CNY' : 'EUR',
  }));
}

/** A financier collects for many suppliers: their numbers must not look alike. */
function lettersOf(key: string): string {
  const number = Number(key.slice(1));
  return String.fromCharCode(65 + (Math.floor(number / 20) % 26), 65 + (number % 20));
}

/** Two countries of the same continent. */
function isNear(a: string, b: string): boolean {
  return (a === 'CN') === (b === 'CN');
}
