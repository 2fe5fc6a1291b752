/**
 * Random numbers that a seed fixes, for stories that come out the same on every machine.
 *
 * A 32-bit counter in steps of an odd constant, scrambled by multiplications: 2^32 numbers before it
 * repeats, far more than a story draws, and even in distribution. Not for secrets.
 */
export class Random {
  #counter: number;

  constructor(private readonly seed: string) {
    this.#counter = hashOf(seed);
  }

  /** An independent stream: what one part of a story draws does not shift the others. */
  fork(label: string): Random {
    return new Random(`${this.seed}/${label}`);
  }

  /** A number from 0 up to, but not including, 1. */
  next(): number {
    this.#counter = (this.#counter + 0x9e3779b1) >>> 0;
    return scramble(this.#counter) / 2 ** 32;
  }

  /** A whole number between both bounds, which are included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** One of the items, each as likely as its weight says. */
  weighted<T>(items: ReadonlyArray<readonly [T, number]>): T {
    let rest = this.next() * items.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of items) {
      rest -= weight;
      if (rest < 0) return item;
    }
    const last = items.at(-1);
    if (last === undefined) throw new RangeError('nothing to pick from');
    return last[0];
  }

  /** Normally distributed around 0 with deviation 1 (Box and Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** Log-normally distributed: few large ones among many small ones, as amounts of invoices are. */
  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  /** A new array of `count` different items in random order. */
  sample<T>(items: readonly T[], count: number): T[] {
    const rest = [...items];
    const chosen: T[] = [];
    while (chosen.length < count && rest.length > 0) {
      chosen.push(...rest.splice(this.int(0, rest.length - 1), 1));
    }
    return chosen;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.int(0, 9)).join('');
  }
}

function hashOf(text: string): number {
  let hash = text.length;
  for (const character of text) {
    hash = scramble((hash ^ (character.codePointAt(0) ?? 0)) + 0x9e3779b1);
  }
  return hash;
}

/** Spreads a change of any bit over all 32: each step can be undone, so nothing is lost. */
function scramble(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}
