const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The database refuses to compare a UUID with a text that is none. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
