import { formatAmountMinor, rescaleHalfUp, type Decimal } from '../common/money.js';
import type { Arithmetic } from './invoice.codes.js';
import { checkPlainTotals } from './plain-ubl.rules.js';
import type { Figure, TermReader } from './xml/term.reader.js';

/** One line of the VAT breakdown (BG-23). */
export interface VatBreakdown {
  readonly taxable: Figure | null;
  readonly tax: Figure | null;
  /** Percent; null where the category has none. */
  readonly rate: Decimal | null;
}

/** What the calculation rules look at. All amounts are in one currency. */
export interface CalculationTerms {
  readonly arithmetic: Arithmetic;
  readonly currency: string;
  readonly currencyExponent: number;
  readonly lineNets: readonly Figure[];
  readonly allowances: readonly Figure[];
  readonly charges: readonly Figure[];
  readonly vatBreakdown: readonly VatBreakdown[];
  readonly lineTotal: Figure | null;
  readonly allowanceTotal: Figure | null;
  readonly chargeTotal: Figure | null;
  readonly taxExclusive: Figure | null;
  readonly taxTotal: Figure | null;
  readonly taxInclusive: Figure | null;
  readonly prepaid: Figure | null;
  readonly rounding: Figure | null;
  readonly payable: Figure | null;
  /** BT-DEX-002 of XRechnung, BT-179 of Factur-X: collected for others, on top of the total. */
  readonly thirdPartyPayments: readonly Figure[];
  /** Single payments that plain UBL lists, with or without their sum. */
  readonly pastPayments: readonly Figure[];
  /** Taxes that the buyer of a plain UBL invoice keeps back for the tax office. */
  readonly withheldTaxes: readonly Figure[];
  /** False for Factur-X MINIMUM, which leaves out the terms between total and amount due. */
  readonly statesPrepaid: boolean;
}

interface Comparison {
  readonly rule: string;
  readonly stated: Figure;
  readonly expectedMinor: bigint;
  readonly formula: string;
  /** How far the figures may be apart; zero unless the rule itself has a tolerance. */
  readonly toleranceMinor?: bigint;
}

/** Decimals that "percent" moves the point by. */
const PERCENT_SCALE = 2;

/**
 * Checks the totals against each other, exactly, and refuses each contradiction with the id of the
 * violated EN 16931 rule. A rule whose terms are absent is not this function's business: whether a
 * term may be absent depends on the profile.
 */
export function checkCalculations(reader: TermReader, terms: CalculationTerms): void {
  if (terms.arithmetic === 'PLAIN') {
    checkPlainTotals(reader, terms);
    return;
  }
  // The extended profiles compare taxes by category, with a tolerance for every line.
  const taxed = terms.arithmetic === 'EXTENDED' ? [] : terms.vatBreakdown;
  const comparisons = [
    ...compareSums(terms),
    ...compareTotals(terms),
    ...taxed.flatMap((breakdown) => compareCategoryTax(breakdown, terms)),
  ];
  for (const comparison of comparisons) {
    const { rule, stated, expectedMinor, formula, toleranceMinor = 0n } = comparison;
    const difference = stated.amountMinor - expectedMinor;
    if (absolute(difference) <= toleranceMinor) continue;
    const figures =
      `${formatAmountMinor(stated.amountMinor, terms.currency)}, ` +
      `expected ${formatAmountMinor(expectedMinor, terms.currency)} ${terms.currency}`;
    reader.refuse(stated.element, { code: rule, message: `${formula}: stated ${figures}` });
  }
  refuseUnstatedSums(reader, terms);
}

/** BR-CO-10, -11, -12 and -14: a stated sum against its parts. */
function compareSums(terms: CalculationTerms): Comparison[] {
  const { lineNets, allowances, charges, vatBreakdown } = terms;
  const categoryTaxes = vatBreakdown.flatMap(({ tax }) => (tax === null ? [] : [tax]));
  const sums = [
    { rule: 'BR-CO-10', stated: terms.lineTotal, parts: lineNets, partsRequired: true },
    { rule: 'BR-CO-11', stated: terms.allowanceTotal, parts: allowances, partsRequired: false },
    { rule: 'BR-CO-12', stated: terms.chargeTotal, parts: charges, partsRequired: false },
    { rule: 'BR-CO-14', stated: terms.taxTotal, parts: categoryTaxes, partsRequired: true },
  ];
  return sums.flatMap(({ rule, stated, parts, partsRequired }) => {
    // Profiles without lines or breakdown state the total alone.
    if (stated === null || (partsRequired && parts.length === 0)) return [];
    const toleranceMinor = rule === 'BR-CO-14' ? 0n : toleranceFor(terms, parts.length);
    const formula = SUM_FORMULAS[rule] ?? '';
    return [{ rule, stated, expectedMinor: sumOf(parts), formula, toleranceMinor }];
  });
}

const SUM_FORMULAS: Readonly<Record<string, string>> = {
  'BR-CO-10': 'sum of line net amounts (BT-106)',
  'BR-CO-11': 'sum of allowances on document level (BT-107)',
  'BR-CO-12': 'sum of charges on document level (BT-108)',
  'BR-CO-14': 'total VAT (BT-110) as sum of the VAT categories (BT-117)',
};

/** BR-CO-13, -15 and -16: one total from the one before. */
function compareTotals(terms: CalculationTerms): Comparison[] {
  const { lineNets, allowances, charges, taxInclusive, payable } = terms;
  const added = lineNets.length + allowances.length + charges.length;
  const toleranceMinor = toleranceFor(terms, added);
  const comparisons = compareTotalsAroundTax(terms).map((comparison) => ({
    ...comparison,
    toleranceMinor,
  }));
  if (taxInclusive === null || payable === null || !terms.statesPrepaid) return comparisons;
  const amountDue: Comparison = {
    rule: 'BR-CO-16',
    stated: payable,
    expectedMinor:
      taxInclusive.amountMinor -
      amountOf(terms.prepaid) +
      amountOf(terms.rounding) +
      sumOf(terms.thirdPartyPayments),
    formula: 'amount due (BT-115) = total with VAT (BT-112) - paid (BT-113) + rounding (BT-114)',
  };
  return [...comparisons, amountDue];
}

function compareTotalsAroundTax(terms: CalculationTerms): Comparison[] {
  const { lineTotal, taxExclusive, taxInclusive } = terms;
  const comparisons: Comparison[] = [];
  if (lineTotal !== null && taxExclusive !== null) {
    comparisons.push({
      rule: 'BR-CO-13',
      stated: taxExclusive,
      expectedMinor:
        lineTotal.amountMinor - amountOf(terms.allowanceTotal) + amountOf(terms.chargeTotal),
      formula:
        'total without VAT (BT-109) = lines (BT-106) - allowances (BT-107) + charges (BT-108)',
    });
  }
  if (taxExclusive !== null && taxInclusive !== null) {
    comparisons.push({
      rule: 'BR-CO-15',
      stated: taxInclusive,
      expectedMinor: taxExclusive.amountMinor + amountOf(terms.taxTotal),
      formula: 'total with VAT (BT-112) = total without VAT (BT-109) + VAT (BT-110)',
    });
  }
  return comparisons;
}

/** The extended profiles allow 0.01 for each amount that is added (BR-FXEXT-CO-10 to -15). */
function toleranceFor({ arithmetic, currencyExponent }: CalculationTerms, count: number): bigint {
  if (arithmetic !== 'EXTENDED' || currencyExponent < 2) return 0n;
  return BigInt(count) * 10n ** BigInt(currencyExponent - 2);
}

/**
 * BR-CO-17: tax of a category = taxable amount × rate. The official validation artefacts allow a
 * difference of one currency unit, because senders may round per line; so does this check, and
 * BR-CO-14 and BR-CO-15 hold the totals to the cent.
 */
function compareCategoryTax(breakdown: VatBreakdown, terms: CalculationTerms): Comparison[] {
  const { taxable, tax, rate } = breakdown;
  if (taxable === null || tax === null || rate === null) return [];
  const exact = { units: taxable.amountMinor * rate.units, scale: rate.scale + PERCENT_SCALE };
  return [
    {
      rule: 'BR-CO-17',
      stated: tax,
      expectedMinor: rescaleHalfUp(exact, 0),
      formula: 'VAT category tax (BT-117) = taxable amount (BT-116) x rate (BT-119)',
      toleranceMinor: 10n ** BigInt(terms.currencyExponent),
    },
  ];
}

/** Allowances or charges without their total, which BR-CO-13 would then silently ignore. */
function refuseUnstatedSums(reader: TermReader, terms: CalculationTerms): void {
  const [allowance] = terms.allowances;
  if (terms.allowanceTotal === null && allowance !== undefined) {
    reader.refuse(allowance.element, {
      code: 'BR-CO-11',
      message: 'the sum of allowances (BT-107) is missing',
    });
  }
  const [charge] = terms.charges;
  if (terms.chargeTotal === null && charge !== undefined) {
    reader.refuse(charge.element, {
      code: 'BR-CO-12',
      message: 'the sum of charges (BT-108) is missing',
    });
  }
}

function sumOf(figures: readonly Figure[]): bigint {
  return figures.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

function amountOf(figure: Figure | null): bigint {
  return figure?.amountMinor ?? 0n;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
