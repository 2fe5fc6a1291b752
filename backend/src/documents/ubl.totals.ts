import { parseDecimal } from '../common/money.js';
import type { CalculationTerms, VatBreakdown } from './en16931.rules.js';
import { textOf, type CurrencyAttribute, type Figure, type TermReader } from './xml/term.reader.js';
import { attributeOf, type XmlElement } from './xml/xml.element.js';

/** What every amount of one UBL document is read with. */
export interface UblAmounts {
  readonly reader: TermReader;
  readonly root: XmlElement;
  readonly currency: string;
  readonly exponent: number;
}

export const UBL_TOTAL_NAMES = {
  lineTotal: 'cbc:LineExtensionAmount',
  taxExclusive: 'cbc:TaxExclusiveAmount',
  taxInclusive: 'cbc:TaxInclusiveAmount',
  payable: 'cbc:PayableAmount',
} as const;

const CURRENCY_ID: CurrencyAttribute = { name: 'currencyID', required: true };

/** All figures of the calculation rules; unreadable ones are refused and left out. */
export function readUblTotals(
  amounts: UblAmounts,
  lines: readonly XmlElement[],
  strict: boolean,
): CalculationTerms {
  const { reader, root, currency, exponent } = amounts;
  const monetary = reader.one(root, 'cac:LegalMonetaryTotal');
  const total = (path: string) => amountAt(amounts, monetary, path);
  const taxTotals = documentTaxTotals(amounts, strict);
  return {
    currency,
    currencyExponent: exponent,
    lineNets: lines.flatMap((line) => lineNet(amounts, line)),
    allowances: allowanceCharges(amounts, false),
    charges: allowanceCharges(amounts, true),
    vatBreakdown: taxTotals.flatMap((taxTotal) => breakdownOf(amounts, taxTotal)),
    lineTotal: total(UBL_TOTAL_NAMES.lineTotal),
    allowanceTotal: total('cbc:AllowanceTotalAmount'),
    chargeTotal: total('cbc:ChargeTotalAmount'),
    taxExclusive: total(UBL_TOTAL_NAMES.taxExclusive),
    taxTotal: sumOfTaxes(amounts, taxTotals),
    taxInclusive: total(UBL_TOTAL_NAMES.taxInclusive),
    prepaid: total('cbc:PrepaidAmount'),
    rounding: total('cbc:PayableRoundingAmount'),
    payable: total(UBL_TOTAL_NAMES.payable),
    thirdPartyPayments: thirdPartyPayments(amounts),
    statesPrepaid: true,
  };
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
  { reader, currency }: UblAmounts,
  parent: XmlElement | null,
  path: string,
): Figure | null {
  return reader.amount(reader.one(parent, path), currency, CURRENCY_ID);
}

/** Only lines of the first level: the amounts of sub-invoice lines are contained in them. */
function lineNet(amounts: UblAmounts, line: XmlElement): Figure[] {
  const path = 'cbc:LineExtensionAmount';
  const figure = amountAt(amounts, line, path);
  if (amounts.reader.one(line, path) === null) {
    amounts.reader.refuseMissing(line, path, {
      code: 'BR-24',
      what: 'the line net amount (BT-131)',
    });
  }
  return listed(figure);
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
function documentTaxTotals(amounts: UblAmounts, strict: boolean): XmlElement[] {
  const { reader, root, currency } = amounts;
  const taxCurrency = reader.text(root, 'cbc:TaxCurrencyCode');
  const own: XmlElement[] = [];
  for (const taxTotal of reader.all(root, 'cac:TaxTotal')) {
    const amount = reader.one(taxTotal, 'cbc:TaxAmount');
    const stated = amount === null ? null : attributeOf(amount, 'currencyID');
    if (amount !== null && stated !== null && stated !== currency && stated === taxCurrency) {
      reader.figure(amount, taxCurrency);
    } else {
      own.push(taxTotal);
    }
  }
  const [, second] = own;
  if (strict && second !== undefined) {
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
  return { amountMinor, element: first.element };
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
