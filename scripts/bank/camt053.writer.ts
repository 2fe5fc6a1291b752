import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { formatAmountMinor } from '../../backend/src/common/money.js';

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.08';
/** Longest piece of unstructured remittance text; longer text continues in another piece. */
const TEXT_PIECE_MAX = 140;
/** Longest identification of ISO 20022: references, message and statement ids. */
const REFERENCE_MAX = 35;
/** Longest name of a party or an account owner. */
const NAME_MAX = 140;
const NO_REFERENCE = 'NOTPROVIDED';
const IBAN_PATTERN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

/** Who paid, or was paid. */
export interface CamtParty {
  readonly name: string;
  readonly account: string | null;
}

/** One booking of one payment. */
export interface CamtEntry {
  readonly bookingDate: string;
  readonly amountMinor: bigint;
  readonly creditDebit: 'CRDT' | 'DBIT';
  /** The bank's own reference: unique on the account. */
  readonly servicerReference: string;
  readonly endToEndId: string | null;
  /** Free text of the payer. */
  readonly remittance: string | null;
  /** Numbers of the invoices that the payer names in structured form. */
  readonly documentNumbers: readonly string[];
  readonly counterparty: CamtParty | null;
  /** The bank takes an earlier booking of the other side back. */
  readonly isReversal?: boolean;
}

/** The bookings of one account on one day or period. */
export interface CamtStatement {
  readonly id: string;
  /** An IBAN, or a bank's own account number. */
  readonly account: string;
  readonly ownerName: string;
  readonly currency: string;
  readonly fromDate: string;
  readonly toDate: string;
  readonly sequenceNumber: number;
  /** Money on the account before the first entry; the closing balance follows from it. */
  readonly openingMinor: bigint;
  readonly entries: readonly CamtEntry[];
}

export interface CamtMessage {
  readonly messageId: string;
  /** Instant in ISO 8601. */
  readonly createdAt: string;
  readonly statements: readonly CamtStatement[];
}

/** Writes an account statement as a bank would send it: ISO 20022 camt.053, version 8. */
export function writeCamt053(message: CamtMessage): string {
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele(NAMESPACE, 'Document');
  const body = root.ele('BkToCstmrStmt');
  const header = body.ele('GrpHdr');
  addText(header, 'MsgId', message.messageId.slice(0, REFERENCE_MAX));
  addText(header, 'CreDtTm', message.createdAt);
  for (const statement of message.statements) {
    addStatement(body, statement, message.createdAt);
  }
  return root.end({ prettyPrint: true });
}

function addStatement(body: XMLBuilder, statement: CamtStatement, createdAt: string): void {
  const { currency, openingMinor, entries } = statement;
  const element = body.ele('Stmt');
  addText(element, 'Id', statement.id.slice(0, REFERENCE_MAX));
  addText(element, 'ElctrncSeqNb', String(statement.sequenceNumber));
  addText(element, 'CreDtTm', createdAt);
  const period = element.ele('FrToDt');
  addText(period, 'FrDtTm', `${statement.fromDate}T00:00:00Z`);
  addText(period, 'ToDtTm', `${statement.toDate}T23:59:59Z`);
  const account = element.ele('Acct');
  addAccountId(account, statement.account);
  addText(account, 'Ccy', currency);
  addText(account.ele('Ownr'), 'Nm', statement.ownerName.slice(0, NAME_MAX));
  const closingMinor = entries.reduce((sum, entry) => sum + signedMinor(entry), openingMinor);
  const balances = [
    { type: 'OPBD', balanceMinor: openingMinor, date: statement.fromDate },
    { type: 'CLBD', balanceMinor: closingMinor, date: statement.toDate },
  ];
  for (const balance of balances) addBalance(element, { ...balance, currency });
  for (const entry of entries) addEntry(element, entry, currency);
}

function addBalance(
  statement: XMLBuilder,
  balance: { type: string; balanceMinor: bigint; date: string; currency: string },
): void {
  const isDebit = balance.balanceMinor < 0n;
  const element = statement.ele('Bal');
  addText(element.ele('Tp').ele('CdOrPrtry'), 'Cd', balance.type);
  const magnitude = isDebit ? -balance.balanceMinor : balance.balanceMinor;
  addAmount(element, magnitude, balance.currency);
  addText(element, 'CdtDbtInd', isDebit ? 'DBIT' : 'CRDT');
  addText(element.ele('Dt'), 'Dt', balance.date);
}

function addEntry(statement: XMLBuilder, entry: CamtEntry, currency: string): void {
  const element = statement.ele('Ntry');
  addAmount(element, entry.amountMinor, currency);
  addText(element, 'CdtDbtInd', entry.creditDebit);
  if (entry.isReversal === true) addText(element, 'RvslInd', 'true');
  addText(element.ele('Sts'), 'Cd', 'BOOK');
  addText(element.ele('BookgDt'), 'Dt', entry.bookingDate);
  addText(element.ele('ValDt'), 'Dt', entry.bookingDate);
  addText(element, 'AcctSvcrRef', entry.servicerReference.slice(0, REFERENCE_MAX));
  const domain = element.ele('BkTxCd').ele('Domn');
  addText(domain, 'Cd', 'PMNT');
  const family = domain.ele('Fmly');
  addText(family, 'Cd', entry.creditDebit === 'CRDT' ? 'RCDT' : 'ICDT');
  addText(family, 'SubFmlyCd', 'OTHR');
  const details = element.ele('NtryDtls').ele('TxDtls');
  const endToEndId = entry.endToEndId?.slice(0, REFERENCE_MAX) ?? NO_REFERENCE;
  addText(details.ele('Refs'), 'EndToEndId', endToEndId);
  addAmount(details, entry.amountMinor, currency);
  addText(details, 'CdtDbtInd', entry.creditDebit);
  addCounterparty(details, entry);
  addRemittance(details, entry);
}

/** The other side of the payment: the debtor of money in, the creditor of money out. */
function addCounterparty(details: XMLBuilder, { counterparty, creditDebit }: CamtEntry): void {
  if (counterparty === null) return;
  const role = creditDebit === 'CRDT' ? 'Dbtr' : 'Cdtr';
  const parties = details.ele('RltdPties');
  addText(parties.ele(role).ele('Pty'), 'Nm', counterparty.name.slice(0, NAME_MAX));
  if (counterparty.account !== null) {
    addAccountId(parties.ele(`${role}Acct`), counterparty.account);
  }
}

function addRemittance(details: XMLBuilder, { remittance, documentNumbers }: CamtEntry): void {
  const named = documentNumbers.filter((number) => number.length <= REFERENCE_MAX);
  if (remittance === null && named.length === 0) return;
  const element = details.ele('RmtInf');
  for (const piece of textPieces(remittance ?? '')) addText(element, 'Ustrd', piece);
  for (const number of named) {
    const document = element.ele('Strd').ele('RfrdDocInf');
    addText(document.ele('Tp').ele('CdOrPrtry'), 'Cd', 'CINV');
    addText(document, 'Nb', number);
  }
}

/** Breaks at spaces, so that no invoice number is torn apart; only an endless word is cut. */
function textPieces(text: string): string[] {
  const pieces: string[] = [];
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const last = pieces.at(-1);
    const joined = last === undefined ? word : `${last} ${word}`;
    if (joined.length <= TEXT_PIECE_MAX) pieces.splice(-1, 1, joined);
    else pieces.push(word.slice(0, TEXT_PIECE_MAX));
  }
  return pieces;
}

function addAccountId(parent: XMLBuilder, account: string): void {
  const id = parent.ele('Id');
  if (IBAN_PATTERN.test(account)) addText(id, 'IBAN', account);
  else addText(id.ele('Othr'), 'Id', account);
}

function addAmount(parent: XMLBuilder, amountMinor: bigint, currency: string): void {
  parent.ele('Amt', { Ccy: currency }).txt(formatAmountMinor(amountMinor, currency));
}

function addText(parent: XMLBuilder, name: string, text: string): void {
  parent.ele(name).txt(text);
}

function signedMinor({ amountMinor, creditDebit }: CamtEntry): bigint {
  return creditDebit === 'CRDT' ? amountMinor : -amountMinor;
}
