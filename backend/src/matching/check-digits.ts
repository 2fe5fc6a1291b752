/** Kinds of payment references that carry check digits of their own. */
export enum ReferenceScheme {
  ISO_11649 = 'ISO_11649',
  SWISS_QRR = 'SWISS_QRR',
  NORWEGIAN_KID = 'NORWEGIAN_KID',
  FINNISH = 'FINNISH',
}

/** Row of the recursive modulo 10 of Swiss payment slips; each further row is this one rotated. */
const SWISS_ROW = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];

/**
 * Schemes whose check digits the text satisfies, letters and digits only.
 *
 * A ten-digit number satisfies a modulo 10 by chance once in ten times, so only a hit in the book makes it a reference.
 */
export function schemesOf(key: string): ReferenceScheme[] {
  const schemes: ReferenceScheme[] = [];
  if (isIso11649(key)) schemes.push(ReferenceScheme.ISO_11649);
  if (!/^\d+$/.test(key)) return schemes;
  if (isSwissQrr(key)) schemes.push(ReferenceScheme.SWISS_QRR);
  if (isNorwegianKid(key)) schemes.push(ReferenceScheme.NORWEGIAN_KID);
  if (isFinnish(key)) schemes.push(ReferenceScheme.FINNISH);
  return schemes;
}

/** `RF`, two check digits, and up to 21 characters: modulo 97 as in an IBAN. */
export function isIso11649(key: string): boolean {
  if (!/^RF\d{2}[0-9A-Z]{1,21}$/.test(key)) return false;
  let rest = 0;
  for (const char of key.slice(4) + key.slice(0, 4)) {
    const value = parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** What a creditor reference was made of: `RF18539007547034` is 539007547034. */
export function ofIso11649(key: string): string | null {
  return isIso11649(key) ? key.slice(4) : null;
}

/** 27 digits, the last by recursive modulo 10. */
export function isSwissQrr(digits: string): boolean {
  if (digits.length !== 27) return false;
  return (10 - swissCarry(digits.slice(0, -1))) % 10 === Number(digits.at(-1));
}

function swissCarry(digits: string): number {
  let carry = 0;
  for (const digit of digits) carry = SWISS_ROW[(carry + Number(digit)) % 10] ?? 0;
  return carry;
}

/** 2 to 25 digits, the last by modulo 10 (Luhn) or modulo 11. */
export function isNorwegianKid(digits: string): boolean {
  if (digits.length < 2 || digits.length > 25) return false;
  return luhnDigit(digits.slice(0, -1)) === Number(digits.at(-1)) || isModulo11(digits);
}

function luhnDigit(digits: string): number {
  const sum = weigh(
    digits,
    (position) => (position % 2 === 0 ? 2 : 1),
    (one) => (one > 9 ? one - 9 : one),
  );
  return (10 - (sum % 10)) % 10;
}

function isModulo11(digits: string): boolean {
  const sum = weigh(digits.slice(0, -1), (position) => 2 + (position % 6));
  const check = (11 - (sum % 11)) % 11;
  // A remainder of ten has no digit: such numbers are not given out, or end in a hyphen.
  return check < 10 && check === Number(digits.at(-1));
}

/** 4 to 20 digits, weights 7, 3, 1 from the right. */
export function isFinnish(digits: string): boolean {
  if (digits.length < 4 || digits.length > 20) return false;
  const sum = weigh(digits.slice(0, -1), (position) => [7, 3, 1][position % 3] ?? 1);
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1));
}

/** Sum of digits times weights, positions counted from the right. */
function weigh(
  digits: string,
  weightAt: (position: number) => number,
  fold: (product: number) => number = (product) => product,
): number {
  let sum = 0;
  for (let position = 0; position < digits.length; position += 1) {
    const digit = Number(digits[digits.length - 1 - position]);
    sum += fold(digit * weightAt(position));
  }
  return sum;
}
