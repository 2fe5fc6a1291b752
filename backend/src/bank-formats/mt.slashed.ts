import type { MtInformation } from './mt.information.js';
import type { BankReference, Counterparty, ReferenceType } from './statement.model.js';

/** Code words that begin a part of the text; any other word between slashes belongs to it. */
const WORDS =
  `TRTP IBAN BIC NAME REMI EREF KREF MREF MARF CSID ORDP BENM CNTP ULTC ULTD ISDT RTRN PREF
  PURP SVCL TRCD ADDR BREF IREF ACOR CDTRREF REFERENCE OAMT CHGS EXCH SUBA TR BO OB CRNM UETR OCMT
  PURPOSE ID RFB PY TRN CHG`
    .trim()
    .split(/\s+/);
const WORD = new RegExp(`/(${WORDS.join('|')})/`, 'g');
/** A field is made of code words if it begins with one, or with the bank's type before one. */
const SLASHED = new RegExp(`^(?:[A-Z0-9]{3,4} ?)?/(?:${WORDS.join('|')})/`);

const REFERENCES: readonly (readonly [string, ReferenceType])[] = [
  ['EREF', 'END_TO_END_ID'],
  ['UETR', 'UETR'],
  ['KREF', 'INSTRUCTION_ID'],
  ['IREF', 'INSTRUCTION_ID'],
  ['MARF', 'MANDATE_ID'],
  ['MREF', 'MANDATE_ID'],
  ['PREF', 'PAYMENT_INFORMATION_ID'],
  ['BREF', 'ACCOUNT_SERVICER'],
  ['TRN', 'ACCOUNT_SERVICER'],
];
/** Words that carry the text for the receiver. */
const TEXT_WORDS = ['REMI', 'RFB', 'PY'];
const CREDITOR_REFERENCE_WORDS = ['CDTRREF'];
/** `REMI/STRD/CUR/…` of the Dutch banks: issuer of the reference, and the reference. */
const STRUCTURED = /^STRD\/(?:[A-Z]{3}\/)?(.+)$/;
const UNSTRUCTURED = /^(?:USTD|USTR)\/+(.*)$/;

/** Code words of ISO 20022 between slashes; null where the field is not made of them. */
export function readSlashedInformation(text: string): MtInformation | null {
  if (!SLASHED.test(text)) return null;
  const words = wordsOf(text);
  const valueOf = (...names: readonly string[]): string | null =>
    names.map((name) => words.get(name)).find((value) => value !== undefined) ?? null;
  const remittance = remittanceOf(valueOf(...TEXT_WORDS));
  const creditorReference = remittance.reference ?? valueOf(...CREDITOR_REFERENCE_WORDS);
  return {
    remittance: remittance.text ?? creditorReference,
    references: [
      ...(creditorReference === null
        ? []
        : [{ type: 'CREDITOR_REFERENCE', value: creditorReference, code: null } as const]),
      ...referencesOf(words),
    ],
    counterparty: counterpartyOf(words),
    ultimateParty: partsOf(valueOf('ULTD', 'ULTC') ?? '')[0] ?? null,
    transactionCode: valueOf('TRCD'),
    postingText: valueOf('TRTP'),
    returnReason: partsOf(valueOf('RTRN') ?? '')[0] ?? null,
  };
}

/** The first value of each word: `/NAME/` of an ordering party stands behind `/ORDP/`. */
function wordsOf(text: string): Map<string, string> {
  const places = placesOf(text);
  const words = new Map<string, string>();
  places.forEach(({ word, from }, index) => {
    const value = clean(text.slice(from, places[index + 1]?.at ?? text.length));
    if (value !== null && !words.has(word)) words.set(word, value);
  });
  return words;
}

interface WordPlace {
  readonly word: string;
  readonly at: number;
  readonly from: number;
}

/** Two words may share a slash, so the search goes on from it. */
function placesOf(text: string): WordPlace[] {
  const pattern = new RegExp(WORD.source, 'g');
  const places: WordPlace[] = [];
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const from = match.index + match[0].length;
    places.push({ word: match[1] ?? '', at: match.index, from });
    pattern.lastIndex = from - 1;
  }
  return places;
}

function remittanceOf(value: string | null): { text: string | null; reference: string | null } {
  if (value === null) return { text: null, reference: null };
  const [, reference] = STRUCTURED.exec(value) ?? [];
  if (reference !== undefined) return { text: null, reference: clean(reference) };
  const [, text] = UNSTRUCTURED.exec(value) ?? [];
  return { text: clean(text ?? value), reference: null };
}

function referencesOf(words: ReadonlyMap<string, string>): BankReference[] {
  return REFERENCES.flatMap(([word, type]) => {
    const value = words.get(word);
    return value === undefined ? [] : [{ type, value, code: null }];
  });
}

/** `/CNTP/account/BIC/name/city` in one, or words of their own. */
function counterpartyOf(words: ReadonlyMap<string, string>): Counterparty | null {
  const [account, bic, name] = (words.get('CNTP') ?? '').split('/').map(clean);
  const named = partsOf(words.get('ORDP') ?? words.get('BENM') ?? '')[0];
  const found = {
    name: firstOf(name, words.get('NAME'), named),
    account: firstOf(account, words.get('IBAN'), words.get('ACOR')),
  };
  if (found.name === null && found.account === null) return null;
  return {
    name: found.name,
    account: withoutBlanks(found.account),
    bic: withoutBlanks(firstOf(bic, words.get('BIC'))),
    lei: null,
  };
}

function firstOf(...choices: ReadonlyArray<string | null | undefined>): string | null {
  return choices.find((choice) => typeof choice === 'string') ?? null;
}

/** A line that was broken may have left one. */
function withoutBlanks(text: string | null): string | null {
  return text?.replace(/\s+/g, '') ?? null;
}

function partsOf(value: string): string[] {
  return value
    .split('/')
    .map(clean)
    .filter((part) => part !== null);
}

/** Without blanks around it, and without the slashes that end the part. */
function clean(text: string): string | null {
  const collapsed = text.replace(/\s+/g, ' ');
  const isEdge = (index: number): boolean => ['/', ' '].includes(collapsed.charAt(index));
  let [start, end] = [0, collapsed.length];
  while (start < end && isEdge(start)) start += 1;
  while (end > start && isEdge(end - 1)) end -= 1;
  return start === end ? null : collapsed.slice(start, end);
}
