import { MatchedKind } from '../../../backend/src/matching/index.js';
import type { BookEntry, JudgedBook, TruthRow } from '../../matching/book.model.js';
import { Random } from '../../sample/random.js';
import { addDays } from './days.js';
import type { NoiseModel } from './noise.js';
import { nameAsShown, silentText, textOf } from './texts.js';
import { type BenchBuyer, makeBuyers } from './world.buyers.js';
import { OpenItems, type Payment, makePayment } from './world.payments.js';
import { type BenchReceivable, makeReceivables } from './world.receivables.js';

/** Sizes of a book of the bench. */
export interface WorldSize {
  readonly receivables: number;
  readonly buyers: number;
  readonly entries: number;
}

interface Drawn {
  readonly entry: BookEntry;
  readonly rows: readonly TruthRow[];
}

const PAYMENT_SERVICES = ['PayHub Services BV', 'Konzern Treasury Nord AG', 'Global Pay Ltd'];
const STRANGERS = [
  'Finanzamt Mitte',
  'Stadtwerke',
  'Immobilien Hagedorn',
  'Bundeskasse',
  'Interest Dept',
];
const STRANGE_TEXTS = [
  'Miete 04/2026',
  'USt Erstattung',
  'INTEREST 1Q2026',
  'refund order 4711',
  'Gutschrift 20260331',
  '',
];

/** A book, entries for it with noise, and what they truly are; the seed decides everything. */
export function makeWorld(seed: string, size: WorldSize, noise: NoiseModel): JudgedBook {
  const random = new Random(seed);
  const buyers = makeBuyers(size.buyers, noise, random.fork('buyers'));
  const candidates = makeReceivables(buyers, size.receivables, random.fork('receivables'));
  const draw = new Drawing(candidates, noise, random.fork('entries'));
  const drawn = Array.from({ length: size.entries }, (_, index) =>
    draw.next(`E${String(index + 1).padStart(6, '0')}`),
  );
  return {
    candidates,
    entries: drawn.map(({ entry }) => entry),
    truth: new Map(drawn.map(({ entry, rows }) => [entry.id, rows])),
  };
}

class Drawing {
  private readonly open: Array<{ readonly buyer: BenchBuyer; readonly items: OpenItems }>;
  private last: Drawn | null = null;

  constructor(
    candidates: readonly BenchReceivable[],
    private readonly noise: NoiseModel,
    private readonly random: Random,
  ) {
    const byBuyer = new Map<BenchBuyer, BenchReceivable[]>();
    for (const one of candidates) byBuyer.set(one.owner, [...(byBuyer.get(one.owner) ?? []), one]);
    this.open = [...byBuyer].map(([buyer, items]) => ({
      buyer,
      items: new OpenItems(items.sort((a, b) => (a.dueDate < b.dueDate ? -1 : 1))),
    }));
  }

  next(id: string): Drawn {
    const { noise, random } = this;
    if (random.chance(noise.debitShare)) return this.strange(id, false);
    if (random.chance(noise.strangeShare)) return this.strange(id, true);
    if (this.last !== null && random.chance(noise.duplicateShare)) return this.again(id, this.last);
    const { buyer, items } = random.pick(this.open);
    const payment = makePayment(items, noise, random);
    if (payment === null) return this.strange(id, true);
    this.last = { entry: this.entryOf(id, buyer, payment), rows: payment.rows };
    return this.last;
  }

  private entryOf(id: string, buyer: BenchBuyer, payment: Payment): BookEntry {
    const { noise, random } = this;
    const isNamed = random.chance(buyer.naming) && payment.kind !== 'allDue';
    const numbers = payment.items.map(({ number }) => number ?? '');
    const [first] = payment.items;
    const reference = first?.paymentReference ?? null;
    const isStructured =
      isNamed &&
      payment.items.length === 1 &&
      reference !== null &&
      random.chance(noise.structuredShare);
    const text =
      isNamed && !isStructured ? textOf(numbers, buyer, noise, random) : silentText(noise, random);
    return {
      id,
      isCredit: true,
      currency: 'EUR',
      amountMinor: payment.amountMinor,
      bookingDate: this.dayOf(buyer, payment),
      references: isStructured ? [reference] : [],
      remittance: `${text} ${payment.remark}`.trim() || null,
      ...this.payerOf(buyer),
    };
  }

  private dayOf(buyer: BenchBuyer, { kind, items }: Payment): string {
    const [first] = items;
    if (kind === 'discount')
      return addDays(first?.discountUntil ?? '2026-01-01', this.random.int(-5, 2));
    const due = kind === 'allDue' ? items.at(-1)?.dueDate : first?.dueDate;
    return addDays(due ?? '2026-01-01', buyer.delayDays + this.random.int(-4, 6));
  }

  private payerOf(buyer: BenchBuyer): Pick<BookEntry, 'counterpartyName' | 'counterpartyAccount'> {
    const { noise, random } = this;
    if (random.chance(noise.thirdParty)) {
      return {
        counterpartyName: random.pick(PAYMENT_SERVICES),
        counterpartyAccount: buyer.unknownAccount,
      };
    }
    const known = random.chance(noise.accountUnknown)
      ? buyer.unknownAccount
      : random.pick(buyer.accounts);
    return {
      counterpartyName: random.chance(noise.nameMissing)
        ? null
        : nameAsShown(buyer.name, noise, random),
      counterpartyAccount: random.chance(noise.accountMissing) ? null : known,
    };
  }

  private strange(id: string, isCredit: boolean): Drawn {
    const { random } = this;
    const amountMinor = BigInt(random.int(1, 400)) * random.pick([1n, 100n, 1_000n]) * 37n;
    const entry: BookEntry = {
      ...{ id, isCredit, amountMinor, currency: 'EUR', references: [] },
      bookingDate: addDays('2026-01-10', random.int(0, 180)),
      remittance: random.pick(STRANGE_TEXTS) || null,
      counterpartyName: random.pick(STRANGERS),
      counterpartyAccount: null,
    };
    return {
      entry,
      rows: isCredit ? [{ receivableId: null, amountMinor, kind: MatchedKind.UNKNOWN }] : [],
    };
  }

  /** Somebody pressed the button twice: nothing is left to pay. */
  private again(id: string, { entry }: Drawn): Drawn {
    const rows = [
      { receivableId: null, amountMinor: entry.amountMinor, kind: MatchedKind.OVERPAYMENT },
    ];
    return { entry: { ...entry, id, bookingDate: addDays(entry.bookingDate, 1) }, rows };
  }
}
