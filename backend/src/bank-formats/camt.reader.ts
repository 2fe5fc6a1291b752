import { findCurrencyExponent } from '../common/money.js';
import { Refusal } from '../common/refusal.js';
import {
  detectFormat,
  documentIn,
  isCamtFormat,
  parseXml,
  TermReader,
  unsupported,
  type CamtFormat,
  type XmlElement,
} from '../documents/index.js';
import { readAccount } from './camt.counterparty.js';
import { readEntry } from './camt.entry.js';
import { readParty } from './camt.parties.js';
import {
  firstText,
  readAmount,
  readCreditDebit,
  readDay,
  readIndicator,
  readInstant,
} from './camt.terms.js';
import { balanceObjection } from './statement.arithmetic.js';
import type {
  Balance,
  BankStatement,
  MessageHeader,
  StatementKind,
  StatementReading,
} from './statement.model.js';

interface MessageNames {
  readonly kind: StatementKind;
  /** The message's own element; version 1 appends V01 to it. */
  readonly body: string;
  readonly record: string;
  readonly pagination: string;
  readonly additionalInfo: string;
}

interface Message {
  readonly names: MessageNames;
  readonly messageId: string;
  readonly header: MessageHeader;
}

const MESSAGES: Readonly<Record<CamtFormat, MessageNames>> = {
  CAMT_052: {
    kind: 'REPORT',
    body: 'BkToCstmrAcctRpt',
    record: 'Rpt',
    pagination: 'RptPgntn',
    additionalInfo: 'AddtlRptInf',
  },
  CAMT_053: {
    kind: 'STATEMENT',
    body: 'BkToCstmrStmt',
    record: 'Stmt',
    pagination: 'StmtPgntn',
    additionalInfo: 'AddtlStmtInf',
  },
  CAMT_054: {
    kind: 'NOTIFICATION',
    body: 'BkToCstmrDbtCdtNtfctn',
    record: 'Ntfctn',
    pagination: 'NtfctnPgntn',
    additionalInfo: 'AddtlNtfctnInf',
  },
};

/** Bytes of a camt file → its statements, or every reason why not. Never throws these. */
export function readCamt(bytes: Uint8Array): StatementReading {
  try {
    return readCamtFrom(documentIn(parseXml(bytes)));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, format: null, errors: [error.toDetail()] };
  }
}

/** The same for a document that is parsed already. */
export function readCamtFrom(root: XmlElement): StatementReading {
  const format = detectFormat(root);
  if (!isCamtFormat(format)) {
    return { ok: false, format, errors: [unsupported(root, 'a bank statement').toDetail()] };
  }
  const reader = new TermReader(root.uri);
  const statements = readMessage(reader, root, MESSAGES[format]);
  if (reader.failed) return { ok: false, format, errors: reader.errors };
  return { ok: true, format, statements, warnings: reader.warnings };
}

function readMessage(reader: TermReader, root: XmlElement, names: MessageNames): BankStatement[] {
  const body = reader.one(root, names.body) ?? reader.one(root, `${names.body}V01`);
  if (body === null) {
    reader.refuseMissing(root, names.body, { code: 'MISSING_ELEMENT', what: 'the message' });
    return [];
  }
  const messageId = reader.required(body, 'GrpHdr/MsgId', {
    code: 'MISSING_ELEMENT',
    what: 'the message id',
  });
  const header = readHeader(reader, body);
  const records = reader.all(body, names.record);
  if (records.length === 0) {
    reader.refuseMissing(body, names.record, {
      code: 'MISSING_ELEMENT',
      what: 'a statement of an account',
    });
  }
  return records.map((record) => readStatement(reader, record, { names, messageId, header }));
}

function readHeader(reader: TermReader, body: XmlElement): MessageHeader {
  const header = reader.one(body, 'GrpHdr');
  return {
    createdAt: readInstant(reader, header, 'CreDtTm'),
    recipient: readParty(reader, reader.one(header, 'MsgRcpt')),
    pageNumber: reader.text(header, 'MsgPgntn/PgNb'),
    isLastPage: readIndicator(reader, header, 'MsgPgntn/LastPgInd'),
    additionalInfo: reader.text(header, 'AddtlInf'),
  };
}

function readStatement(
  reader: TermReader,
  record: XmlElement,
  { names, messageId, header }: Message,
): BankStatement {
  const id = reader.required(record, 'Id', { code: 'MISSING_ELEMENT', what: 'the statement id' });
  const account = readOwnAccount(reader, record);
  const balances = reader.all(record, 'Bal').flatMap((element) => readBalance(reader, element));
  const context = { reader, own: { account: account.account, owner: account.accountOwner } };
  const entries = reader
    .all(record, 'Ntry')
    .map((element, index) => readEntry(context, element, index))
    .filter((entry) => entry !== null);
  const statement: BankStatement = {
    kind: names.kind,
    id,
    messageId,
    message: record.uri.split(':').at(-1) ?? '',
    header,
    createdAt: readInstant(reader, record, 'CreDtTm'),
    fromAt: readInstant(reader, record, 'FrToDt/FrDtTm'),
    toAt: readInstant(reader, record, 'FrToDt/ToDtTm'),
    sequenceNumber: reader.text(record, 'ElctrncSeqNb'),
    legalSequenceNumber: reader.text(record, 'LglSeqNb'),
    pageNumber: reader.text(record, `${names.pagination}/PgNb`),
    isLastPage: readIndicator(reader, record, `${names.pagination}/LastPgInd`),
    copyOrDuplicate: reader.text(record, 'CpyDplctInd'),
    ...account,
    currency: account.currency ?? onlyCurrency(balances) ?? onlyCurrency(entries),
    balances,
    openingBalance: balances.find(({ type }) => type === 'OPBD') ?? null,
    closingBalance: balances.find(({ type }) => type === 'CLBD') ?? null,
    entries,
    additionalInfo: reader.text(record, names.additionalInfo),
  };
  const wrong = balanceObjection(statement);
  if (wrong !== null) reader.warn(record, wrong);
  return statement;
}

function readOwnAccount(reader: TermReader, record: XmlElement) {
  const element = reader.one(record, 'Acct');
  const account = readAccount(reader, element);
  if (account === null) {
    reader.refuseMissing(record, 'Acct/Id', { code: 'MISSING_ELEMENT', what: 'the account' });
  }
  const iban = reader.text(element, 'Id/IBAN');
  return {
    iban: iban === null ? null : account,
    account: account ?? '',
    accountName: reader.text(element, 'Nm'),
    accountOwner: firstText(reader, element, ['Ownr/Nm', 'Ownr/Pty/Nm']),
    servicerBic: firstText(reader, element, ['Svcr/FinInstnId/BICFI', 'Svcr/FinInstnId/BIC']),
    currency: readAccountCurrency(reader, element),
  };
}

function readAccountCurrency(reader: TermReader, account: XmlElement | null): string | null {
  const element = reader.one(account, 'Ccy');
  const currency = reader.text(account, 'Ccy');
  if (element !== null && (currency === null || findCurrencyExponent(currency) === null)) {
    reader.refuse(element, {
      code: 'UNKNOWN_CURRENCY',
      message: `"${currency ?? ''}" is no ISO 4217 currency`,
    });
  }
  return currency;
}

function readBalance(reader: TermReader, element: XmlElement): Balance[] {
  const amount = readAmount(reader, element, 'Amt');
  const creditDebit = readCreditDebit(reader, element);
  const date = readDay(reader, element, 'Dt');
  if (reader.one(element, 'Dt') === null) {
    reader.refuseMissing(element, 'Dt', {
      code: 'MISSING_ELEMENT',
      what: 'the date of the balance',
    });
  }
  const type = firstText(reader, element, [
    'Tp/CdOrPrtry/Cd',
    'Tp/CdOrPrtry/Prtry',
    'Tp/Cd',
    'Tp/Prtry',
  ]);
  if (amount === null || creditDebit === null || date === null) return [];
  return [{ type: type ?? '', ...amount, creditDebit, date }];
}

function onlyCurrency(amounts: readonly { readonly currency: string }[]): string | null {
  const currencies = [...new Set(amounts.map(({ currency }) => currency))];
  return currencies.length === 1 ? (currencies[0] ?? null) : null;
}
