import { Refusal, isIban } from '../common/index.js';

/** ISO 13616: country, two check digits, up to thirty letters or digits. */
const IBAN_LIKE = /^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/;
const ACCOUNT_MAX = 64;

/**
 * Checks and normalises the number of a bank account.
 *
 * What looks like an IBAN is freed of spaces, upper-cased and must have the right check digits; any other account
 * number is kept as it is.
 *
 * Refuses with INVALID_ACCOUNT or INVALID_IBAN.
 */
export function parseBankAccount(account: string, path = ''): string | Refusal {
  const trimmed = account.trim();
  if (trimmed === '' || trimmed.length > ACCOUNT_MAX) {
    const message = `an account number has 1 to ${ACCOUNT_MAX} characters`;
    return new Refusal({ code: 'INVALID_ACCOUNT', message, path });
  }
  const compact = trimmed.replace(/\s+/gu, '').toUpperCase();
  if (!IBAN_LIKE.test(compact)) {
    return trimmed;
  }
  if (!isIban(compact)) {
    const message = `${compact} is no IBAN: its check digits are wrong`;
    return new Refusal({ code: 'INVALID_IBAN', message, path });
  }
  return compact;
}
