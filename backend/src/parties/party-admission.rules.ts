import { InputInvalidError } from '../api/index.js';
import {
  type LegalIdKey,
  type PartyRole,
  addDays,
  calendarDateOf,
  epochDayOf,
  isRefusal,
  rolesToBits,
} from '../common/index.js';
import { parseBankAccount } from './bank-account.js';
import { parseIdentifier } from './identifier.js';
import type {
  AdmitPartiesInput,
  PartyAdmissionInput,
  PartyIdentifierInput,
} from './party.input.js';
import { identifierText } from './party.reader.js';

const BATCH_MAX = 100;
const LIST_MAX = 20;
const NAME_MAX = 300;
const ADMISSION_DAYS_DEFAULT = 5 * 365;
const MS_PER_DAY = 86_400_000;
const SECONDS_PER_DAY = 86_400;

/** One admission, checked and in normal form. */
export interface CheckedAdmission {
  readonly path: string;
  readonly legalId: LegalIdKey;
  /** All identifiers without repeats, the legal id first. */
  readonly identifiers: readonly LegalIdKey[];
  readonly name: string;
  readonly country: string | null;
  readonly rolesBits: number;
  /** Unix seconds. */
  readonly expiresAt: number;
  readonly bankAccounts: readonly string[];
}

/** Checks what can be judged from the input alone; the first thing wrong is refused. */
export function checkAdmissions(
  { parties }: Pick<AdmitPartiesInput, 'parties'>,
  now: Date,
): CheckedAdmission[] | InputInvalidError {
  if (parties.length < 1 || parties.length > BATCH_MAX) {
    return new InputInvalidError('parties', `1 to ${BATCH_MAX} parties can be admitted at once.`);
  }
  const checked: CheckedAdmission[] = [];
  for (const [index, party] of parties.entries()) {
    const admission = checkAdmission(party, `parties[${index}]`, now);
    if (admission instanceof InputInvalidError) {
      return admission;
    }
    checked.push(admission);
  }
  return findRepeat(checked) ?? checked;
}

function checkAdmission(
  party: PartyAdmissionInput,
  path: string,
  now: Date,
): CheckedAdmission | InputInvalidError {
  const identifiers = checkIdentifiers(party, path);
  const bankAccounts = checkAccounts(party.bankAccounts ?? [], `${path}.bankAccounts`);
  const name = party.name.trim().replace(/\s+/gu, ' ');
  const country = party.country ?? null;
  const expiresOn = party.expiresOn ?? defaultExpiry(now);
  const problem =
    [identifiers, bankAccounts].find((part) => part instanceof InputInvalidError) ??
    checkPlainFields({ name, country, roles: party.roles, expiresOn, now }, path);
  if (problem instanceof InputInvalidError) {
    return problem;
  }
  return {
    path,
    legalId: (identifiers as LegalIdKey[])[0] as LegalIdKey,
    identifiers: identifiers as LegalIdKey[],
    name,
    country,
    rolesBits: rolesToBits(party.roles),
    expiresAt: epochDayOf(expiresOn) * SECONDS_PER_DAY,
    bankAccounts: bankAccounts as string[],
  };
}

interface PlainFields {
  readonly name: string;
  readonly country: string | null;
  readonly roles: readonly PartyRole[];
  readonly expiresOn: string;
  readonly now: Date;
}

function checkPlainFields(fields: PlainFields, path: string): InputInvalidError | undefined {
  if (fields.name === '' || fields.name.length > NAME_MAX) {
    return new InputInvalidError(`${path}.name`, `A name has 1 to ${NAME_MAX} characters.`);
  }
  if (fields.country !== null && !/^[A-Z]{2}$/.test(fields.country)) {
    return new InputInvalidError(`${path}.country`, 'A country is two capital letters.');
  }
  if (fields.roles.length === 0) {
    return new InputInvalidError(`${path}.roles`, 'A party has at least one role.');
  }
  if (epochDayOf(fields.expiresOn) * MS_PER_DAY <= fields.now.getTime()) {
    return new InputInvalidError(`${path}.expiresOn`, 'An admission must end in the future.');
  }
  return undefined;
}

function checkIdentifiers(
  { legalId, otherIdentifiers }: PartyAdmissionInput,
  path: string,
): LegalIdKey[] | InputInvalidError {
  const others = otherIdentifiers ?? [];
  if (others.length > LIST_MAX) {
    return new InputInvalidError(`${path}.otherIdentifiers`, `At most ${LIST_MAX} are kept.`);
  }
  if (legalId.scheme.trim() === '') {
    return new InputInvalidError(`${path}.legalId.scheme`, 'A legal id names its register.');
  }
  const places: Array<[string, PartyIdentifierInput]> = [
    [`${path}.legalId.value`, legalId],
    ...others.map((other, index): [string, PartyIdentifierInput] => [
      `${path}.otherIdentifiers[${index}].value`,
      other,
    ]),
  ];
  const byText = new Map<string, LegalIdKey>();
  for (const [place, { scheme, value }] of places) {
    const key = parseIdentifier(scheme, value);
    if (isRefusal(key)) {
      return new InputInvalidError(place, key.message);
    }
    byText.set(identifierText(key), key);
  }
  return [...byText.values()];
}

function checkAccounts(accounts: readonly string[], path: string): string[] | InputInvalidError {
  if (accounts.length > LIST_MAX) {
    return new InputInvalidError(path, `At most ${LIST_MAX} are kept.`);
  }
  const checked = new Set<string>();
  for (const [index, account] of accounts.entries()) {
    const normalised = parseBankAccount(account);
    if (isRefusal(normalised)) {
      return new InputInvalidError(`${path}[${index}]`, normalised.message);
    }
    checked.add(normalised);
  }
  return [...checked];
}

/** Two parties of one request with an identifier or account in common are one by mistake. */
function findRepeat(admissions: readonly CheckedAdmission[]): InputInvalidError | null {
  const seen = new Set<string>();
  for (const { path, identifiers, bankAccounts } of admissions) {
    for (const text of [...identifiers.map(identifierText), ...bankAccounts]) {
      if (seen.has(text)) {
        const message = `${text.replace('\n', ' ')} stands in the request twice.`;
        return new InputInvalidError(path, message);
      }
      seen.add(text);
    }
  }
  return null;
}

function defaultExpiry(now: Date): string {
  const today = calendarDateOf(Math.floor(now.getTime() / MS_PER_DAY));
  return addDays(today, ADMISSION_DAYS_DEFAULT);
}
