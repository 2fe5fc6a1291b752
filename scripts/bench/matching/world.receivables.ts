import { addDays } from './days.js';
import type { MatchCandidate } from '../../../backend/src/matching/index.js';
import type { Random } from '../../sample/random.js';
import type { BenchBuyer } from './world.buyers.js';

/** A receivable with the buyer that owes it. */
export interface BenchReceivable extends MatchCandidate {
  readonly owner: BenchBuyer;
}

/** How suppliers number their invoices, one after the other over all buyers. */
const NUMBER_STYLES: ReadonlyArray<(count: number) => string> = [
  (count) => `INV-2026-${String(count).padStart(6, '0')}`,
  (count) => `RE${String(400_000 + count)}`,
  (count) => `2026/${String(10_000 + count)}`,
  (count) => String(81_000_000 + count * 3),
  (count) => `F26-${String((count % 12) + 1).padStart(2, '0')}-${String(count).padStart(5, '0')}`,
];
const FIRST_DAY = '2026-01-05';
const DAYS = 150;
const CREDIT_NOTE_SHARE = 0.02;

/** The open book: receivables of every buyer, and some credit notes. */
export function makeReceivables(
  buyers: readonly BenchBuyer[],
  count: number,
  random: Random,
): BenchReceivable[] {
  const counters = NUMBER_STYLES.map(() => 0);
  return Array.from({ length: count }, (_, index) => {
    const owner = random.pick(buyers);
    const style = random.int(0, NUMBER_STYLES.length - 1);
    const serial = (counters[style] ?? 0) + 1;
    counters[style] = serial;
    const isCredit = random.chance(CREDIT_NOTE_SHARE);
    const gross = isCredit ? -amountOf(owner, random) / 5n : amountOf(owner, random);
    const issueDate = addDays(FIRST_DAY, Math.floor((index / count) * DAYS));
    const hasDiscount = !isCredit && owner.discountBps > 0;
    const number = NUMBER_STYLES[style]?.(serial) ?? String(serial);
    return {
      owner,
      receivableId: `R${String(index + 1).padStart(6, '0')}`,
      currency: 'EUR',
      number: isCredit ? `CN-${number}` : number,
      paymentReference: style === 3 && !isCredit ? isoReference(number) : null,
      faceMinor: gross,
      availableMinor: gross,
      issueDate,
      dueDate: addDays(issueDate, random.pick([14, 30, 30, 45, 60])),
      buyer: owner.id,
      buyerName: owner.name,
      buyerAccounts: owner.accounts,
      discountBps: hasDiscount ? owner.discountBps : 0,
      discountUntil: hasDiscount ? addDays(issueDate, 10) : null,
    };
  });
}

function amountOf(owner: BenchBuyer, random: Random): bigint {
  if (owner.usualMinor.length > 0 && random.chance(0.5)) return random.pick(owner.usualMinor);
  const minor = BigInt(
    Math.round(Math.min(9_000_000, Math.max(2_000, random.logNormal(120_000, 1.1)))),
  );
  return random.chance(0.15) ? (minor / 1_000n) * 1_000n + 1_000n : minor;
}

/** ISO 11649: `RF`, two check digits, the number. */
function isoReference(number: string): string {
  const rest = BigInt(`${number}271500`) % 97n;
  return `RF${String(98n - rest).padStart(2, '0')}${number}`;
}
