import { parseDecimal } from '../common/money.js';
import type { CalculationTerms, VatBreakdown } from './en16931.rules.js';
import { arithmeticOf } from './invoice.codes.js';
import { textOf, type CurrencyAttribute, type Figure, type TermReader } from './xml/term.reader.js';
import { attributeOf, type XmlElement } from './xml/xml.element.js';

export const SETTLEMENT = 'rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement';
export const SUMMATION = `${SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation`;

export const CII_TOTAL_NAMES = {
  lineTotal: 'ram:LineTotalAmount',
  taxExclusive: 'ram:TaxBasisTotalAmount',
  taxInclusive: 'ram:GrandTotalAmount',
  payable: 'ram:DuePayableAmount',
} as const;

const LINE_NET =
  'ram:SpecifiedLineTradeSettlement/' +
  'ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount';

/** CII takes the currency from the header; where an amount names one, it must be the same. */
const CURRENCY_ID: CurrencyAttribute = { name: 'currencyID', required: false };

/** Lines of Factur-X EXTENDED that only group others or only inform: they are not summed. */
const UNSUMMED_LINES = new Set(['GROUP', 'INFORMATION']);

/** What every amount of one CII document is read with. */
export interface CiiAmounts {
  readonly reader: TermReader;
  readonly root: XmlElement;
  readonly currency: string;
  readonly exponent: number;
}

export interface CiiTotals {
  readonly terms: CalculationTerms;
  /** Net amount of every line, in the order of the lines. */
  readonly lineNetMinors: readonly (bigint | null)[];
}

/** All figures of the calculation rules; unreadable ones are refused and left out. */
export function readCiiTotals(
  amounts: CiiAmounts,
  lines: readonly XmlElement[],
  profile: string | null,
): CiiTotals {
  const { reader, root, currency, exponent } = amounts;
  const summation = reader.one(root, SUMMATION);
  const total = (path: string) => amountAt(amounts, summation, path);
  const nets = lines.map((line) => lineNet(amounts, line));
  // The small Factur-X profiles do not claim the standard and add as it does.
  const arithmetic = arithmeticOf(profile) === 'EXTENDED' ? 'EXTENDED' : 'EN16931';
  const terms: CalculationTerms = {
    arithmetic,
    currency,
    currencyExponent: exponent,
    lineNets: nets.filter(
      (net, index) => net !== null && isSummed(reader, lines[index]),
    ) as Figure[],
    allowances: allowanceCharges(amounts, false),
    charges: [...allowanceCharges(amounts, true), ...logisticsCharges(amounts)],
    vatBreakdown: reader.all(root, `${SETTLEMENT}/ram:ApplicableTradeTax`).map((tax) => ({
      taxable: amountAt(amounts, tax, 'ram:BasisAmount'),
      tax: amountAt(amounts, tax, 'ram:CalculatedAmount'),
      rate: rateOf(amounts, tax),
    })),
    lineTotal: total(CII_TOTAL_NAMES.lineTotal),
    allowanceTotal: total('ram:AllowanceTotalAmount'),
    chargeTotal: total('ram:ChargeTotalAmount'),
    taxExclusive: total(CII_TOTAL_NAMES.taxExclusive),
    taxTotal: documentTaxTotal(amounts, summation),
    taxInclusive: total(CII_TOTAL_NAMES.taxInclusive),
    prepaid: total('ram:TotalPrepaidAmount'),
    rounding: total('ram:RoundingAmount'),
    payable: total(CII_TOTAL_NAMES.payable),
    thirdPartyPayments: arithmetic === 'EXTENDED' ? thirdPartyCharges(amounts) : [],
    pastPayments: [],
    withheldTaxes: [],
    statesPrepaid: !(profile ?? '').endsWith(':minimum'),
  };
  return { terms, lineNetMinors: nets.map((net) => net?.amountMinor ?? null) };
}

function amountAt(
  { reader, currency }: CiiAmounts,
  parent: XmlElement | null,
  path: string,
): Figure | null {
  return reader.amount(reader.one(parent, path), currency, CURRENCY_ID);
}

function lineNet(amounts: CiiAmounts, line: XmlElement): Figure | null {
  const { reader } = amounts;
  if (reader.one(line, LINE_NET) === null && isSummed(reader, line)) {
    reader.refuseMissing(line, LINE_NET, { code: 'BR-24', what: 'the line net amount (BT-131)' });
  }
  return amountAt(amounts, line, LINE_NET);
}

function isSummed(reader: TermReader, line: XmlElement | undefined): boolean {
  const path = 'ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode';
  return !UNSUMMED_LINES.has(reader.text(line ?? null, path) ?? '');
}

function allowanceCharges(amounts: CiiAmounts, isCharge: boolean): Figure[] {
  const { reader, root } = amounts;
  const elements = reader.all(root, `${SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge`);
  return elements.flatMap((element) => {
    const indicator = reader.text(element, 'ram:ChargeIndicator/udt:Indicator');
    if ((indicator === 'true' || indicator === '1') !== isCharge) return [];
    if (reader.one(element, 'ram:ActualAmount') === null) {
      const rule = isCharge ? 'BR-36' : 'BR-31';
      reader.refuseMissing(element, 'ram:ActualAmount', { code: rule, what: 'the amount' });
    }
    return listed(amountAt(amounts, element, 'ram:ActualAmount'));
  });
}

/** Freight and the like: charges on document level in Factur-X EXTENDED. */
function logisticsCharges(amounts: CiiAmounts): Figure[] {
  const path = `${SETTLEMENT}/ram:SpecifiedLogisticsServiceCharge`;
  return amounts.reader
    .all(amounts.root, path)
    .flatMap((charge) => listed(amountAt(amounts, charge, 'ram:AppliedAmount')));
}

/** Collected for others: what Factur-X EXTENDED calls a financial adjustment (BT-179). */
function thirdPartyCharges(amounts: CiiAmounts): Figure[] {
  return amounts.reader
    .all(amounts.root, `${SETTLEMENT}/ram:SpecifiedFinancialAdjustment`)
    .flatMap((charge) => listed(amountAt(amounts, charge, 'ram:ActualAmount')));
}

/** BT-110; a second total in the accounting currency (BT-111) is information for the tax office. */
function documentTaxTotal(amounts: CiiAmounts, summation: XmlElement | null): Figure | null {
  const { reader, root, currency } = amounts;
  const taxCurrency = reader.text(root, `${SETTLEMENT}/ram:TaxCurrencyCode`);
  let own: Figure | null = null;
  for (const element of reader.all(summation, 'ram:TaxTotalAmount')) {
    const stated = attributeOf(element, 'currencyID');
    if (stated !== null && stated !== currency && stated === taxCurrency) {
      reader.figure(element, taxCurrency);
    } else if (own !== null) {
      reader.refuse(element, {
        code: 'DUPLICATE_ELEMENT',
        message: `a second tax total in ${currency}`,
      });
    } else {
      own = reader.amount(element, currency, CURRENCY_ID);
    }
  }
  return own;
}

function rateOf({ reader }: CiiAmounts, tax: XmlElement): VatBreakdown['rate'] {
  const percent = reader.one(tax, 'ram:RateApplicablePercent');
  const text = textOf(percent);
  if (percent === null || text === null) return null;
  const rate = parseDecimal(text);
  if (rate === null) {
    reader.refuse(percent, {
      code: 'INVALID_RATE',
      message: `"${text.slice(0, 40)}" is no percentage`,
    });
  }
  return rate;
}

function listed(figure: Figure | null): Figure[] {
  return figure === null ? [] : [figure];
}
