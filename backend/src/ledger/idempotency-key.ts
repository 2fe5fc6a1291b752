import { InputInvalidError } from '../api/index.js';

const KEY_CHARS_MAX = 200;

/** What is wrong with a client's idempotency key; null if nothing is. */
export function checkIdempotencyKey(key: string): InputInvalidError | null {
  return key.length >= 1 && key.length <= KEY_CHARS_MAX
    ? null
    : new InputInvalidError('idempotencyKey', `A key has 1 to ${KEY_CHARS_MAX} characters.`);
}
