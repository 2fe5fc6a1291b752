import { findCurrencyExponent } from '../common/money.js';
import { readCiiDate } from './cii.date.js';
import { CII_MANDATORY } from './cii.mandatory.js';
import { readCiiParties } from './cii.parties.js';
import { CII_TOTAL_NAMES, readCiiTotals, SETTLEMENT, SUMMATION } from './cii.totals.js';
import { checkMandatory } from './en16931.mandatory.js';
import {
  acceptCurrency,
  assembleInvoice,
  checkPresence,
  checkTotals,
  type InvoiceHeader,
  type InvoicePayment,
  type PresenceTerms,
} from './invoice.assemble.js';
import { kindOfTypeCode } from './invoice.codes.js';
import type { InvoiceDocument, InvoiceLine } from './invoice.model.js';
import { readPaymentAccount, readDueDate } from './invoice.payment.js';
import { textOf, type TermReader } from './xml/term.reader.js';
import type { XmlElement } from './xml/xml.element.js';

const DOCUMENT = 'rsm:ExchangedDocument';
const AGREEMENT = 'rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement';
const LINE = 'rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem';
const GUIDELINE =
  'rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID';
const PAYMENT_TERMS = `${SETTLEMENT}/ram:SpecifiedTradePaymentTerms`;
const DUE_OR_TERMS = [`${PAYMENT_TERMS}/ram:DueDateDateTime`, `${PAYMENT_TERMS}/ram:Description`];
const PAYEE_ACCOUNT =
  `${SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans/` +
  'ram:PayeePartyCreditorFinancialAccount';

/** Reads a Cross Industry Invoice (XRechnung, Factur-X, ZUGFeRD 2); null when refused. */
export function readCii(reader: TermReader, root: XmlElement): InvoiceDocument | null {
  const header = readHeader(reader, root);
  const parties = readCiiParties(reader, root);
  const payment = readPayment(reader, root);
  const currencyElement = reader.one(root, `${SETTLEMENT}/ram:InvoiceCurrencyCode`);
  const currency = acceptCurrency(reader, header.currency, currencyElement);
  if (currency === null) return null;

  const exponent = findCurrencyExponent(currency) ?? 0;
  const lineElements = reader.all(root, LINE);
  const amounts = { reader, root, currency, exponent };
  const { terms: totals, lineNetMinors } = readCiiTotals(amounts, lineElements, header.profile);
  const presence = presenceOf(reader, root, header);
  checkPresence(reader, presence, totals.payable?.amountMinor ?? 0n);
  checkMandatory(reader, root, { profile: header.profile, terms: CII_MANDATORY });
  checkTotals(reader, totals);
  const kind = kindOfTypeCode(header.typeCode);
  const references = readReferences(reader, root);
  const lines = readLines(reader, lineElements, lineNetMinors);
  return assembleInvoice(reader, { kind, header, payment, totals, parties, references, lines });
}

function readHeader(reader: TermReader, root: XmlElement): InvoiceHeader {
  const issuePath = `${DOCUMENT}/ram:IssueDateTime`;
  const issued = reader.one(root, issuePath);
  if (issued === null)
    reader.refuseMissing(root, issuePath, { code: 'BR-03', what: 'the issue date (BT-2)' });
  const currencyPath = `${SETTLEMENT}/ram:InvoiceCurrencyCode`;
  return {
    // Extended guidelines may name several; EN 16931 has one.
    profile: reader.texts(root, GUIDELINE)[0] ?? null,
    number: reader.required(root, `${DOCUMENT}/ram:ID`, {
      code: 'BR-02',
      what: 'the invoice number (BT-1)',
    }),
    issueDate: issued === null ? null : readCiiDate(reader, issued),
    typeCode: reader.text(root, `${DOCUMENT}/ram:TypeCode`),
    currency: reader.required(root, currencyPath, {
      code: 'BR-05',
      what: 'the invoice currency (BT-5)',
    }),
  };
}

function readPayment(reader: TermReader, root: XmlElement): InvoicePayment {
  const terms = reader.texts(root, `${PAYMENT_TERMS}/ram:Description`).join('\n');
  const dueDates = reader.all(root, `${PAYMENT_TERMS}/ram:DueDateDateTime`);
  return {
    dueDate: readDueDate(reader, dueDates, (element) => readCiiDate(reader, element)),
    terms: terms === '' ? null : terms,
    account: readPaymentAccount([
      ...reader.all(root, `${PAYEE_ACCOUNT}/ram:IBANID`),
      ...reader.all(root, `${PAYEE_ACCOUNT}/ram:ProprietaryID`),
    ]),
    reference: reader.texts(root, `${SETTLEMENT}/ram:PaymentReference`)[0] ?? null,
  };
}

function readReferences(reader: TermReader, root: XmlElement) {
  const preceding = `${SETTLEMENT}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID`;
  const order = `${AGREEMENT}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID`;
  return {
    precedingInvoiceNumbers: reader.texts(root, preceding),
    buyerReference: reader.text(root, `${AGREEMENT}/ram:BuyerReference`),
    orderReference: reader.text(root, order),
    notes: reader.texts(root, `${DOCUMENT}/ram:IncludedNote/ram:Content`),
  };
}

function presenceOf(reader: TermReader, root: XmlElement, header: InvoiceHeader): PresenceTerms {
  return {
    root,
    profile: header.profile,
    typeCode: header.typeCode,
    typeCodePath: `${DOCUMENT}/ram:TypeCode`,
    linePath: LINE,
    totalsPath: SUMMATION,
    totalNames: CII_TOTAL_NAMES,
    hasDueDateOrTerms: DUE_OR_TERMS.some((path) => reader.all(root, path).length > 0),
    dueDatePath: `${PAYMENT_TERMS}/ram:DueDateDateTime`,
  };
}

function readLines(
  reader: TermReader,
  lines: readonly XmlElement[],
  netMinors: readonly (bigint | null)[],
): InvoiceLine[] {
  return lines.map((line, index) => ({
    id: reader.text(line, 'ram:AssociatedDocumentLineDocument/ram:LineID') ?? String(index + 1),
    name: textOf(reader.all(line, 'ram:SpecifiedTradeProduct/ram:Name')[0] ?? null) ?? '',
    netMinor: netMinors[index] ?? 0n,
  }));
}
