import { isIban } from '../common/iban.js';
import type { MtInformation } from './mt.information.js';
import type { BankReference, Counterparty, ReferenceType } from './statement.model.js';

/** Three digits, a separator of the bank's choice, and the number of the first subfield. */
const CODED = /^(\d{3})([^0-9A-Za-z\s/])(?=\d{2})/;
/** A subfield of text has 27 characters: a shorter one was not broken, it ended. */
const SUBFIELD_CHARS = 27;

/** Code words of SEPA payments at the start of a subfield or after a blank. */
const KEYWORD =
  /(?:^|\s)(EREF|KREF|MREF|BREF|RREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP)[+:]\s?/g;
const KEYWORD_START =
  /^(?:EREF|KREF|MREF|BREF|RREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP)[+:]/;

const REFERENCES: readonly (readonly [string, ReferenceType])[] = [
  ['EREF', 'END_TO_END_ID'],
  ['KREF', 'INSTRUCTION_ID'],
  ['MREF', 'MANDATE_ID'],
  ['BREF', 'ACCOUNT_SERVICER'],
  ['RREF', 'PROPRIETARY'],
];

/** Business transaction codes of payments that came back. */
const RETURN_CODES: ReadonlySet<string> = new Set([
  '108',
  '109',
  '159',
  '181',
  '182',
  '184',
  '185',
]);

/** Subfields of German, Austrian and Polish banks; null where the field is not made of them. */
export function readCodedInformation(text: string): MtInformation | null {
  const [, code, separator] = CODED.exec(text) ?? [];
  if (code === undefined || separator === undefined) return null;
  const subfields = subfieldsOf(text.slice(3), separator);
  const words = keywordsOf(subfields.filter(({ number }) => isPurpose(number)));
  const valueOf = (...numbers: string[]): string | null =>
    clean(
      subfields
        .filter(({ number }) => numbers.includes(number))
        .map(({ value }) => value)
        .join(''),
    );
  const journal = valueOf('10');
  return {
    remittance: clean(words.get('SVWZ') ?? words.get('') ?? ''),
    references: referencesOf(words),
    counterparty: counterpartyOf(words, valueOf),
    ultimateParty: clean(words.get('ABWA') ?? words.get('ABWE') ?? ''),
    transactionCode: journal === null ? code : `${code}+${journal}`,
    postingText: valueOf('00'),
    returnReason: RETURN_CODES.has(code) ? valueOf('34') : null,
  };
}

interface Subfield {
  readonly number: string;
  readonly value: string;
}

function subfieldsOf(text: string, separator: string): Subfield[] {
  // A question mark of the text itself is followed by two digits only by chance.
  const starts = [...text.matchAll(new RegExp(`\\${separator}(\\d{2})`, 'g'))];
  return starts.map((start, index) => ({
    number: start[1] ?? '',
    value: text.slice(start.index + 3, starts[index + 1]?.index ?? text.length),
  }));
}

function isPurpose(number: string): boolean {
  return /^(?:2\d|6[0-3])$/.test(number);
}

/** Texts behind the code words; what stands before the first of them, or without any, is under ''. */
function keywordsOf(purposes: readonly Subfield[]): Map<string, string> {
  const text = purposes.reduce((joined, { value }, index) => {
    const before = purposes[index - 1]?.value ?? '';
    const isBroken = before.length >= SUBFIELD_CHARS && !KEYWORD_START.test(value);
    return index === 0 || isBroken ? joined + value : `${joined} ${value}`;
  }, '');
  const starts = [...text.matchAll(KEYWORD)];
  const words = new Map([['', text.slice(0, starts[0]?.index ?? text.length)]]);
  starts.forEach((start, index) => {
    const from = start.index + start[0].length;
    const word = start[1] ?? '';
    if (!words.has(word))
      words.set(word, text.slice(from, starts[index + 1]?.index ?? text.length));
  });
  return words;
}

/** References have no blanks of their own that a broken line could not have brought. */
function referencesOf(words: ReadonlyMap<string, string>): BankReference[] {
  return REFERENCES.flatMap(([word, type]) => {
    const value = clean(words.get(word) ?? '');
    return value === null ? [] : [{ type, value, code: word === 'RREF' ? word : null }];
  });
}

function counterpartyOf(
  words: ReadonlyMap<string, string>,
  valueOf: (...numbers: string[]) => string | null,
): Counterparty | null {
  const account = compact(valueOf('31') ?? words.get('IBAN') ?? '');
  const bank = compact(valueOf('30') ?? words.get('BIC') ?? '');
  const name = valueOf('32', '33');
  if (name === null && account === null) return null;
  const bankCode = bank !== null && /^\d+$/.test(bank) ? bank : null;
  return {
    name,
    account: account === null ? null : withBankCode(account, bankCode),
    bic: bankCode === null ? bank : null,
    lei: null,
  };
}

/** A national number means nothing without its bank. */
function withBankCode(account: string, bankCode: string | null): string {
  return bankCode === null || isIban(account) ? account : `${bankCode}/${account}`;
}

function compact(text: string): string | null {
  const without = text.replace(/\s+/g, '').toUpperCase();
  return without === '' ? null : without;
}

function clean(text: string): string | null {
  const trimmed = text.replace(/\s+/g, ' ').trim();
  return trimmed === '' ? null : trimmed;
}
