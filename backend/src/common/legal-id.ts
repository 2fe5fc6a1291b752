import { Refusal } from './refusal.js';

/**
 * A legal identifier of an organisation. `scheme` is `LEI`, `USCC`, an ISO 6523 code or another
 * name that the document gave, or null when it gave none.
 */
export interface LegalId {
  readonly scheme: string | null;
  readonly value: string;
}

export const LEI_SCHEME = 'LEI';
export const USCC_SCHEME = 'USCC';

/** ISO 17442: eighteen letters or digits and two check digits. */
const LEI_PATTERN = /^[0-9A-Z]{18}[0-9]{2}$/;

/** GB 32100-2015 uses 31 characters: the letters I, O, S, V and Z are left out. */
const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** Registering authority, kind, six digits of the region, organisation code, check character. */
const USCC_PATTERN = /^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/;
/** Powers of 3 modulo 31, one per character before the check character. */
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Scheme names that mean LEI; 0199 is its ISO 6523 international code designator. */
const LEI_SCHEMES = new Set(['LEI', '0199', 'ICD:0199', 'ISO6523:0199', 'ISO17442', 'ISO 17442']);
const USCC_SCHEMES = new Set([
  'USCC',
  'CN-USCC',
  'CN:USCC',
  'GB32100',
  'GB 32100',
  'GB 32100-2015',
]);

/** Longer than any registered identifier; keeps a document from carrying text in its place. */
const LEGAL_ID_MAX = 100;

/** ISO 17442 with the check digits of ISO 7064 MOD 97-10; upper case, without spaces. */
export function isValidLei(value: string): boolean {
  return LEI_PATTERN.test(value) && modulo97(value) === 1;
}

/** GB 32100-2015 with its check character; upper case, without spaces. */
export function isValidUscc(value: string): boolean {
  return USCC_PATTERN.test(value) && value[17] === usccCheckCharacter(value.slice(0, 17));
}

/** The two check digits that complete the first eighteen characters of an LEI. */
export function leiCheckDigits(base: string): string {
  return String(98 - modulo97(`${base}00`)).padStart(2, '0');
}

/** The character that completes the first seventeen of a USCC. */
export function usccCheckCharacter(base: string): string {
  const sum = USCC_WEIGHTS.reduce(
    (total, weight, index) => total + weight * USCC_ALPHABET.indexOf(base.charAt(index)),
    0,
  );
  return USCC_ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/**
 * Checks and normalises a legal identifier.
 *
 * LEI and USCC are upper-cased, freed of spaces and checked. Other schemes are kept as they are.
 * Without a scheme a valid LEI or USCC is recognised as such; anything else keeps no scheme.
 *
 * Refuses with INVALID_LEI, INVALID_USCC or INVALID_LEGAL_ID.
 */
export function parseLegalId(scheme: string | null, value: string, path = ''): LegalId | Refusal {
  const givenScheme = (scheme ?? '').trim();
  const trimmed = value.trim();
  if (trimmed === '' || trimmed.length > LEGAL_ID_MAX) {
    const message = `an identifier has 1 to ${LEGAL_ID_MAX} characters, not ${trimmed.length}`;
    return new Refusal({ code: 'INVALID_LEGAL_ID', message, path });
  }
  const compact = trimmed.replace(/\s+/gu, '').toUpperCase();
  if (LEI_SCHEMES.has(givenScheme.toUpperCase())) return checkedLei(compact, path);
  if (USCC_SCHEMES.has(givenScheme.toUpperCase())) return checkedUscc(compact, path);
  if (givenScheme !== '') return { scheme: givenScheme, value: trimmed };
  if (isValidLei(compact)) return { scheme: LEI_SCHEME, value: compact };
  if (isValidUscc(compact)) return { scheme: USCC_SCHEME, value: compact };
  return { scheme: null, value: trimmed };
}

function checkedLei(value: string, path: string): LegalId | Refusal {
  if (isValidLei(value)) return { scheme: LEI_SCHEME, value };
  const message = LEI_PATTERN.test(value)
    ? `${value} is no LEI: its check digits are wrong`
    : `"${value}" is no LEI: it has 18 letters or digits and 2 check digits (ISO 17442)`;
  return new Refusal({ code: 'INVALID_LEI', message, path });
}

function checkedUscc(value: string, path: string): LegalId | Refusal {
  if (isValidUscc(value)) return { scheme: USCC_SCHEME, value };
  const message = USCC_PATTERN.test(value)
    ? `${value} is no USCC: its check character is wrong`
    : `"${value}" is no unified social credit code: it has 18 characters (GB 32100-2015)`;
  return new Refusal({ code: 'INVALID_USCC', message, path });
}

/** Letters count as two digits (A = 10 … Z = 35), as ISO 7064 reads them. */
function modulo97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const digits = parseInt(character, 36);
    remainder = (remainder * (digits > 9 ? 100 : 10) + digits) % 97;
  }
  return remainder;
}
