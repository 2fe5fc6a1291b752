import {
  type LegalId,
  type LegalIdKey,
  type Refusal,
  isRefusal,
  parseLegalId,
} from '../common/index.js';

/**
 * Form in which identifiers are stored and compared: scheme and value in upper case, without white space.
 *
 * Documents spell "de 123 456 789" and "DE123456789" for the same VAT number. An identifier without a scheme has
 * the empty one.
 */
export function identifierKeyOf({ scheme, value }: LegalId): LegalIdKey {
  return { scheme: compact(scheme ?? ''), value: compact(value) };
}

/** Checks an identifier that somebody typed and brings it into its stored form. */
export function parseIdentifier(scheme: string, value: string): LegalIdKey | Refusal {
  const legalId = parseLegalId(scheme, value);
  return isRefusal(legalId) ? legalId : identifierKeyOf(legalId);
}

/** Makes spellings of one name equal: width, case and white space do not matter. */
export function nameKeyOf(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toUpperCase();
}

function compact(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, '').toUpperCase();
}
