/** Parts per million: what loss rates are counted in. */
export const PPM = 1_000_000n;
/** What probabilities are counted in while they are worked out. */
const SCALE = 1_000_000_000_000n;
/** Months that are looked ahead: after ten years nothing of a receivable is still on its way. */
const ROUNDS = 120;

/** Where an amount was a month later: in a bucket by its number, paid or credited, or lost. */
export type Destination = number | 'GONE' | 'LOST';

/** What was in a bucket at the ends of the months of the window, and where it was a month later. */
export interface Roll {
  readonly from: number;
  readonly to: Destination;
  readonly amountMinor: bigint;
}

/** Whose rolls a rate was worked out from. */
export enum RateBasis {
  /** Those of the segment. */
  SEGMENT = 'SEGMENT',
  /** Those of all segments in the currency: the segment has too little of its own. */
  CURRENCY = 'CURRENCY',
  /** The policy's: there is too little of anything. */
  POLICY = 'POLICY',
  /** The last bucket is in default: what is lost of it is the policy's loss given default. */
  DEFAULT = 'DEFAULT',
}

export interface LossRate {
  readonly bucket: number;
  readonly basis: RateBasis;
  /** What was seen in the bucket, over all months. */
  readonly observedMinor: bigint;
  /** Part of it that was further past due, or lost, a month later; rounded down. */
  readonly rolledPpm: bigint;
  /** Part of what is in the bucket that will be lost; rounded up, in favour of the allowance. */
  readonly lossRatePpm: bigint;
}

/** What a policy says about rates. */
export interface RateRules {
  readonly bucketCount: number;
  readonly baseMinMinor: bigint;
  readonly lossGivenDefaultBps: number;
  readonly fallbackRatesPpm: readonly number[];
}

interface Flow {
  readonly total: bigint;
  readonly to: ReadonlyMap<Destination, bigint>;
}

/**
 * Loss rate of each bucket of a segment from roll rates.
 *
 * Months follow each other as a chain whose ends are gone and default; the last bucket is default, and what is written
 * off before counts as such. The part that comes to default times the loss given default is the loss rate.
 */
export function lossRates(
  own: readonly Roll[],
  ofCurrency: readonly Roll[],
  rules: RateRules,
): LossRate[] {
  const last = rules.bucketCount - 1;
  const lgdPpm = BigInt(rules.lossGivenDefaultBps) * 100n;
  const chosen = Array.from({ length: last }, (_, bucket) => {
    const flows = [flowOf(own, bucket), flowOf(ofCurrency, bucket)] as const;
    return choose(flows, rules.baseMinMinor);
  });
  const defaults = defaultShares(chosen, rules);
  const rates = chosen.map(({ basis, flow }, bucket): LossRate => {
    const fallbackPpm = BigInt(rules.fallbackRatesPpm[bucket] ?? 0);
    return {
      bucket,
      basis,
      observedMinor: flow.total,
      rolledPpm: flow.total === 0n ? 0n : (rolledMinor(flow, bucket, last) * PPM) / flow.total,
      lossRatePpm:
        basis === RateBasis.POLICY
          ? fallbackPpm
          : divideUp((defaults[bucket] ?? 0n) * lgdPpm, SCALE),
    };
  });
  const observedMinor = flowOf(own, last).total;
  const inDefault = { bucket: last, basis: RateBasis.DEFAULT, observedMinor, rolledPpm: 0n };
  return [...rates, { ...inDefault, lossRatePpm: lgdPpm }];
}

function flowOf(rolls: readonly Roll[], bucket: number): Flow {
  const to = new Map<Destination, bigint>();
  let total = 0n;
  for (const roll of rolls) {
    if (roll.from !== bucket) continue;
    total += roll.amountMinor;
    to.set(roll.to, (to.get(roll.to) ?? 0n) + roll.amountMinor);
  }
  return { total, to };
}

function choose(
  [own, ofCurrency]: readonly [Flow, Flow],
  baseMinMinor: bigint,
): { readonly basis: RateBasis; readonly flow: Flow } {
  const isEnough = ({ total }: Flow): boolean => total > 0n && total >= baseMinMinor;
  if (isEnough(own)) return { basis: RateBasis.SEGMENT, flow: own };
  if (isEnough(ofCurrency)) return { basis: RateBasis.CURRENCY, flow: ofCurrency };
  return { basis: RateBasis.POLICY, flow: own };
}

/** Part of each bucket that comes to default, in {@link SCALE}; rounded down in each month. */
function defaultShares(
  chosen: ReadonlyArray<{ readonly basis: RateBasis; readonly flow: Flow }>,
  { bucketCount, fallbackRatesPpm, lossGivenDefaultBps }: RateRules,
): bigint[] {
  const lgdPpm = BigInt(lossGivenDefaultBps) * 100n;
  const fixed = chosen.map(({ basis }, bucket) => {
    if (basis !== RateBasis.POLICY) return null;
    const ratePpm = BigInt(fallbackRatesPpm[bucket] ?? 0);
    const share = lgdPpm === 0n ? 0n : (ratePpm * SCALE) / lgdPpm;
    return share > SCALE ? SCALE : share;
  });
  let shares = fixed.map((share) => share ?? 0n);
  for (let round = 0; round < ROUNDS; round++) {
    const before = [...shares, SCALE];
    shares = chosen.map(({ flow }, bucket) => {
      const share = fixed[bucket];
      if (share !== null && share !== undefined) return share;
      let sum = 0n;
      for (const [to, amountMinor] of flow.to) {
        if (to === 'LOST') sum += amountMinor * SCALE;
        else if (to !== 'GONE') sum += amountMinor * (before[Math.min(to, bucketCount - 1)] ?? 0n);
      }
      return sum / flow.total;
    });
  }
  return shares;
}

function rolledMinor({ to }: Flow, bucket: number, last: number): bigint {
  let rolled = 0n;
  for (const [destination, amountMinor] of to) {
    const isWorse =
      destination === 'LOST' ||
      (destination !== 'GONE' && destination > bucket && destination <= last);
    if (isWorse) rolled += amountMinor;
  }
  return rolled;
}

function divideUp(units: bigint, divisor: bigint): bigint {
  return (units + divisor - 1n) / divisor;
}
