/** A set of numbered parts that adds up to a wanted amount. */
export interface Subset {
  readonly parts: readonly number[];
  /** Decimal logarithm of how many sets of its kind there were to choose from. */
  readonly choices: number;
  readonly kind: SubsetKind;
}

/** Which sets a payer is likely to form. */
export enum SubsetKind {
  /** The oldest, up to some item. */
  OLDEST,
  /** Neighbours by due date. */
  RUN,
  PAIR,
  TRIPLE,
  /** Any set of a few items. */
  ANY,
}

const RUN_LENGTH_MAX = 40;
const TRIPLE_PARTS_MAX = 60;
const ANY_PARTS_MAX = 16;
const FOUND_MAX = 12;

/**
 * Oldest-first and neighbouring sets of at least two amounts, in the order given, that add up.
 *
 * Amounts are whole minor units; above 2^53 a sum may be off by a unit, which explaining the set finds out.
 */
export function runsSummingTo(amounts: readonly number[], wanted: number): Subset[] {
  if (!Number.isSafeInteger(wanted)) return [];
  const found: Subset[] = [];
  const count = amounts.length;
  for (let from = 0; from < count && found.length < FOUND_MAX; from += 1) {
    let sum = 0;
    const lengthMax = from === 0 ? count : Math.min(count, from + RUN_LENGTH_MAX);
    for (let to = from; to < lengthMax; to += 1) {
      sum += amounts[to] ?? 0;
      if (sum > wanted) break;
      if (sum !== wanted || to === from) continue;
      const parts = Array.from({ length: to - from + 1 }, (_, index) => from + index);
      const isOldest = from === 0;
      const choices = Math.log10(isOldest ? count : count * Math.min(count, 12));
      found.push({ parts, choices, kind: isOldest ? SubsetKind.OLDEST : SubsetKind.RUN });
    }
  }
  return found;
}

/** Sets of two, then of three, then of any size that add up; the larger ones among few parts only. */
export function setsSummingTo(
  amounts: readonly number[],
  wanted: number,
  sorted: SortedAmounts = sortAmounts(amounts),
): Subset[] {
  // Minor units are whole; above 2^53 plain numbers would call sums equal that are not.
  if (!Number.isSafeInteger(wanted)) return [];
  const { order } = sorted;
  const found = pairsSummingTo(sorted, wanted, 0).map((parts) => ofChoices(parts, amounts.length));
  if (order.length <= TRIPLE_PARTS_MAX) {
    for (let at = 0; at < order.length && found.length < FOUND_MAX; at += 1) {
      const rest = wanted - (sorted.values[at] ?? 0);
      for (const pair of pairsSummingTo(sorted, rest, at + 1)) {
        found.push(ofChoices([order[at] ?? 0, ...pair], amounts.length));
      }
    }
  }
  const larger = amounts.length <= ANY_PARTS_MAX ? anySummingTo(amounts, wanted) : [];
  return [...found, ...larger].slice(0, FOUND_MAX);
}

/** Amounts in ascending order, with their places in the order they came in. */
export interface SortedAmounts {
  readonly order: readonly number[];
  readonly values: readonly number[];
}

/** Sorts once what is searched often. */
export function sortAmounts(amounts: readonly number[]): SortedAmounts {
  const order = amounts.map((_, at) => at);
  order.sort((a, b) => (amounts[a] ?? 0) - (amounts[b] ?? 0) || a - b);
  return { order, values: order.map((at) => amounts[at] ?? 0) };
}

/** Two fingers from both ends of the sorted amounts; of equal ones each is paired. */
function pairsSummingTo(
  { order, values }: SortedAmounts,
  wanted: number,
  from: number,
): number[][] {
  const found: number[][] = [];
  let [low, high] = [from, values.length - 1];
  while (low < high && found.length < FOUND_MAX) {
    const sum = (values[low] ?? 0) + (values[high] ?? 0);
    if (sum < wanted) low += 1;
    else if (sum > wanted) high -= 1;
    else {
      for (let other = high; other > low && values[other] === values[high]; other -= 1) {
        found.push([order[low] ?? 0, order[other] ?? 0]);
      }
      low += 1;
    }
  }
  return found;
}

function ofChoices(parts: number[], count: number): Subset {
  const kind =
    parts.length === 2 ? SubsetKind.PAIR : parts.length === 3 ? SubsetKind.TRIPLE : SubsetKind.ANY;
  return {
    parts: parts.sort((a, b) => a - b),
    choices: Math.log10(combinations(count, parts.length)),
    kind,
  };
}

/** Meets in the middle: sums of the first half are looked up for each sum of the second. */
function anySummingTo(amounts: readonly number[], wanted: number): Subset[] {
  const half = Math.floor(amounts.length / 2);
  const bySum = new Map<number, number[]>();
  sumsOf(amounts.slice(0, half)).forEach((sum, mask) => {
    bySum.set(sum, [...(bySum.get(sum) ?? []), mask]);
  });
  const found: Subset[] = [];
  for (const [mask, sum] of sumsOf(amounts.slice(half)).entries()) {
    for (const low of bySum.get(wanted - sum) ?? []) {
      const parts = partsOf(low | (mask << half));
      if (parts.length >= 4) found.push(ofChoices(parts, amounts.length));
      if (found.length === FOUND_MAX) return found;
    }
  }
  return found;
}

/** Sums of all subsets, by the bits of their index. */
function sumsOf(amounts: readonly number[]): number[] {
  const sums = [0];
  for (let mask = 1; mask < 1 << amounts.length; mask += 1) {
    const lowest = 31 - Math.clz32(mask & -mask);
    sums.push((sums[mask & (mask - 1)] ?? 0) + (amounts[lowest] ?? 0));
  }
  return sums;
}

function partsOf(mask: number): number[] {
  const parts: number[] = [];
  for (let bit = 0; bit < 31; bit += 1) if ((mask & (1 << bit)) !== 0) parts.push(bit);
  return parts;
}

function combinations(count: number, chosen: number): number {
  let ways = 1;
  for (let at = 0; at < chosen; at += 1) ways = (ways * (count - at)) / (at + 1);
  return ways;
}
