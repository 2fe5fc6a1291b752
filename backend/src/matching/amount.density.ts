import { WEIGHT, centibans, clamp } from './weights.js';

/** Steps of minor units that people round to: 1, 10, 100, … */
const ROUND_STEPS = [100_000n, 10_000n, 1_000n, 100n, 10n, 1n];

/**
 * How surprising it would be to see just this amount by chance, estimated from the amounts of the book: an amount of
 * 1,000.00 says less than one of 1,034.17, unless the book has round amounts only.
 */
export class AmountDensity {
  private readonly counts = new Map<number, number>();
  private total = 0;

  add(amountMinor: bigint): void {
    const key = classOf(amountMinor);
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    this.total += 1;
  }

  /** Evidence of an amount that is met exactly, in centibans. */
  weightOf(amountMinor: bigint): number {
    const key = classOf(amountMinor);
    const share = ((this.counts.get(key) ?? 0) + 1) / (this.total + 100);
    return clamp(centibans(valuesIn(key) / share), [WEIGHT.amountMin, WEIGHT.amountMax]);
  }
}

/** Size by powers of two, and the step that the amount is rounded to. */
function classOf(amountMinor: bigint): number {
  const bits = amountMinor.toString(2).length;
  const step = ROUND_STEPS.findIndex((one) => amountMinor % one === 0n);
  return bits * ROUND_STEPS.length + step;
}

function valuesIn(key: number): number {
  const bits = Math.floor(key / ROUND_STEPS.length);
  const step = Number(ROUND_STEPS[key % ROUND_STEPS.length] ?? 1n);
  return Math.max(1, 2 ** (bits - 1) / step);
}
