import {
  type LegalId,
  LEI_SCHEME,
  USCC_SCHEME,
  leiCheckDigits,
  usccCheckCharacter,
} from '../../backend/src/common/index.js';
import { ibanOf } from '../bank/iban.js';
import type { Company } from './companies.js';
import type { Random } from './random.js';

/** Begins the LEI of every invented organisation; no issuer of real ones has this prefix. */
const INVENTED_LEI_PREFIX = 'DUEB00';
/** Registered by a market regulator, as an enterprise. */
const USCC_ENTERPRISE = '91';
const ORGANISATION_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** GB 11714: weights of the eight characters of an organisation code. */
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const LETTERS_AND_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const CHINESE_ACCOUNT_DIGITS = 19;
const EUROPEAN_ACCOUNT_DIGITS = 10;

/** A USCC for a company in China and an LEI for any other, with right check characters. */
export function legalIdFor({ region }: Company, random: Random): LegalId {
  if (region === undefined) {
    const base = INVENTED_LEI_PREFIX + characters(random, LETTERS_AND_DIGITS, 12);
    return { scheme: LEI_SCHEME, value: base + leiCheckDigits(base) };
  }
  const code = `MA${characters(random, ORGANISATION_CHARACTERS, 6)}`;
  const base = USCC_ENTERPRISE + region + code + organisationCheckCharacter(code);
  return { scheme: USCC_SCHEME, value: base + usccCheckCharacter(base) };
}

/** An IBAN where the country uses them, otherwise a bank's own number. */
export function bankAccountFor({ country }: Company, random: Random): string {
  const iban = ibanOf(country, random.digits(EUROPEAN_ACCOUNT_DIGITS));
  return iban ?? `1${random.digits(CHINESE_ACCOUNT_DIGITS - 1)}`;
}

function characters(random: Random, alphabet: string, count: number): string {
  return Array.from({ length: count }, () => random.pick([...alphabet])).join('');
}

function organisationCheckCharacter(code: string): string {
  const sum = [...code].reduce(
    (total, character, index) =>
      total + parseInt(character, 36) * (ORGANISATION_WEIGHTS[index] ?? 0),
    0,
  );
  const check = 11 - (sum % 11);
  return check === 11 ? '0' : check === 10 ? 'X' : String(check);
}
