import { InputInvalidError } from '../api/index.js';

const URL_CHARS_MAX = 2_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * What is wrong with the address of a webhook; null if nothing is. What its name resolves to is checked with each
 * connection, since it may change at any time.
 */
export function checkWebhookUrl(text: string, production: boolean): InputInvalidError | null {
  const url = text.length <= URL_CHARS_MAX && URL.canParse(text) ? new URL(text) : null;
  if (url === null) {
    return refused(`An address has 1 to ${URL_CHARS_MAX} characters, such as https://example.com.`);
  }
  if (url.username !== '' || url.password !== '') {
    return refused('An address holds no user and no password.');
  }
  const isLocal = url.protocol === 'http:' && !production && LOOPBACK.has(url.hostname);
  return url.protocol === 'https:' || isLocal
    ? null
    : refused('An address begins with https:, outside production also http: to this machine.');
}

function refused(message: string): InputInvalidError {
  return new InputInvalidError('url', message);
}
