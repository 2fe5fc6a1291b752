import type { TruthRow } from '../../matching/book.model.js';
import { MatchedKind } from '../../../backend/src/matching/index.js';
import type { Random } from '../../sample/random.js';
import type { NoiseModel } from './noise.js';
import type { BenchReceivable } from './world.receivables.js';

/** Money that a buyer sent, and what it was for. */
export interface Payment {
  readonly items: readonly BenchReceivable[];
  readonly rows: readonly TruthRow[];
  readonly amountMinor: bigint;
  /** What the payer adds to its text, such as why less was paid. */
  readonly remark: string;
  readonly kind: keyof NoiseModel['kinds'];
}

/** Receivables of one buyer that nothing was paid of yet, the oldest due first. */
export class OpenItems {
  constructor(private readonly items: BenchReceivable[]) {}

  /** Takes some that lie near to one another; the oldest are the likeliest. */
  take(count: number, random: Random): BenchReceivable[] {
    const invoices = this.items.filter(({ faceMinor }) => faceMinor > 0n);
    const from = Math.min(random.int(0, 8), Math.max(0, invoices.length - count));
    return this.remove(invoices.slice(from, from + count));
  }

  takeOldest(count: number): BenchReceivable[] {
    return this.remove(this.items.filter(({ faceMinor }) => faceMinor > 0n).slice(0, count));
  }

  takeCredit(): BenchReceivable | null {
    const credit = this.items.find(({ faceMinor }) => faceMinor < 0n);
    return credit === undefined ? null : (this.remove([credit])[0] ?? null);
  }

  private remove(taken: BenchReceivable[]): BenchReceivable[] {
    for (const one of taken) this.items.splice(this.items.indexOf(one), 1);
    return taken;
  }
}

const REMARKS = [
  'Abzug Reklamation',
  'less damaged goods',
  'Kürzung Retoure',
  'deduction per claim',
];

/** Makes one payment; null where the buyer has nothing left that fits. */
export function makePayment(open: OpenItems, noise: NoiseModel, random: Random): Payment | null {
  const kind = random.weighted(
    Object.entries(noise.kinds).map(
      ([key, weight]) => [key as keyof NoiseModel['kinds'], weight] as const,
    ),
  );
  const isMany = kind === 'several' || kind === 'allDue';
  const wanted = isMany ? random.int(2, random.chance(0.2) ? 9 : 4) : 1;
  const items = kind === 'allDue' ? open.takeOldest(wanted) : open.take(wanted, random);
  const [first] = items;
  if (first === undefined) return null;
  const credit = kind === 'netted' ? open.takeCredit() : null;
  if (credit !== null && first.faceMinor + credit.faceMinor > 0n) {
    return paid(kind, [first, credit], [payment(first), payment(credit)]);
  }
  return isMany ? paid(kind, items, items.map(payment)) : single(kind, first, random);
}

const CHARGES_MINOR = [500, 750, 1_000, 1_250, 1_500, 2_500];
const PARTS_PERCENT = [20, 30, 50, 50, 70];

function single(kind: Payment['kind'], item: BenchReceivable, random: Random): Payment {
  const { faceMinor } = item;
  switch (kind) {
    case 'discount': {
      const minor = (faceMinor * BigInt(item.discountBps) + 5_000n) / 10_000n;
      return minor === 0n
        ? exact(item)
        : paid(kind, [item], less(item, minor, MatchedKind.DISCOUNT));
    }
    case 'charged': {
      const minor = BigInt(random.pick(CHARGES_MINOR));
      return paid(kind, [item], less(item, minor, MatchedKind.CHARGE));
    }
    case 'deducted': {
      const minor = (faceMinor * BigInt(random.int(3, 25))) / 100n + BigInt(random.int(1, 90));
      const rows = less(item, minor, MatchedKind.DEDUCTION);
      return { ...paid(kind, [item], rows), remark: random.pick(REMARKS) };
    }
    case 'partial': {
      const amountMinor = (faceMinor * BigInt(random.pick(PARTS_PERCENT))) / 100n;
      return paid(kind, [item], [{ ...payment(item), amountMinor }]);
    }
    case 'overpaid': {
      const over = { ...payment(item), kind: MatchedKind.OVERPAYMENT };
      return paid(
        kind,
        [item],
        [payment(item), { ...over, amountMinor: BigInt(random.int(10, 2_000)) }],
      );
    }
    default:
      return exact(item);
  }
}

function exact(item: BenchReceivable): Payment {
  return paid('exact', [item], [payment(item)]);
}

function less(item: BenchReceivable, keptMinor: bigint, kind: MatchedKind): TruthRow[] {
  const paidRow = payment(item);
  return [
    { ...paidRow, amountMinor: item.faceMinor - keptMinor },
    { ...paidRow, kind, amountMinor: keptMinor },
  ];
}

function payment({ receivableId, faceMinor }: BenchReceivable): TruthRow {
  return { receivableId, kind: MatchedKind.PAYMENT, amountMinor: faceMinor };
}

function paid(
  kind: Payment['kind'],
  items: readonly BenchReceivable[],
  rows: readonly TruthRow[],
): Payment {
  const cash = rows.filter(
    (row) => row.kind === MatchedKind.PAYMENT || row.kind === MatchedKind.OVERPAYMENT,
  );
  const amountMinor = cash.reduce((sum, row) => sum + row.amountMinor, 0n);
  return { kind, items, rows, amountMinor, remark: '' };
}
