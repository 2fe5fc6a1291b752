import { findCurrencyExponent } from '../common/money.js';
import { type MtAccount, readMtAccount } from './mt.account.js';
import { readMtEntries, type EntryFrame } from './mt.entry.js';
import { messagesOf, type MtField, type MtMessage } from './mt.messages.js';
import { checkTotals } from './mt.totals.js';
import { parseMtBalance, parseMtInstant } from './mt.values.js';
import { balanceObjection } from './statement.arithmetic.js';
import type { Balance, BankStatement, StatementReading } from './statement.model.js';
import { Objections } from './text.objections.js';

/** Fields that a message can't do without, and what is missing then. */
const MANDATORY: Readonly<Record<MtMessage['type'], readonly (readonly [string, string])[]>> = {
  MT940: [
    ['25', 'the account'],
    ['28C', 'the number of the statement'],
    ['60', 'the opening balance'],
    ['62', 'the closing balance'],
  ],
  MT942: [
    ['25', 'the account'],
    ['28C', 'the number of the report'],
    ['34F', 'the floor limit'],
  ],
};
/** Tags that stand for another one: balances of pages, and older names. */
const TAG_GROUPS: Readonly<Record<string, string>> = {
  '25P': '25',
  '28': '28C',
  '60F': '60',
  '60M': '60',
  '62F': '62',
  '62M': '62',
};
/** Fields that may stand several times. */
const REPEATING: ReadonlySet<string> = new Set(['61', '86', '65', '34F', '64', 'NS', '21']);
/** Codes of ISO 20022 for the balances; those between pages are interim ones. */
const BALANCE_TYPES: Readonly<Record<string, string>> = {
  '60F': 'OPBD',
  '60M': 'ITBD',
  '62F': 'CLBD',
  '62M': 'ITBD',
  '64': 'CLAV',
  '65': 'FWAV',
};

/** Text of SWIFT messages MT940 and MT942 → their statements, or every reason why not. */
export function readMt(text: string): StatementReading {
  const objections = new Objections();
  const messages = messagesOf(text, objections);
  if (messages.length === 0) {
    objections.refuse(
      { path: '', line: 1 },
      { code: 'MISSING_ELEMENT', message: 'no message with a tag :20: is in the file' },
    );
  }
  const statements = messages.map((message) => readMessage(message, objections));
  const format = messages[0]?.type ?? 'MT940';
  const read = statements.filter((statement) => statement !== null);
  return objections.failed
    ? { ok: false, format, errors: objections.errors }
    : { ok: true, format, statements: read, warnings: objections.warnings };
}

function readMessage(message: MtMessage, objections: Objections): BankStatement | null {
  requireFields(message, objections);
  const account = readAccountOf(message, objections);
  const balances = readBalances(message, objections);
  const currency = currencyOf(message, balances, objections);
  if (account === null || currency === null) return null;
  const frame: EntryFrame = { objections, message, currency };
  const { entries, additionalInfo } = readMtEntries(frame);
  const statement: BankStatement = {
    ...heading(message, objections),
    ...{ iban: account.iban, account: account.account, servicerBic: account.bic },
    ...{ accountName: null, accountOwner: null, currency, additionalInfo },
    balances: balances.map(({ balance }) => balance),
    openingBalance: balanceAt(balances, '60'),
    closingBalance: balanceAt(balances, '62'),
    entries,
  };
  warnOfSums(message, statement, objections);
  return statement;
}

function warnOfSums(message: MtMessage, statement: BankStatement, objections: Objections): void {
  const wrong = balanceObjection(statement);
  const closing = message.fields.find(({ tag }) => tag === '62F' || tag === '62M');
  if (wrong !== null && closing !== undefined) objections.warn(closing, wrong);
  checkTotals(message, statement.entries, objections);
}

function requireFields(message: MtMessage, objections: Objections): void {
  const groups = message.fields.map(({ tag }) => TAG_GROUPS[tag] ?? tag);
  for (const [group, what] of MANDATORY[message.type]) {
    if (groups.includes(group)) continue;
    const place = { path: `${message.path}/:${group}:`, line: message.line };
    objections.refuse(place, { code: 'MISSING_ELEMENT', message: `${what} is missing` });
  }
  message.fields.forEach((field, index) => {
    const group = groups[index] ?? '';
    if (REPEATING.has(field.tag) || groups.indexOf(group) === index) return;
    const text = `:${field.tag}: may occur only once in a message`;
    objections.refuse(field, { code: 'DUPLICATE_ELEMENT', message: text });
  });
}

function heading(message: MtMessage, objections: Objections) {
  const fieldOf = (...tags: readonly string[]): MtField | undefined =>
    message.fields.find(({ tag }) => tags.includes(tag));
  const reference = (fieldOf('20')?.lines[0] ?? '').trim();
  const [number = '', page] = (fieldOf('28C', '28')?.lines[0] ?? '').trim().split('/');
  const created = fieldOf('13D', '13');
  const isReport = message.type === 'MT942';
  return {
    kind: isReport ? ('REPORT' as const) : ('STATEMENT' as const),
    // Banks write a constant such as STARTUMS into field 20, so the number belongs to the name.
    id: [reference, number, page].filter((part) => (part ?? '') !== '').join('/'),
    messageId: reference,
    message: message.type,
    header: null,
    createdAt:
      created === undefined
        ? null
        : objections.accept(parseMtInstant((created.lines[0] ?? '').trim()), created),
    fromAt: null,
    toAt: null,
    sequenceNumber: number === '' ? null : number,
    legalSequenceNumber: null,
    pageNumber: page ?? null,
    isLastPage: isReport ? null : fieldOf('62F') !== undefined,
    copyOrDuplicate: null,
  };
}

function readAccountOf(message: MtMessage, objections: Objections): MtAccount | null {
  const field = message.fields.find(({ tag }) => tag === '25' || tag === '25P');
  if (field === undefined) return null;
  const account = readMtAccount(field.lines);
  if (account === null) {
    objections.refuse(field, { code: 'MISSING_ELEMENT', message: 'the account is empty' });
  }
  return account;
}

interface PlacedBalance {
  readonly field: MtField;
  readonly balance: Balance;
}

function readBalances({ fields }: MtMessage, objections: Objections): PlacedBalance[] {
  return fields.flatMap((field) => {
    const type = BALANCE_TYPES[field.tag];
    if (type === undefined) return [];
    const balance = objections.accept(parseMtBalance((field.lines[0] ?? '').trim(), type), field);
    return balance === null ? [] : [{ field, balance }];
  });
}

function balanceAt(balances: readonly PlacedBalance[], group: string): Balance | null {
  return balances.find(({ field }) => TAG_GROUPS[field.tag] === group)?.balance ?? null;
}

/** One currency for all: that of the balances, in a report that of the floor limit. */
function currencyOf(
  message: MtMessage,
  balances: readonly PlacedBalance[],
  objections: Objections,
): string | null {
  const limit = message.type === 'MT942' ? limitCurrency(message, objections) : null;
  const currency = limit ?? balances[0]?.balance.currency ?? null;
  for (const { field, balance } of balances) {
    if (balance.currency === currency) continue;
    const text = `the balance is in ${balance.currency}, the statement in ${currency}`;
    objections.refuse(field, { code: 'CURRENCY_MISMATCH', message: text });
  }
  return currency;
}

/** Field 34F begins with the currency of the report. */
function limitCurrency({ fields }: MtMessage, objections: Objections): string | null {
  const field = fields.find(({ tag }) => tag === '34F');
  if (field === undefined) return null;
  const currency = (field.lines[0] ?? '').trim().slice(0, 3);
  if (findCurrencyExponent(currency) !== null) return currency;
  const message = `"${currency}" is no ISO 4217 currency`;
  objections.refuse(field, { code: 'UNKNOWN_CURRENCY', message });
  return null;
}
