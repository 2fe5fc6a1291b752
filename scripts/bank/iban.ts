/** Characters after country and check digits, for the countries that the sample lives in. */
const BBAN_LENGTHS: Readonly<Record<string, number>> = {
  AT: 16,
  BE: 12,
  DE: 18,
  DK: 14,
  ES: 20,
  FI: 14,
  FR: 23,
  IT: 23,
  NL: 14,
  PL: 24,
  SE: 20,
};

/** Whether the text is an IBAN with the right check digits (ISO 13616, MOD 97-10). */
export function isValidIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  return modulo97(text.slice(4) + text.slice(0, 4)) === 1;
}

/**
 * An IBAN with right check digits around digits that somebody made up, or null for a country that
 * uses none.
 */
export function ibanOf(country: string, digits: string): string | null {
  const length = BBAN_LENGTHS[country];
  if (length === undefined) return null;
  const filled = digits.padStart(length, '0').slice(-length);
  // The Dutch and the Italian ones begin with letters: those of a bank that does not exist.
  const bban = { NL: `DUEB${filled.slice(4)}`, IT: `X${filled.slice(1)}` }[country] ?? filled;
  const check = 98 - modulo97(`${bban}${country}00`);
  return `${country}${String(check).padStart(2, '0')}${bban}`;
}

function modulo97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const value = parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
