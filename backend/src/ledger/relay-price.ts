import type { PipelineConfig } from '../config/index.js';

/** Step by which a stuck transaction is raised. */
const RAISE_PERCENT = 25n;
/** Nodes take a replacement only from this step on. */
const RAISE_MIN_PERCENT = 10n;

/** What the relay offers for gas, in wei. */
export class RelayPrice {
  readonly startWei: bigint;
  private readonly maxWei: bigint;

  constructor({ gasPriceWei, gasPriceMaxWei }: PipelineConfig) {
    this.startWei = BigInt(gasPriceWei);
    this.maxWei = BigInt(gasPriceMaxWei);
  }

  /**
   * The price that a transaction should be replaced with; null if it should stay.
   *
   * One that was signed below today's setting is replaced at once, a stuck one step by step up to the highest price.
   */
  nextWei(offeredWei: bigint, isStuck: boolean): bigint | null {
    if (offeredWei < this.startWei) {
      const least = addPercent(offeredWei, RAISE_MIN_PERCENT);
      return least > this.startWei ? null : this.startWei;
    }
    if (!isStuck) {
      return null;
    }
    const raised = addPercent(offeredWei, RAISE_PERCENT);
    const next = raised < this.maxWei ? raised : this.maxWei;
    return next < addPercent(offeredWei, RAISE_MIN_PERCENT) || next === offeredWei ? null : next;
  }
}

/** Rounds up, so that a replacement is never a wei below what nodes ask for. */
function addPercent(wei: bigint, percent: bigint): bigint {
  return wei + (wei * percent + 99n) / 100n;
}
