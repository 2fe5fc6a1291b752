import { findCurrencyExponent } from '../common/money.js';
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
import { arithmeticOf, claimsEn16931, kindOfTypeCode } from './invoice.codes.js';
import type { InvoiceDocument, InvoiceLine } from './invoice.model.js';
import { readPaymentAccount, readDueDate } from './invoice.payment.js';
import { CREDIT_NOTE_MANDATORY, INVOICE_MANDATORY } from './ubl.mandatory.js';
import { readUblBuyer, readUblPayee, readUblSupplier } from './ubl.parties.js';
import { readUblTotals, UBL_TOTAL_NAMES } from './ubl.totals.js';
import { textOf, type TermReader } from './xml/term.reader.js';
import { attributeOf, type XmlElement } from './xml/xml.element.js';

/** One of these must be there for BR-CO-25, which does not look at what it says. */
const DUE_OR_TERMS = [
  'cbc:DueDate',
  'cac:PaymentTerms/cbc:Note',
  'cac:PaymentMeans/cbc:PaymentDueDate',
  'cac:PaymentTerms/cbc:PaymentDueDate',
];
const CURRENCY = 'cbc:DocumentCurrencyCode';
const PAYABLE = 'cac:LegalMonetaryTotal/cbc:PayableAmount';

/** The two UBL documents differ in the names of a few elements only. */
interface UblNames {
  readonly line: 'cac:InvoiceLine' | 'cac:CreditNoteLine';
  readonly typeCode: 'cbc:InvoiceTypeCode' | 'cbc:CreditNoteTypeCode';
}

const INVOICE_NAMES: UblNames = { line: 'cac:InvoiceLine', typeCode: 'cbc:InvoiceTypeCode' };
const CREDIT_NOTE_NAMES: UblNames = {
  line: 'cac:CreditNoteLine',
  typeCode: 'cbc:CreditNoteTypeCode',
};

/** Reads a UBL 2.1 Invoice or CreditNote; null when the reader has collected refusals. */
export function readUbl(reader: TermReader, root: XmlElement): InvoiceDocument | null {
  const names = root.local === 'CreditNote' ? CREDIT_NOTE_NAMES : INVOICE_NAMES;
  const header = readHeader(reader, root, names);
  const strict = claimsEn16931(header.profile);
  const parties = {
    supplier: readUblSupplier(reader, root, strict),
    buyer: readUblBuyer(reader, root, strict),
    payee: readUblPayee(reader, root),
  };
  const payment = readPayment(reader, root);
  const currencyElement = reader.one(root, CURRENCY) ?? reader.one(root, PAYABLE);
  const currency = acceptCurrency(reader, header.currency, currencyElement);
  if (currency === null) return null;

  const exponent = findCurrencyExponent(currency) ?? 0;
  const lineElements = reader.all(root, names.line);
  const arithmetic = arithmeticOf(header.profile);
  const amounts = { reader, root, currency, exponent, arithmetic };
  const { terms: totals, lineNetMinors } = readUblTotals(amounts, lineElements);
  const presence = presenceOf(reader, root, { names, header });
  checkPresence(reader, presence, totals.payable?.amountMinor ?? 0n);
  const terms = names === INVOICE_NAMES ? INVOICE_MANDATORY : CREDIT_NOTE_MANDATORY;
  checkMandatory(reader, root, { profile: header.profile, terms });
  checkTotals(reader, totals);
  const kind = root.local === 'CreditNote' ? 'CREDIT_NOTE' : kindOfTypeCode(header.typeCode);
  const references = readReferences(reader, root);
  const lines = readLines(reader, lineElements, lineNetMinors);
  return assembleInvoice(reader, { kind, header, payment, totals, parties, references, lines });
}

function readHeader(reader: TermReader, root: XmlElement, names: UblNames): InvoiceHeader {
  const issueDate = reader.one(root, 'cbc:IssueDate');
  if (issueDate === null) {
    reader.refuseMissing(root, 'cbc:IssueDate', { code: 'BR-03', what: 'the issue date (BT-2)' });
  }
  const profile = reader.text(root, 'cbc:CustomizationID');
  return {
    profile,
    number: reader.required(root, 'cbc:ID', { code: 'BR-02', what: 'the invoice number (BT-1)' }),
    issueDate: reader.date(issueDate),
    typeCode: reader.text(root, names.typeCode),
    currency: readCurrency(reader, root, profile),
  };
}

/** Plain UBL may leave the currency of the document to its amounts. */
function readCurrency(reader: TermReader, root: XmlElement, profile: string | null): string {
  const payable = reader.one(root, PAYABLE);
  const implied = payable === null ? null : attributeOf(payable, 'currencyID');
  const isStated = reader.text(root, CURRENCY) !== null;
  if (!isStated && implied !== null && !claimsEn16931(profile)) return implied;
  return reader.required(root, CURRENCY, { code: 'BR-05', what: 'the invoice currency (BT-5)' });
}

function readPayment(reader: TermReader, root: XmlElement): InvoicePayment {
  const terms = reader.texts(root, 'cac:PaymentTerms/cbc:Note').join('\n');
  const accounts = reader.all(root, 'cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID');
  return {
    dueDate: readDueDate(reader, dueDateElements(reader, root), (element) => reader.date(element)),
    terms: terms === '' ? null : terms,
    account: readPaymentAccount(accounts),
    reference: reader.texts(root, 'cac:PaymentMeans/cbc:PaymentID')[0] ?? null,
  };
}

function readReferences(reader: TermReader, root: XmlElement) {
  const preceding = 'cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID';
  return {
    precedingInvoiceNumbers: reader.texts(root, preceding),
    buyerReference: reader.text(root, 'cbc:BuyerReference'),
    orderReference: reader.text(root, 'cac:OrderReference/cbc:ID'),
    notes: reader.texts(root, 'cbc:Note'),
  };
}

interface UblTerms {
  readonly names: UblNames;
  readonly header: InvoiceHeader;
}

function presenceOf(
  reader: TermReader,
  root: XmlElement,
  { names, header }: UblTerms,
): PresenceTerms {
  return {
    root,
    profile: header.profile,
    typeCode: header.typeCode,
    typeCodePath: names.typeCode,
    linePath: names.line,
    totalsPath: 'cac:LegalMonetaryTotal',
    totalNames: UBL_TOTAL_NAMES,
    hasDueDateOrTerms: DUE_OR_TERMS.some((path) => reader.all(root, path).length > 0),
    dueDatePath: names === INVOICE_NAMES ? 'cbc:DueDate' : 'cac:PaymentMeans/cbc:PaymentDueDate',
  };
}

function readLines(
  reader: TermReader,
  lines: readonly XmlElement[],
  netMinors: readonly (bigint | null)[],
): InvoiceLine[] {
  return lines.map((line, index) => ({
    id: reader.text(line, 'cbc:ID') ?? String(index + 1),
    name: textOf(reader.all(line, 'cac:Item/cbc:Name')[0] ?? null) ?? '',
    netMinor: netMinors[index] ?? 0n,
  }));
}

/** The due date of the document itself; EN 16931 keeps that of a credit note with its payment. */
function dueDateElements(reader: TermReader, root: XmlElement): XmlElement[] {
  const own = reader.one(root, 'cbc:DueDate');
  if (own !== null) return [own];
  return [
    ...reader.all(root, 'cac:PaymentMeans/cbc:PaymentDueDate'),
    ...reader.all(root, 'cac:PaymentTerms/cbc:PaymentDueDate'),
  ];
}
