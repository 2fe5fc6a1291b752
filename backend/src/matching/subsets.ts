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
const PAIR_PARTS_MAX = 250;
const TRIPLE_PARTS_MAX = 40;
const ANY_PARTS_MAX = 16;
const FOUND_MAX = 12;

/** Oldest-first and neighbouring sets of at least two amounts, in the order given, that add up exactly. */
export function runsSummingTo(amountsMinor: readonly bigint[], wantedMinor: bigint): Subset[] {
  const found: Subset[] = [];
  const count = amountsMinor.length;
  for (let from = 0; from < count && found.length < FOUND_MAX; from += 1) {
    let sumMinor = 0n;
    const lengthMax = from === 0 ? count : Math.min(count, from + RUN_LENGTH_MAX);
    for (let to = from; to < lengthMax; to += 1) {
      sumMinor += amountsMinor[to] ?? 0n;
      if (sumMinor > wantedMinor) break;
      if (sumMinor !== wantedMinor || to === from) continue;
      const parts = Array.from({ length: to - from + 1 }, (_, index) => from + index);
      const isOldest = from === 0;
      const choices = Math.log10(isOldest ? count : count * Math.min(count, 12));
      found.push({ parts, choices, kind: isOldest ? SubsetKind.OLDEST : SubsetKind.RUN });
    }
  }
  return found;
}

/** Sets of two, then of three, then of any size that add up exactly; bounded by how many parts there are. */
export function setsSummingTo(amountsMinor: readonly bigint[], wantedMinor: bigint): Subset[] {
  const pairs = pairsSummingTo(amountsMinor, wantedMinor);
  const triples =
    amountsMinor.length <= TRIPLE_PARTS_MAX ? triplesSummingTo(amountsMinor, wantedMinor) : [];
  const larger =
    amountsMinor.length <= ANY_PARTS_MAX ? anySummingTo(amountsMinor, wantedMinor) : [];
  return [...pairs, ...triples, ...larger].slice(0, FOUND_MAX);
}

function pairsSummingTo(amountsMinor: readonly bigint[], wantedMinor: bigint): Subset[] {
  const count = Math.min(amountsMinor.length, PAIR_PARTS_MAX);
  const choices = Math.log10(Math.max(1, (count * (count - 1)) / 2));
  const seen = new Map<bigint, number[]>();
  const found: Subset[] = [];
  for (let at = 0; at < count && found.length < FOUND_MAX; at += 1) {
    const amountMinor = amountsMinor[at] ?? 0n;
    for (const other of seen.get(wantedMinor - amountMinor) ?? []) {
      found.push({ parts: [other, at], choices, kind: SubsetKind.PAIR });
    }
    seen.set(amountMinor, [...(seen.get(amountMinor) ?? []), at]);
  }
  return found;
}

function triplesSummingTo(amountsMinor: readonly bigint[], wantedMinor: bigint): Subset[] {
  const count = amountsMinor.length;
  const choices = Math.log10(Math.max(1, (count * (count - 1) * (count - 2)) / 6));
  const found: Subset[] = [];
  for (let first = 0; first < count - 2 && found.length < FOUND_MAX; first += 1) {
    const rest = wantedMinor - (amountsMinor[first] ?? 0n);
    const seen = new Map<bigint, number>();
    for (let at = first + 1; at < count; at += 1) {
      const amountMinor = amountsMinor[at] ?? 0n;
      const other = seen.get(rest - amountMinor);
      if (other !== undefined)
        found.push({ parts: [first, other, at], choices, kind: SubsetKind.TRIPLE });
      seen.set(amountMinor, at);
    }
  }
  return found.slice(0, FOUND_MAX);
}

/** Meets in the middle: sums of the first half are looked up for each sum of the second. */
function anySummingTo(amountsMinor: readonly bigint[], wantedMinor: bigint): Subset[] {
  const half = Math.floor(amountsMinor.length / 2);
  const bySum = new Map<bigint, number[]>();
  for (const { mask, sumMinor } of sumsOf(amountsMinor.slice(0, half))) {
    bySum.set(sumMinor, [...(bySum.get(sumMinor) ?? []), mask]);
  }
  const found: Subset[] = [];
  for (const { mask, sumMinor } of sumsOf(amountsMinor.slice(half))) {
    for (const low of bySum.get(wantedMinor - sumMinor) ?? []) {
      const parts = partsOf(low | (mask << half));
      if (parts.length < 4) continue;
      found.push({
        parts,
        choices: Math.log10(combinations(amountsMinor.length, parts.length)),
        kind: SubsetKind.ANY,
      });
      if (found.length === FOUND_MAX) return found;
    }
  }
  return found;
}

function sumsOf(amountsMinor: readonly bigint[]): Array<{ mask: number; sumMinor: bigint }> {
  const sums: bigint[] = [0n];
  for (let mask = 1; mask < 1 << amountsMinor.length; mask += 1) {
    const lowest = 31 - Math.clz32(mask & -mask);
    sums.push((sums[mask & (mask - 1)] ?? 0n) + (amountsMinor[lowest] ?? 0n));
  }
  return sums.map((sumMinor, mask) => ({ mask, sumMinor }));
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
