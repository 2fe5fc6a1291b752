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
  if (text === original) return Slip.NONE;
  const longer = text.length >= original.length ? text : original;
  const shorter = longer === text ? original : text;
  if (longer.length - shorter.length > 1) return null;
  let at = 0;
  while (at < shorter.length && longer.charCodeAt(at) === shorter.charCodeAt(at)) at += 1;
  if (longer.length > shorter.length) {
    return longer.slice(at + 1) === shorter.slice(at) ? Slip.LENGTH : null;
  }
  if (longer.slice(at + 1) === shorter.slice(at + 1)) return Slip.REPLACED;
  const isSwapped =
    longer[at] === shorter[at + 1] &&
    longer[at + 1] === shorter[at] &&
    longer.slice(at + 2) === shorter.slice(at + 2);
  return isSwapped ? Slip.SWAPPED : null;
}

/** Edits between two texts, swaps of neighbours counted once; `max + 1` where there are more. */
export function editDistance(left: string, right: string, max: number): number {
  if (Math.abs(left.length - right.length) > max) return max + 1;
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= right.length; j += 1) {
      const same = left.charCodeAt(i - 1) === right.charCodeAt(j - 1);
      let edits = Math.min(
        (row[j - 1] ?? 0) + (same ? 0 : 1),
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
      );
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      }
      next.push(edits);
      least = Math.min(least, edits);
    }
    if (least > max) return max + 1;
    [before, row] = [row, next];
  }
  return Math.min(row[right.length] ?? max + 1, max + 1);
}
