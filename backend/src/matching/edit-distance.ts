/** How one text came from another by at most one slip. */
export enum Slip {
  NONE,
  /** One character for another: many true numbers are that near to one another. */
  REPLACED,
  SWAPPED,
  /** One character more or less: numbers of one form all have one length. */
  LENGTH,
}

/** The slip that makes `text` of `original`; null where one does not suffice. */
export function findSlip(text: string, original: string): Slip | null {
  const shorter = Math.min(text.length, original.length);
  const longer = Math.max(text.length, original.length);
  if (longer - shorter > 1) return null;
  const head = commonHead(text, original);
  if (head === longer) return Slip.NONE;
  const tail = commonTail(text, original, shorter - head);
  if (longer > shorter) return head + tail === shorter ? Slip.LENGTH : null;
  if (head + tail === shorter - 1) return Slip.REPLACED;
  const isSwapped =
    head + tail === shorter - 2 &&
    text[head] === original[head + 1] &&
    text[head + 1] === original[head];
  return isSwapped ? Slip.SWAPPED : null;
}

/** Which classes of characters a text has, one bit for each of 32. */
export function charactersOf(text: string): number {
  let classes = 0;
  for (let at = 0; at < text.length; at += 1) classes |= 1 << (text.charCodeAt(at) & 31);
  return classes;
}

/** Whether texts with these {@link charactersOf} can be so few slips apart; each ends one class and begins one at most. */
export function mayBeApart(left: number, right: number, slips: number): boolean {
  let differing = left ^ right;
  // Each step takes the lowest bit away.
  for (let step = 0; step < 2 * slips; step += 1) differing &= differing - 1;
  return differing === 0;
}

function commonHead(left: string, right: string): number {
  const max = Math.min(left.length, right.length);
  let at = 0;
  while (at < max && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  return at;
}

function commonTail(left: string, right: string, max: number): number {
  let count = 0;
  while (
    count < max &&
    left.charCodeAt(left.length - 1 - count) === right.charCodeAt(right.length - 1 - count)
  ) {
    count += 1;
  }
  return count;
}

/** Edits between two texts, swaps of neighbours counted once; `max + 1` where there are more. */
export function editDistance(left: string, right: string, max: number): number {
  const shorter = Math.min(left.length, right.length);
  if (Math.max(left.length, right.length) - shorter > max) return max + 1;
  if (!mayBeApart(charactersOf(left), charactersOf(right), max)) return max + 1;
  // What both begin and end with costs nothing.
  const head = commonHead(left, right);
  const tail = commonTail(left, right, shorter - head);
  return editsBetween(left.slice(head, left.length - tail), {
    right: right.slice(head, right.length - tail),
    max,
  });
}

function editsBetween(
  left: string,
  { right, max }: { readonly right: string; readonly max: number },
): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = nextRow({ left, right, i, row, before });
    if (!next.some((edits) => edits <= max)) return max + 1;
    [before, row] = [row, next];
  }
  return Math.min(row[right.length] ?? max + 1, max + 1);
}

interface Rows {
  readonly left: string;
  readonly right: string;
  readonly i: number;
  readonly row: readonly number[];
  readonly before: readonly number[];
}

function nextRow({ left, right, i, row, before }: Rows): number[] {
  const next = [i];
  const [own, previous] = [left.charCodeAt(i - 1), left.charCodeAt(i - 2)];
  for (let j = 1; j <= right.length; j += 1) {
    const isSame = own === right.charCodeAt(j - 1);
    const replaced = (row[j - 1] ?? 0) + (isSame ? 0 : 1);
    let edits = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    if (i > 1 && j > 1 && own === right.charCodeAt(j - 2) && previous === right.charCodeAt(j - 1)) {
      edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
    }
    next.push(edits);
  }
  return next;
}
