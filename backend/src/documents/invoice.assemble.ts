import type { CalendarDate } from '../common/calendar-date.js';
import { findCurrencyExponent } from '../common/money.js';
import { claimsEn16931, isKnownTypeCode } from './invoice.codes.js';
import type { InvoiceDocument, InvoiceKind, InvoiceTotals } from './invoice.model.js';
import { checkCalculations, type CalculationTerms } from './en16931.rules.js';
import type { Figure, TermReader } from './xml/term.reader.js';
import type { XmlElement } from './xml/xml.element.js';

export interface InvoiceHeader {
  readonly profile: string | null;
  readonly number: string;
  readonly issueDate: CalendarDate | null;
  readonly typeCode: string | null;
  readonly currency: string;
}

export interface InvoicePayment {
  readonly dueDate: CalendarDate | null;
  readonly terms: string | null;
  readonly account: string | null;
  readonly reference: string | null;
}

type Parties = Pick<InvoiceDocument, 'supplier' | 'buyer' | 'payee'>;
type References = Pick<
  InvoiceDocument,
  'precedingInvoiceNumbers' | 'buyerReference' | 'orderReference' | 'notes'
>;

/** What UBL and CII readers bring together, each from its own places. */
export interface InvoiceParts {
  readonly kind: InvoiceKind;
  readonly header: InvoiceHeader;
  readonly payment: InvoicePayment;
  readonly totals: CalculationTerms;
  readonly parties: Parties;
  readonly references: References;
  readonly lines: InvoiceDocument['lines'];
}

/** Terms whose absence is judged the same way in UBL and CII. */
export interface PresenceTerms {
  readonly root: XmlElement;
  readonly profile: string | null;
  readonly typeCode: string | null;
  readonly typeCodePath: string;
  readonly linePath: string;
  readonly totalsPath: string;
  readonly totalNames: { readonly [term in RequiredTotal]: string };
  readonly hasDueDateOrTerms: boolean;
  readonly dueDatePath: string;
}

type RequiredTotal = 'lineTotal' | 'taxExclusive' | 'taxInclusive' | 'payable';

/** EN 16931 rules BR-12 to BR-15: totals that every invoice states. */
const REQUIRED_TOTALS: readonly (readonly [RequiredTotal, string, string])[] = [
  ['lineTotal', 'BR-12', 'the sum of line net amounts (BT-106)'],
  ['taxExclusive', 'BR-13', 'the total without VAT (BT-109)'],
  ['taxInclusive', 'BR-14', 'the total with VAT (BT-112)'],
  ['payable', 'BR-15', 'the amount due for payment (BT-115)'],
];

/** The currency of the document, or null (already refused) when ISO 4217 has none such. */
export function acceptCurrency(
  reader: TermReader,
  currency: string,
  element: XmlElement | null,
): string | null {
  if (currency === '' || element === null) return null;
  if (findCurrencyExponent(currency) !== null) return currency;
  reader.refuse(element, {
    code: 'UNKNOWN_CURRENCY',
    message: `"${currency}" is no ISO 4217 currency`,
  });
  return null;
}

/**
 * Refuses what EN 16931 demands and the document lacks. The amount due is demanded of every
 * document; the rest only of those that claim the standard, since plain UBL and the small Factur-X
 * profiles may leave it out.
 */
export function checkPresence(
  reader: TermReader,
  terms: PresenceTerms,
  amountDueMinor: bigint,
): void {
  const strict = claimsEn16931(terms.profile);
  checkRequiredTotals(reader, terms, strict);
  if (!strict) return;
  if (reader.all(terms.root, terms.linePath).length === 0) {
    const what = 'an invoice line (BG-25)';
    reader.refuseMissing(terms.root, terms.linePath, { code: 'BR-16', what });
  }
  checkTypeCode(reader, terms);
  if (amountDueMinor > 0n && !terms.hasDueDateOrTerms) {
    const what = 'a due date (BT-9) or payment terms (BT-20) for a positive amount due';
    reader.refuseMissing(terms.root, terms.dueDatePath, { code: 'BR-CO-25', what });
  }
}

function checkRequiredTotals(reader: TermReader, terms: PresenceTerms, strict: boolean): void {
  const totalsElement = reader.one(terms.root, terms.totalsPath);
  const parent = totalsElement ?? terms.root;
  const prefix = totalsElement === null ? `${terms.totalsPath}/` : '';
  for (const [term, code, what] of REQUIRED_TOTALS) {
    // A total that is there but unreadable has its own refusal already.
    const stated = reader.one(totalsElement, terms.totalNames[term]) !== null;
    if (stated || (!strict && term !== 'payable')) continue;
    reader.refuseMissing(parent, `${prefix}${terms.totalNames[term]}`, { code, what });
  }
}

function checkTypeCode(reader: TermReader, terms: PresenceTerms): void {
  if (terms.typeCode === null) {
    reader.refuseMissing(terms.root, terms.typeCodePath, {
      code: 'BR-04',
      what: 'the type code (BT-3)',
    });
    return;
  }
  const element = reader.one(terms.root, terms.typeCodePath);
  if (isKnownTypeCode(terms.typeCode) || element === null) return;
  reader.refuse(element, {
    code: 'BR-CL-01',
    message: `"${terms.typeCode}" is no invoice type code (UNTDID 1001)`,
  });
}

/** Totals are compared only when all of them could be read: no error explains another. */
export function checkTotals(reader: TermReader, totals: CalculationTerms): void {
  if (!reader.failed) checkCalculations(reader, totals);
}

/** The whole invoice, or null when anything in it was refused. */
export function assembleInvoice(reader: TermReader, parts: InvoiceParts): InvoiceDocument | null {
  const { header, payment, totals, parties, references } = parts;
  if (reader.failed || totals.payable === null || header.issueDate === null) return null;
  return {
    kind: parts.kind,
    typeCode: header.typeCode,
    profile: header.profile,
    number: header.number,
    issueDate: header.issueDate,
    dueDate: payment.dueDate,
    currency: totals.currency,
    payableMinor: totals.payable.amountMinor,
    totals: totalsOf(totals),
    ...parties,
    payeeAccount: payment.account,
    paymentReference: payment.reference,
    paymentTerms: payment.terms,
    precedingInvoiceNumber: references.precedingInvoiceNumbers[0] ?? null,
    ...references,
    lines: parts.lines,
  };
}

function totalsOf(terms: CalculationTerms): InvoiceTotals {
  return {
    lineTotalMinor: minorOf(terms.lineTotal),
    allowanceTotalMinor: minorOf(terms.allowanceTotal),
    chargeTotalMinor: minorOf(terms.chargeTotal),
    taxExclusiveMinor: minorOf(terms.taxExclusive),
    taxTotalMinor: minorOf(terms.taxTotal),
    taxInclusiveMinor: minorOf(terms.taxInclusive),
    prepaidMinor: minorOf(terms.prepaid),
    roundingMinor: minorOf(terms.rounding),
  };
}

function minorOf(figure: Figure | null): bigint | null {
  return figure?.amountMinor ?? null;
}
