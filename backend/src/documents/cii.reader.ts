import { findCurrencyExponent } from '../common/money.js';
import { readCiiDate } from './cii.date.js';
import { readCiiParties } from './cii.parties.js';
import { CII_TOTAL_NAMES, readCiiTotals, SETTLEMENT, SUMMATION } from './cii.totals.js';
import {
  acceptCurrency,
  checkPresence,
  checkTotals,
  totalsOf,
  type PresenceTerms,
} from './invoice.assemble.js';
import { kindOfTypeCode } from './invoice.codes.js';
import type { InvoiceDocument, InvoiceLine } from './invoice.model.js';
import { readPaymentAccount, uniqueDate } from './invoice.payment.js';
import { textOf, type TermReader } from './xml/term.reader.js';
import type { XmlElement } from './xml/xml.element.js';

const DOCUMENT = 'rsm:ExchangedDocument';
const AGREEMENT = 'rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement';
const LINE = 'rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem';
const GUIDELINE =
  'rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID';
const PAYMENT_TERMS = `${SETTLEMENT}/ram:SpecifiedTradePaymentTerms`;
const PAYEE_ACCOUNT =
  `${SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans/` +
  'ram:PayeePartyCreditorFinancialAccount';

/** Reads a Cross Industry Invoice (XRechnung, Factur-X, ZUGFeRD 2); null when refused. */
export function readCii(reader: TermReader, root: XmlElement): InvoiceDocument | null {
  const header = readHeader(reader, root);
  const currencyElement = reader.one(root, `${SETTLEMENT}/ram:InvoiceCurrencyCode`);
  const currency = acceptCurrency(reader, header.currency, currencyElement);
  const parties = readCiiParties(reader, root);
  const payment = readPayment(reader, root);
  if (currency === null) return null;

  const exponent = findCurrencyExponent(currency) ?? 0;
  const lines = reader.all(root, LINE);
  const totals = readCiiTotals({ reader, root, currency, exponent }, lines, header.profile);
  checkPresence(reader, presenceOf(root, header, payment), totals.terms);
  checkTotals(reader, totals.terms);
  if (reader.failed || totals.terms.payable === null || header.issueDate === null) return null;

  const precedingInvoiceNumbers = reader.texts(
    root,
    `${SETTLEMENT}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID`,
  );
  return {
    kind: kindOfTypeCode(header.typeCode),
    typeCode: header.typeCode,
    profile: header.profile,
    number: header.number,
    issueDate: header.issueDate,
    dueDate: payment.dueDate,
    currency,
    payableMinor: totals.terms.payable.amountMinor,
    totals: totalsOf(totals.terms),
    ...parties,
    payeeAccount: payment.account,
    paymentReference: payment.reference,
    paymentTerms: payment.terms,
    precedingInvoiceNumber: precedingInvoiceNumbers[0] ?? null,
    precedingInvoiceNumbers,
    buyerReference: reader.text(root, `${AGREEMENT}/ram:BuyerReference`),
    orderReference: reader.text(
      root,
      `${AGREEMENT}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID`,
    ),
    notes: reader.texts(root, `${DOCUMENT}/ram:IncludedNote/ram:Content`),
    lines: readLines(reader, lines, totals.lineNetMinors),
  };
}

type Header = ReturnType<typeof readHeader>;

function readHeader(reader: TermReader, root: XmlElement) {
  const issuePath = `${DOCUMENT}/ram:IssueDateTime`;
  const issued = reader.one(root, issuePath);
  if (issued === null) reader.refuseMissing(root, issuePath, 'BR-03', 'the issue date (BT-2)');
  const currencyPath = `${SETTLEMENT}/ram:InvoiceCurrencyCode`;
  return {
    // Extended guidelines may name several; EN 16931 has one.
    profile: reader.texts(root, GUIDELINE)[0] ?? null,
    number: reader.required(root, `${DOCUMENT}/ram:ID`, 'BR-02', 'the invoice number (BT-1)'),
    issueDate: issued === null ? null : readCiiDate(reader, issued),
    typeCode: reader.text(root, `${DOCUMENT}/ram:TypeCode`),
    currency: reader.required(root, currencyPath, 'BR-05', 'the invoice currency (BT-5)'),
  };
}

type Payment = ReturnType<typeof readPayment>;

function readPayment(reader: TermReader, root: XmlElement) {
  const terms = reader.texts(root, `${PAYMENT_TERMS}/ram:Description`).join('\n');
  const dueDates = reader.all(root, `${PAYMENT_TERMS}/ram:DueDateDateTime`);
  return {
    dueDate: uniqueDate(reader, dueDates, (element) => readCiiDate(reader, element)),
    terms: terms === '' ? null : terms,
    account: readPaymentAccount([
      ...reader.all(root, `${PAYEE_ACCOUNT}/ram:IBANID`),
      ...reader.all(root, `${PAYEE_ACCOUNT}/ram:ProprietaryID`),
    ]),
    reference: reader.texts(root, `${SETTLEMENT}/ram:PaymentReference`)[0] ?? null,
  };
}

function presenceOf(root: XmlElement, header: Header, payment: Payment): PresenceTerms {
  return {
    root,
    profile: header.profile,
    typeCode: header.typeCode,
    typeCodePath: `${DOCUMENT}/ram:TypeCode`,
    linePath: LINE,
    totalsPath: SUMMATION,
    totalNames: CII_TOTAL_NAMES,
    hasDueDateOrTerms: payment.dueDate !== null || payment.terms !== null,
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
