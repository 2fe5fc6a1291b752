import { parseCalendarDate, type CalendarDate } from '../common/calendar-date.js';
import { isRefusal } from '../common/refusal.js';
import { parseLegalId, USCC_SCHEME, type LegalId } from '../common/legal-id.js';
import type { InvoiceDocument, InvoiceLine, InvoiceParty, InvoiceTotals } from './invoice.model.js';
import { textOf, type CurrencyAttribute, type Figure, type TermReader } from './xml/term.reader.js';
import type { XmlElement } from './xml/xml.element.js';

/** Fapiao are issued in renminbi only; the layout has no currency. */
const CURRENCY = 'CNY';
const NO_CURRENCY: CurrencyAttribute = { name: 'currencyID', required: false };

/** Identifiers of private persons and of old registrations are taxpayer numbers, but no USCC. */
const TAXPAYER_SCHEME = 'CN-TAXPAYER';

/** A day in one of the three ways of writing it, with an optional time of day behind it. */
const ISSUE_TIME_PATTERN =
  /^(\d{4})(?:-(\d{2})-(\d{2})|(\d{2})(\d{2})|年(\d{2})月(\d{2})日)(?:[ T]?\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/u;

/** What a fapiao prints in place of a tax that is not levied. */
const NO_TAX = /^\*+$/;

const NUMBER = 'TaxSupervisionInfo/InvoiceNumber';
const ISSUED = 'TaxSupervisionInfo/IssueTime';
const BASIC = 'EInvoiceData/BasicInformation';

/** How the tax office words, in the remark of a red-letter fapiao, which invoice it reverses. */
const REVERSED_PATTERN = /被红冲蓝字(?:数电|数电票|全电)?(?:电子)?发票号码[:：]?\s*(\d{8,20})/gu;

const REMARK = 'EInvoiceData/AdditionalInformation/Remark';

interface FapiaoTotals {
  readonly taxExclusive: Figure | null;
  readonly tax: Figure | null;
  readonly taxInclusive: Figure | null;
}

/**
 * Reads a Chinese fully digitalised e-invoice; null when the reader has collected refusals.
 *
 * The layout has no due date and no prepayment: what is due is the total with tax. A red-letter
 * fapiao has a negative total and is a credit note.
 */
export function readFapiao(reader: TermReader, root: XmlElement): InvoiceDocument | null {
  const number = readNumber(reader, root);
  const issueDate = readIssueDate(reader, root);
  const supplier = readFapiaoParty(reader, root, 'Seller');
  const buyer = readFapiaoParty(reader, root, 'Buyer');
  const totals: FapiaoTotals = {
    taxExclusive: readTotal(reader, root, 'TotalAmWithoutTax'),
    tax: isUntaxed(reader, root) ? null : readTotal(reader, root, 'TotalTaxAm'),
    taxInclusive: readTotal(reader, root, 'TotalTax-includedAmount'),
  };
  const lines = readLines(reader, root);
  if (!reader.failed) checkSums(reader, root, totals);
  if (reader.failed || issueDate === null || totals.taxInclusive === null) return null;
  const payableMinor = totals.taxInclusive.amountMinor;
  const notes = reader.texts(root, REMARK);
  const reversedNumbers = notes.flatMap(reversedNumbersIn);
  return {
    kind: payableMinor < 0n ? 'CREDIT_NOTE' : 'INVOICE',
    typeCode: null,
    profile: reader.text(root, 'Header/EInvoiceTag'),
    number,
    issueDate,
    dueDate: null,
    currency: CURRENCY,
    payableMinor,
    totals: invoiceTotalsOf(totals),
    supplier,
    buyer,
    payee: null,
    payeeAccount: reader.text(root, 'EInvoiceData/SellerInformation/SellerBankAccNum'),
    paymentReference: null,
    paymentTerms: null,
    precedingInvoiceNumber: reversedNumbers[0] ?? null,
    precedingInvoiceNumbers: reversedNumbers,
    buyerReference: null,
    orderReference: null,
    notes,
    lines,
  };
}

function reversedNumbersIn(note: string): string[] {
  return [...note.matchAll(REVERSED_PATTERN)].flatMap(([, number]) => number ?? []);
}

function invoiceTotalsOf({ taxExclusive, tax, taxInclusive }: FapiaoTotals): InvoiceTotals {
  return {
    lineTotalMinor: taxExclusive?.amountMinor ?? null,
    allowanceTotalMinor: null,
    chargeTotalMinor: null,
    taxExclusiveMinor: taxExclusive?.amountMinor ?? null,
    taxTotalMinor: tax?.amountMinor ?? null,
    taxInclusiveMinor: taxInclusive?.amountMinor ?? null,
    prepaidMinor: null,
    roundingMinor: null,
  };
}

/** The tax office's number; the header repeats it as the id of the electronic invoice. */
function readNumber(reader: TermReader, root: XmlElement): string {
  const headerNumber = reader.text(root, 'Header/EIid');
  const stated = reader.text(root, NUMBER);
  const element = reader.one(root, NUMBER);
  if (stated !== null && headerNumber !== null && stated !== headerNumber && element !== null) {
    reader.refuse(element, {
      code: 'NUMBER_MISMATCH',
      message: `${stated} here, ${headerNumber} in Header/EIid`,
    });
  }
  const number = stated ?? headerNumber;
  if (number === null)
    reader.refuseMissing(root, NUMBER, { code: 'MISSING_TERM', what: 'the invoice number' });
  return number ?? '';
}

function readIssueDate(reader: TermReader, root: XmlElement): CalendarDate | null {
  const issued = reader.one(root, ISSUED) ?? reader.one(root, `${BASIC}/RequestTime`);
  if (issued === null) {
    reader.refuseMissing(root, ISSUED, { code: 'MISSING_TERM', what: 'the issue date' });
    return null;
  }
  const text = textOf(issued) ?? '';
  const parts = ISSUE_TIME_PATTERN.exec(text)
    ?.slice(1)
    .filter((part) => part !== undefined);
  return reader.accept(parseCalendarDate(parts?.join('-') ?? text), issued);
}

function readFapiaoParty(
  reader: TermReader,
  root: XmlElement,
  role: 'Seller' | 'Buyer',
): InvoiceParty {
  const path = `EInvoiceData/${role}Information`;
  const name = reader.required(root, `${path}/${role}Name`, {
    code: 'MISSING_TERM',
    what: `the ${role} name`,
  });
  const element = reader.one(root, `${path}/${role}IdNum`);
  const value = textOf(element);
  if (element === null || value === null) return { name, id: null, ids: [] };
  const id = taxpayerId(value);
  if (id.scheme !== USCC_SCHEME) {
    reader.warn(element, {
      code: 'NOT_A_USCC',
      message: `${value} is no valid unified social credit code`,
    });
  }
  return { name, id, ids: [id] };
}

/** The layout does not say what kind of number it is, so only a valid USCC counts as one. */
function taxpayerId(value: string): LegalId {
  const id = parseLegalId(USCC_SCHEME, value);
  return isRefusal(id) ? { scheme: TAXPAYER_SCHEME, value } : id;
}

/** A tax that is blank or starred: the goods are exempt. */
function isUntaxed(reader: TermReader, root: XmlElement): boolean {
  const element = reader.one(root, `${BASIC}/TotalTaxAm`);
  const text = textOf(element);
  return element !== null && (text === null || NO_TAX.test(text));
}

function readTotal(reader: TermReader, root: XmlElement, name: string): Figure | null {
  const element = reader.one(root, `${BASIC}/${name}`);
  if (element === null) {
    reader.refuseMissing(root, `${BASIC}/${name}`, {
      code: 'MISSING_TERM',
      what: `the total ${name}`,
    });
  }
  return reader.amount(element, CURRENCY, NO_CURRENCY);
}

function readLines(reader: TermReader, root: XmlElement): InvoiceLine[] {
  return lineElements(reader, root).map((line, index) => {
    const net = reader.amount(reader.one(line, 'Amount'), CURRENCY, NO_CURRENCY);
    return {
      id: String(index + 1),
      name: reader.text(line, 'ItemName') ?? '',
      netMinor: net?.amountMinor ?? 0n,
    };
  });
}

function lineElements(reader: TermReader, root: XmlElement): XmlElement[] {
  return reader.all(root, 'EInvoiceData/IssuItemInformation');
}

/** The same sums as BR-CO-10, -14 and -15 of EN 16931, under names of their own. */
function checkSums(reader: TermReader, root: XmlElement, totals: FapiaoTotals): void {
  const { taxExclusive, tax, taxInclusive } = totals;
  if (taxExclusive === null || taxInclusive === null) return;
  const lines = lineElements(reader, root);
  const netMinor = sumAt(reader, lines, 'Amount');
  if (netMinor !== null) {
    refuseOtherSum(reader, taxExclusive, { rule: 'FAPIAO-LINES', expectedMinor: netMinor });
  }
  const taxMinor = tax === null ? null : sumAt(reader, lines, 'ComTaxAm');
  if (tax !== null && taxMinor !== null) {
    refuseOtherSum(reader, tax, { rule: 'FAPIAO-TAX', expectedMinor: taxMinor });
  }
  const expectedMinor = taxExclusive.amountMinor + (tax?.amountMinor ?? 0n);
  refuseOtherSum(reader, taxInclusive, { rule: 'FAPIAO-TOTAL', expectedMinor });
}

/** The sum of a column; null where a line leaves it out, so that there is nothing to compare. */
function sumAt(reader: TermReader, lines: readonly XmlElement[], path: string): bigint | null {
  const figures = lines.map((line) => {
    const element = reader.one(line, path);
    const text = textOf(element);
    const isAmount = text !== null && !NO_TAX.test(text);
    return isAmount ? reader.amount(element, CURRENCY, NO_CURRENCY) : null;
  });
  const stated = figures.filter((figure) => figure !== null);
  if (stated.length === 0 || stated.length < figures.length) return null;
  return stated.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

function refuseOtherSum(
  reader: TermReader,
  stated: Figure,
  { rule, expectedMinor }: { readonly rule: string; readonly expectedMinor: bigint },
): void {
  if (stated.amountMinor === expectedMinor) return;
  const message = `stated ${stated.amountMinor} fen, expected ${expectedMinor} fen`;
  reader.refuse(stated.element, { code: rule, message });
}
