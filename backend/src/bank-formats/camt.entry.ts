import { textOf, type TermReader, type XmlElement } from '../documents/index.js';
import { commonCounterparty, readCounterparty, type EntryContext } from './camt.counterparty.js';
import { readCharges, readExchange, readTotalCharges } from './camt.charges.js';
import { readParties } from './camt.parties.js';
import { readRemittance, withoutRepeats } from './camt.remittance.js';
import {
  firstText,
  readAmount,
  readCreditDebit,
  readDay,
  readIndicator,
  readInstant,
  readSideAmount,
} from './camt.terms.js';
import type {
  BankEntry,
  BankReference,
  BankTransactionCode,
  Batch,
  CreditDebit,
  EntryDetail,
} from './statement.model.js';

/** Separates the texts of several payments in one entry. */
const DETAIL_SEPARATOR = ' | ';

/** Reads one `Ntry`; null when something that money depends on was refused. */
export function readEntry(
  context: EntryContext,
  element: XmlElement,
  index: number,
): BankEntry | null {
  const { reader } = context;
  const amount = readAmount(reader, element, 'Amt');
  const creditDebit = readCreditDebit(reader, element);
  const status = readStatus(reader, element);
  const bookingDate = readDay(reader, element, 'BookgDt');
  const valueDate = readDay(reader, element, 'ValDt');
  if (amount === null || creditDebit === null || status === null) return null;
  // Version 1 has the transaction details right below the entry.
  const details = ['NtryDtls/TxDtls', 'TxDtls']
    .flatMap((path) => reader.all(element, path))
    .map((detail) => readDetail(context, detail, creditDebit));
  return {
    index,
    bookingDate,
    bookedAt: readInstant(reader, element, 'BookgDt/DtTm'),
    valueDate,
    ...amount,
    creditDebit,
    isReversal: readIndicator(reader, element, 'RvslInd') ?? false,
    status,
    accountServicerReference: reader.text(element, 'AcctSvcrRef'),
    remittance: joinTexts(details),
    references: withoutRepeats([
      ...entryReferences(reader, element),
      ...details.flatMap(({ references }) => references),
    ]),
    counterparty: commonCounterparty(details.map(({ counterparty }) => counterparty)),
    bankTransactionCode: readTransactionCode(reader, element),
    charges: readCharges(reader, element),
    totalCharges: readTotalCharges(reader, element),
    exchange: readExchange(reader, element),
    batch: readBatch(reader, element),
    additionalInfo: reader.text(element, 'AddtlNtryInf'),
    details,
  };
}

/** Each text once: a batch repeats what its payments have in common. */
function joinTexts(details: readonly EntryDetail[]): string | null {
  const texts = details.map(({ remittance }) => remittance).filter((text) => text !== null);
  return [...new Set(texts)].join(DETAIL_SEPARATOR) || null;
}

function readDetail(
  context: EntryContext,
  element: XmlElement,
  entryCreditDebit: CreditDebit,
): EntryDetail {
  const { reader } = context;
  const isStated = reader.one(element, 'CdtDbtInd') !== null;
  const stated = isStated ? readCreditDebit(reader, element) : null;
  const path = ['Amt', 'AmtDtls/TxAmt/Amt'].find((place) => reader.one(element, place) !== null);
  const amount = path === undefined ? null : readAmount(reader, element, path);
  return {
    ...readRemittance(reader, element),
    amountMinor: amount?.amountMinor ?? null,
    currency: amount?.currency ?? null,
    creditDebit: stated ?? entryCreditDebit,
    instructed: readSideAmount(reader, reader.one(element, 'AmtDtls/InstdAmt/Amt')),
    transferred: readSideAmount(reader, reader.one(element, 'AmtDtls/TxAmt/Amt')),
    counterparty: readCounterparty(context, element, entryCreditDebit),
    parties: readParties(reader, element),
    bankTransactionCode: readTransactionCode(reader, element),
    charges: readCharges(reader, element),
    totalCharges: readTotalCharges(reader, element),
    exchange: readExchange(reader, element),
    returnReason: firstText(reader, element, [
      'RtrInf/Rsn/Cd',
      'RtrInf/Rsn/Prtry',
      'RtrInf/AddtlInf',
    ]),
    additionalInfo: reader.text(element, 'AddtlTxInf'),
  };
}

/** Plain text up to version 7, a code or the bank's own word since. */
function readStatus(reader: TermReader, entry: XmlElement): string | null {
  const status =
    textOf(reader.one(entry, 'Sts')) ?? firstText(reader, entry, ['Sts/Cd', 'Sts/Prtry']);
  if (status === null) {
    reader.refuseMissing(entry, 'Sts', {
      code: 'MISSING_ELEMENT',
      what: 'the status of the entry',
    });
  }
  return status;
}

function entryReferences(reader: TermReader, entry: XmlElement): BankReference[] {
  const own = reader.text(entry, 'NtryRef');
  const servicer = reader.text(entry, 'AcctSvcrRef');
  return [
    ...(own === null ? [] : [{ type: 'ENTRY', value: own, code: null } as const]),
    ...(servicer === null
      ? []
      : [{ type: 'ACCOUNT_SERVICER', value: servicer, code: null } as const]),
  ];
}

function readTransactionCode(reader: TermReader, parent: XmlElement): BankTransactionCode | null {
  const element = reader.one(parent, 'BkTxCd');
  if (element === null) return null;
  return {
    domain: reader.text(element, 'Domn/Cd'),
    family: reader.text(element, 'Domn/Fmly/Cd'),
    subFamily: reader.text(element, 'Domn/Fmly/SubFmlyCd'),
    proprietary: reader.text(element, 'Prtry/Cd'),
    issuer: reader.text(element, 'Prtry/Issr'),
  };
}

/** The first batch of the entry; version 1 has it right below the entry. */
function readBatch(reader: TermReader, entry: XmlElement): Batch | null {
  const batches = ['NtryDtls/Btch', 'Btch'].flatMap((path) => reader.all(entry, path));
  const batch = batches[0] ?? null;
  if (batch === null) return null;
  const count = reader.text(batch, 'NbOfTxs');
  return {
    messageId: reader.text(batch, 'MsgId'),
    paymentInformationId: reader.text(batch, 'PmtInfId'),
    transactionCount: count !== null && /^\d{1,15}$/.test(count) ? Number(count) : null,
  };
}
