import { InputInvalidError } from './domain-error.type.js';

/** Forms of ids, in lower case. */
export const LOT_ID = /^0x[0-9a-f]{64}$/;
export const HASH = /^0x[0-9a-f]{64}$/;
export const PARTY_ID = /^0x[0-9a-f]{40}$/;

const CURRENCY = /^[A-Z]{3}$/;

/** Items of one call, as the contracts bound it. */
export const BATCH_MAX = 100;

interface IdBounds {
  readonly pattern: RegExp;
  readonly max?: number;
}

/** Refuses unless there are 1 to `max` ids of the form, each once; they are in lower case already. */
export function checkIds(
  path: string,
  ids: readonly string[],
  { pattern, max = BATCH_MAX }: IdBounds,
): InputInvalidError | null {
  if (ids.length === 0 || ids.length > max) {
    return new InputInvalidError(path, `${path} has 1 to ${max} items, not ${ids.length}.`);
  }
  const wrong = ids.findIndex((id, index) => !pattern.test(id) || ids.indexOf(id) !== index);
  return wrong === -1
    ? null
    : new InputInvalidError(`${path}[${wrong}]`, 'This is no id, or it is there twice.');
}

export function checkCurrency(path: string, currency: string): InputInvalidError | null {
  return CURRENCY.test(currency)
    ? null
    : new InputInvalidError(path, 'A currency is three capital letters.');
}
