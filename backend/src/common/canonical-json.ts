/**
 * JSON in one way only: keys sorted, no blanks, whole numbers of any size, each number with all its digits.
 *
 * What is hashed or committed to is written so; a change of it would change every hash.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return part.toString();
    // JSON has no infinity; a threshold of a tree may be one.
    if (part === Infinity) return 'Infinity';
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(
      Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  });
}
