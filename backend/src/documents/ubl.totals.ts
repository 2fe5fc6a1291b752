import { parseDecimal } from '../common/money.js';
import type { CalculationTerms, VatBreakdown } from './en16931.rules.js';
import type { Arithmetic } from './invoice.codes.js';
import { textOf, type CurrencyAttribute, type Figure, type TermReader } from './xml/term.reader.js';
import { attributeOf, type XmlElement } from './xml/xml.element.js';

/** What every amount of one UBL document is read with. */
export interface UblAmounts {
  readonly reader: TermReader;
  readonly root: XmlElement;
  readonly currency: string;
  readonly exponent: number;
  readonly arithmetic: Arithmetic;
}

export interface UblTotals {
  readonly terms: CalculationTerms;
  /** Net amount of every line, in the order of the lines. */
  readonly lineNetMinors: readonly (bigint | null)[];
}

export const UBL_TOTAL_NAMES = {
  lineTotal: 'cbc:LineExtensionAmount',
  taxExclusive: 'cbc:TaxExclusiveAmount',
  taxInclusive: 'cbc:TaxInclusiveAmount',
  payable: 'cbc:PayableAmount',
} as const;

const CURRENCY_ID: CurrencyAttribute = { name: 'currencyID', required: true };

/** Lines of the French extension that only group others or only inform: they are not summed. */
const UNSUMMED_LINES = ['GROUP', 'INFORMATION'];
const LINE_STATUS = 'cac:BillingReference/cac:InvoiceDocumentReference/cbc:DocumentStatusCode';

/** All figures of the calculation rules; unreadable ones are refused and left out. */
export function readUblTotals(amounts: UblAmounts, lines: readonly XmlElement[]): UblTotals {
  const nets = lines.map((line) => lineNet(amounts, line));
  const summed = nets.filter((_net, index) => isSummed(amounts, lines[index]));
  // Some lines without an amount: the others are no sum of anything.
  const lineNets = summed.filter((net) => net !== null);
  const complete = amounts.arithmetic !== 'PLAIN' || lineNets.length === summed.length;
  return {
    terms: { ...totalsOf(amounts), lineNets: complete ? lineNets : [] },
    lineNetMinors: nets.map((net) => net?.amountMinor ?? null),
  };
}

function totalsOf(amounts: UblAmounts): Omit<CalculationTerms, 'lineNets'> {
  const { reader, root, currency, exponent, arithmetic } = amounts;
  const monetary = reader.one(root, 'cac:LegalMonetaryTotal');
  const total = (path: string) => amountAt(amounts, monetary, path);
  const taxTotals = documentTaxTotals(amounts);
  return {
    arithmetic,
    currency,
    currencyExponent: exponent,
    allowances: allowanceCharges(amounts, false),
    charges: allowanceCharges(amounts, true),
    vatBreakdown: breakdownsOf(amounts, taxTotals),
    lineTotal: total(UBL_TOTAL_NAMES.lineTotal),
    allowanceTotal: total('cbc:AllowanceTotalAmount'),
    chargeTotal: total('cbc:ChargeTotalAmount'),
    taxExclusive: total(UBL_TOTAL_NAMES.taxExclusive),
    taxTotal: sumOfTaxes(amounts, taxTotals),
    taxInclusive: total(UBL_TOTAL_NAMES.taxInclusive),
    prepaid: total('cbc:PrepaidAmount'),
    rounding: total('cbc:PayableRoundingAmount'),
    payable: reader.amount(reader.one(monetary, UBL_TOTAL_NAMES.payable), currency, CURRENCY_ID),
    thirdPartyPayments: thirdPartyPayments(amounts),
    pastPayments: repeatedAmounts(amounts, 'cac:PrepaidPayment', 'cbc:PaidAmount'),
    withheldTaxes: repeatedAmounts(amounts, 'cac:WithholdingTaxTotal', 'cbc:TaxAmount'),
    statesPrepaid: true,
  };
}

/** Amounts that matter to plain UBL alone. */
function repeatedAmounts(amounts: UblAmounts, path: string, name: string): Figure[] {
  if (amounts.arithmetic !== 'PLAIN') return [];
  const parents = amounts.reader.all(amounts.root, path);
  return parents.flatMap((parent) => listed(amountAt(amounts, parent, name)));
}

/** Payments to third parties exist in the extension only; plain UBL lists past payments there. */
function thirdPartyPayments(amounts: UblAmounts): Figure[] {
  const { reader, root } = amounts;
  const profile = reader.text(root, 'cbc:CustomizationID') ?? '';
  if (!profile.includes('#conformant#') || !profile.includes('xrechnung')) return [];
  return reader
    .all(root, 'cac:PrepaidPayment')
    .flatMap((payment) => listed(amountAt(amounts, payment, 'cbc:PaidAmount')));
}

function amountAt(
  { reader, currency, arithmetic }: UblAmounts,
  parent: XmlElement | null,
  path: string,
): Figure | null {
  // Plain UBL may calculate with any number of decimals on the way to the amount due.
  const attribute = { ...CURRENCY_ID, rounded: arithmetic === 'PLAIN' };
  return reader.amount(reader.one(parent, path), currency, attribute);
}

/** Only lines of the first level: the amounts of sub-invoice lines are contained in them. */
function lineNet(amounts: UblAmounts, line: XmlElement): Figure | null {
  const { reader, arithmetic } = amounts;
  const path = 'cbc:LineExtensionAmount';
  const mayBeAbsent = arithmetic === 'PLAIN' || !isSummed(amounts, line);
  if (reader.one(line, path) === null && !mayBeAbsent) {
    reader.refuseMissing(line, path, { code: 'BR-24', what: 'the line net amount (BT-131)' });
  }
  return amountAt(amounts, line, path);
}

function isSummed({ reader, arithmetic }: UblAmounts, line: XmlElement | undefined): boolean {
  if (arithmetic !== 'EXTENDED' || line === undefined) return true;
  const statuses = reader.texts(line, LINE_STATUS);
  return !UNSUMMED_LINES.some((status) => statuses.includes(status));
}

function allowanceCharges(amounts: UblAmounts, isCharge: boolean): Figure[] {
  const { reader, root } = amounts;
  return reader.all(root, 'cac:AllowanceCharge').flatMap((element) => {
    const indicator = reader.text(element, 'cbc:ChargeIndicator');
    if ((indicator === 'true' || indicator === '1') !== isCharge) return [];
    const figure = amountAt(amounts, element, 'cbc:Amount');
    if (reader.one(element, 'cbc:Amount') === null) {
      const rule = isCharge ? 'BR-36' : 'BR-31';
      reader.refuseMissing(element, 'cbc:Amount', {
        code: rule,
        what: 'the amount of the allowance or charge',
      });
    }
    return listed(figure);
  });
}

/**
 * The tax totals in the document's currency. A second one in the accounting currency (BT-111) is
 * information for the tax office; EN 16931 has one of each, plain UBL may have one per tax.
 */
function documentTaxTotals(amounts: UblAmounts): XmlElement[] {
  const { reader, root, currency, arithmetic } = amounts;
  const isPlain = arithmetic === 'PLAIN';
  const taxCurrency = reader.text(root, 'cbc:TaxCurrencyCode');
  const own: XmlElement[] = [];
  for (const taxTotal of reader.all(root, 'cac:TaxTotal')) {
    const amount = reader.one(taxTotal, 'cbc:TaxAmount');
    const stated = amount === null ? null : attributeOf(amount, 'currencyID');
    const isForeign = amount !== null && stated !== null && stated !== currency;
    if (isForeign && stated === taxCurrency) {
      reader.figure(amount, taxCurrency);
    } else if (!isForeign || !isPlain) {
      own.push(taxTotal);
    }
  }
  const [, second] = own;
  if (!isPlain && second !== undefined) {
    reader.refuse(second, {
      code: 'DUPLICATE_ELEMENT',
      message: `a second tax total in ${currency}`,
    });
  }
  return own;
}

function sumOfTaxes(amounts: UblAmounts, taxTotals: readonly XmlElement[]): Figure | null {
  const figures = taxTotals.flatMap((taxTotal) =>
    listed(amountAt(amounts, taxTotal, 'cbc:TaxAmount')),
  );
  const [first] = figures;
  if (first === undefined) return null;
  const amountMinor = figures.reduce((sum, figure) => sum + figure.amountMinor, 0n);
  const isRounded = figures.some((figure) => figure.isRounded === true);
  return { amountMinor, element: first.element, isRounded };
}

/** A tax total without categories leaves nothing to compare the sum of all totals with. */
function breakdownsOf(amounts: UblAmounts, taxTotals: readonly XmlElement[]): VatBreakdown[] {
  const breakdowns = taxTotals.map((taxTotal) => breakdownOf(amounts, taxTotal));
  const complete = breakdowns.every(({ length }) => length > 0);
  return amounts.arithmetic === 'PLAIN' && !complete ? [] : breakdowns.flat();
}

function breakdownOf(amounts: UblAmounts, taxTotal: XmlElement): VatBreakdown[] {
  const { reader } = amounts;
  return reader.all(taxTotal, 'cac:TaxSubtotal').map((subtotal) => {
    const percent = reader.one(subtotal, 'cac:TaxCategory/cbc:Percent');
    const text = textOf(percent);
    const rate = text === null ? null : parseDecimal(text);
    if (percent !== null && text !== null && rate === null) {
      reader.refuse(percent, {
        code: 'INVALID_RATE',
        message: `"${text.slice(0, 40)}" is no percentage`,
      });
    }
    return {
      taxable: amountAt(amounts, subtotal, 'cbc:TaxableAmount'),
      tax: amountAt(amounts, subtotal, 'cbc:TaxAmount'),
      rate,
    };
  });
}

function listed(figure: Figure | null): Figure[] {
  return figure === null ? [] : [figure];
}
