import { formatAmountMinor } from '../common/money.js';
import type { CalculationTerms } from './en16931.rules.js';
import type { Figure, TermReader } from './xml/term.reader.js';

/**
 * Checks the totals of UBL that follows no EN 16931 specification.
 *
 * The schema names the totals and leaves the formulas to the users, who differ: the total with tax
 * contains the rounding or leaves it to the amount due, allowances come off before or after tax,
 * OIOUBL puts the tax where others put the total without it, Latin American invoices withhold tax.
 * A document is refused when none of these ways of adding explains what it states.
 */
export function checkPlainTotals(reader: TermReader, terms: CalculationTerms): void {
  refuseOtherLines(reader, terms);
  refuseOtherTaxes(reader, terms);
  const { taxInclusive, payable } = terms;
  const explained = totalsWithTax(terms);
  if (explained.length === 0) return;
  if (taxInclusive !== null && !isExplained(taxInclusive, explained, toleranceOf(terms))) {
    refuse(reader, terms, { code: 'BR-CO-15', figure: taxInclusive, what: 'the total with tax' });
    return;
  }
  const totals = taxInclusive === null ? explained : [taxInclusive.amountMinor];
  if (payable !== null && !isExplained(payable, amountsDue(terms, totals), toleranceOf(terms))) {
    refuse(reader, terms, { code: 'BR-CO-16', figure: payable, what: 'the amount due' });
  }
}

function refuseOtherLines(reader: TermReader, terms: CalculationTerms): void {
  const { lineTotal, lineNets } = terms;
  if (lineTotal === null || lineNets.length === 0) return;
  if (isExplained(lineTotal, [sumOf(lineNets)], toleranceOf(terms))) return;
  refuse(reader, terms, { code: 'BR-CO-10', figure: lineTotal, what: 'the sum of the lines' });
}

function refuseOtherTaxes(reader: TermReader, terms: CalculationTerms): void {
  const { taxTotal, vatBreakdown } = terms;
  const taxes = vatBreakdown.flatMap(({ tax }) => (tax === null ? [] : [tax]));
  if (taxTotal === null || taxes.length === 0) return;
  if (isExplained(taxTotal, [sumOf(taxes)], toleranceOf(terms))) return;
  refuse(reader, terms, { code: 'BR-CO-14', figure: taxTotal, what: 'the sum of the taxes' });
}

/** What the total with tax may be; empty where the document states nothing to add. */
function totalsWithTax(terms: CalculationTerms): bigint[] {
  const { taxExclusive, lineTotal, taxInclusive } = terms;
  const stated = taxExclusive === null ? [] : [taxExclusive.amountMinor];
  const fromLines =
    lineTotal === null ? [] : sumsOf([lineTotal.amountMinor], ...adjustments(terms));
  const nets = [...stated, ...fromLines];
  if (nets.length === 0) return taxInclusive === null ? [] : [taxInclusive.amountMinor];
  return sumsOf(nets, [minorOf(terms.taxTotal)], [0n, minorOf(terms.rounding)]);
}

function amountsDue(terms: CalculationTerms, totals: readonly bigint[]): bigint[] {
  const paid = terms.prepaid === null ? sumOf(terms.pastPayments) : minorOf(terms.prepaid);
  return sumsOf(
    totals,
    [0n, -paid],
    [0n, minorOf(terms.rounding)],
    [0n, -sumOf(terms.withheldTaxes)],
    ...adjustments(terms),
  );
}

/** Allowances and charges, as their stated sums or one by one, may be contained already. */
function adjustments(terms: CalculationTerms): bigint[][] {
  return [
    [0n, -minorOf(terms.allowanceTotal), -sumOf(terms.allowances)],
    [0n, minorOf(terms.chargeTotal), sumOf(terms.charges)],
  ];
}

/** Every sum of one choice from each list. */
function sumsOf(...choices: readonly (readonly bigint[])[]): bigint[] {
  return choices.reduce<bigint[]>(
    (sums, choice) => [
      ...new Set(sums.flatMap((sum) => choice.map((amountMinor) => sum + amountMinor))),
    ],
    [0n],
  );
}

/** A minor unit for each amount that had more decimals than the currency. */
function toleranceOf(terms: CalculationTerms): bigint {
  const { lineTotal, taxExclusive, taxTotal, taxInclusive, prepaid, rounding } = terms;
  const taxes = terms.vatBreakdown.map(({ tax }) => tax);
  const totals = [lineTotal, taxExclusive, taxTotal, taxInclusive, prepaid, rounding];
  const figures = [...terms.lineNets, ...taxes, ...totals];
  return BigInt(figures.filter((figure) => figure?.isRounded === true).length);
}

function isExplained(figure: Figure, candidates: readonly bigint[], tolerance: bigint): boolean {
  return candidates.some((candidate) => {
    const difference = figure.amountMinor - candidate;
    return difference <= tolerance && -difference <= tolerance;
  });
}

interface Contradiction {
  readonly code: string;
  readonly figure: Figure;
  readonly what: string;
}

function refuse(
  reader: TermReader,
  { currency }: CalculationTerms,
  { code, figure, what }: Contradiction,
): void {
  const stated = `${formatAmountMinor(figure.amountMinor, currency)} ${currency}`;
  reader.refuse(figure.element, {
    code,
    message: `${what}: stated ${stated}, which no way of adding the stated amounts explains`,
  });
}

function sumOf(figures: readonly Figure[]): bigint {
  return figures.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

function minorOf(figure: Figure | null): bigint {
  return figure?.amountMinor ?? 0n;
}
