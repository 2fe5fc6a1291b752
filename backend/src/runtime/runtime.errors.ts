/** The embedded runtime cannot go on, for a reason that whoever started it can act on. */
export class RuntimeRefusal extends Error {
  override readonly name = 'RuntimeRefusal';
}

export function hasErrorCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
