import { type SortedAmounts, sortAmounts } from './sorted.amounts.js';

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
const RUN_CHOICES_MAX = 12;
const TRIPLE_PARTS_MAX = 60;
const ANY_PARTS_MAX = 16;
const FOUND_MAX = 12;

/**
 * Oldest-first and neighbouring sets of at least two amounts, in the order given, that add up.
 *
 * Amounts are whole minor units above zero: as the end of a set moves on, its beginning never moves back. No sum is
 * ever above what is wanted, so that all of them are exact.
 */
export function runsSummingTo(amounts: readonly number[], wanted: number): Subset[] {
  if (!Number.isSafeInteger(wanted)) return [];
  const found: Subset[] = [];
  let [from, sum] = [0, 0];
  for (let to = 0; to < amounts.length && found.length < FOUND_MAX; to += 1) {
    const amount = amounts[to] ?? 0;
    for (; from < to && sum > wanted - amount; from += 1) sum -= amounts[from] ?? 0;
    if (sum > wanted - amount) {
      // Larger alone than what is wanted: no set goes beyond it.
      [from, sum] = [to + 1, 0];
      continue;
    }
    sum += amount;
    if (sum === wanted && to > from) found.push(...runOf({ from, to, count: amounts.length }));
  }
  return found;
}

function runOf(run: {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}): Subset[] {
  const { from, to, count } = run;
  const [length, isOldest] = [to - from + 1, from === 0];
  if (!isOldest && length > RUN_LENGTH_MAX) return [];
  const parts = Array.from({ length }, (_, index) => from + index);
  const choices = Math.log10(isOldest ? count : count * Math.min(count, RUN_CHOICES_MAX));
  return [{ parts, choices, kind: isOldest ? SubsetKind.OLDEST : SubsetKind.RUN }];
}

/** Sets of two, then of three, then of any size that add up; the larger ones among few parts only. */
export function setsSummingTo(
  amounts: readonly number[],
  wanted: number,
  sorted: SortedAmounts = sortAmounts(amounts),
): Subset[] {
  // Minor units are whole; above 2^53 plain numbers would call sums equal that are not.
  if (!Number.isSafeInteger(wanted)) return [];
  const found = pairsSummingTo(sorted, wanted, 0);
  if (amounts.length <= TRIPLE_PARTS_MAX) addTriples(found, sorted, wanted);
  const few = found.map((parts) => ofChoices(parts, amounts.length));
  const isSmall = amounts.length <= ANY_PARTS_MAX && canSumTo(amounts, wanted);
  return [...few, ...(isSmall ? anySummingTo(amounts, wanted) : [])].slice(0, FOUND_MAX);
}

/** The least of three is at most a third of them, and at least what the two largest leave. */
function addTriples(found: number[][], sorted: SortedAmounts, wanted: number): void {
  const { order, values } = sorted;
  const largest = (values.at(-1) ?? 0) + (values.at(-2) ?? 0);
  for (let at = 0; at < order.length && found.length < FOUND_MAX; at += 1) {
    const least = values[at] ?? 0;
    if (least * 3 > wanted) return;
    if (least + largest < wanted) continue;
    for (const pair of pairsSummingTo(sorted, wanted - least, at + 1)) {
      found.push([order[at] ?? 0, ...pair]);
    }
  }
}

/** Whether what is wanted lies between all amounts below zero and all above. */
function canSumTo(amounts: readonly number[], wanted: number): boolean {
  let [below, above] = [0, 0];
  for (const amount of amounts) {
    if (amount < 0) below += amount;
    else above += amount;
  }
  return below <= wanted && wanted <= above;
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
  const sums = sumsOf(amounts.slice(0, half));
  // Sets of one sum are a chain, the least mask first; -1 ends it.
  const firstOf = new Map<number, number>();
  const nextOf = new Int32Array(sums.length);
  for (let mask = sums.length - 1; mask >= 0; mask -= 1) {
    const sum = sums[mask] ?? 0;
    nextOf[mask] = firstOf.get(sum) ?? -1;
    firstOf.set(sum, mask);
  }
  const found: Subset[] = [];
  for (const [mask, sum] of sumsOf(amounts.slice(half)).entries()) {
    for (let low = firstOf.get(wanted - sum) ?? -1; low >= 0; low = nextOf[low] ?? -1) {
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
