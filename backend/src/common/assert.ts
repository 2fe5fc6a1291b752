/** Thrown where something cannot happen unless the program is wrong. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Narrows away null and undefined of what must be there. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) {
    throw new InvariantError(`${what} is missing`);
  }
  return value;
}
