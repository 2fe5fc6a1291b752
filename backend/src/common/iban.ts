/** ISO 13616: country, two check digits, up to thirty letters or digits. */
const IBAN_PATTERN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

/** Whether the text, without spaces and in upper case, is an IBAN with the right check digits. */
export function isIban(text: string): boolean {
  return IBAN_PATTERN.test(text) && modulo97(text) === 1;
}

/** The IBAN of an account within a country, whose part after the check digits is given. */
export function ibanOf(country: string, bban: string): string {
  const check = 98 - modulo97(`${country}00${bban}`);
  return `${country}${String(check).padStart(2, '0')}${bban}`;
}

/** ISO 7064 MOD 97-10 with country and check digits moved to the end. */
export function modulo97(iban: string): number {
  const digits = [...(iban.slice(4) + iban.slice(0, 4))]
    .map((character) => parseInt(character, 36).toString())
    .join('');
  return Number(BigInt(digits) % 97n);
}
