import { ibanOf, isIban } from '../common/iban.js';
import { findCurrencyExponent } from '../common/money.js';

/** Field 25 or 25P, taken apart. */
export interface MtAccount {
  /** The IBAN, or the account as written. */
  readonly account: string;
  readonly iban: string | null;
  readonly bic: string | null;
}

const BIC = /^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;
const CURRENCY_CHARS = 3;

/** `NL91ABNA0417164300EUR`, `DEUTDEFF/DE…`, `/PL…`, `10020030/1234567`, `1234567 EUR`. */
export function readMtAccount(lines: readonly string[]): MtAccount | null {
  const text = (lines[0] ?? '').trim().replace(/^\/+/, '');
  const [head = '', ...tail] = text.split('/');
  const isBicFirst = tail.length > 0 && BIC.test(head.trim());
  const rest = withoutCurrency(isBicFirst ? tail.join('/') : text);
  if (rest === '') return null;
  const compact = rest.replace(/\s+/g, '').toUpperCase();
  const iban = ibanIn(compact);
  const below = (lines[1] ?? '').trim();
  const bic = isBicFirst ? head.trim() : BIC.test(below) ? below : null;
  return { account: iban ?? rest, iban, bic };
}

/**
 * The IBAN of a German account that is written as bank code and number, as MT940 does.
 *
 * Some banks form their IBANs differently: whoever uses it looks whether there is such an account.
 */
export function germanIbanOf(account: string): string | null {
  const [, bankCode, number] = /^(\d{8})\/(\d{1,10})$/.exec(account) ?? [];
  if (bankCode === undefined || number === undefined) return null;
  return ibanOf('DE', bankCode + number.padStart(10, '0'));
}

/** A currency may follow the IBAN at once. */
function ibanIn(compact: string): string | null {
  const shorter = compact.slice(0, -CURRENCY_CHARS);
  return [compact, shorter].find(isIban) ?? null;
}

function withoutCurrency(text: string): string {
  const trimmed = text.trim();
  const last = trimmed.slice(-CURRENCY_CHARS);
  const isApart = /[\s\d]/.test(trimmed.charAt(trimmed.length - CURRENCY_CHARS - 1));
  return isApart && findCurrencyExponent(last) !== null
    ? trimmed.slice(0, -CURRENCY_CHARS).trim()
    : trimmed;
}
