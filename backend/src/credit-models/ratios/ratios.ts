import { type AltmanTerms } from './altman.js';
import { type FinancialStatement, type StatementFigure, quotient } from './statement.js';

/** A ratio, or why there is none. */
export type Ratio =
  | { readonly value: number; readonly reason: null }
  | {
      readonly value: null;
      readonly reason: 'FIGURE_MISSING' | 'DENOMINATOR_NOT_POSITIVE';
      /** The figures that are missing, or that can't be divided by. */
      readonly figures: readonly StatementFigure[];
    };

export type RatioName =
  | 'currentRatio'
  | 'quickRatio'
  | 'cashRatio'
  | 'debtToAssets'
  | 'interestCover'
  | 'grossMargin'
  | 'operatingMargin'
  | 'netMargin'
  | 'assetTurnover'
  | 'daysSalesOutstanding'
  | 'daysInventory'
  | 'daysPayableOutstanding'
  | 'cashConversionDays';

/** A sum of figures over a positive one, times a number of days where the ratio is in days. */
interface Formula {
  readonly plus: readonly StatementFigure[];
  readonly minus?: readonly StatementFigure[];
  readonly over: StatementFigure;
  readonly inDays?: true;
}

const FORMULAS: Readonly<Record<Exclude<RatioName, 'cashConversionDays'>, Formula>> = {
  currentRatio: { plus: ['currentAssetsMinor'], over: 'currentLiabilitiesMinor' },
  quickRatio: {
    plus: ['currentAssetsMinor'],
    minus: ['inventoryMinor'],
    over: 'currentLiabilitiesMinor',
  },
  cashRatio: { plus: ['cashMinor'], over: 'currentLiabilitiesMinor' },
  debtToAssets: { plus: ['totalLiabilitiesMinor'], over: 'totalAssetsMinor' },
  interestCover: { plus: ['ebitMinor'], over: 'interestExpenseMinor' },
  grossMargin: { plus: ['grossProfitMinor'], over: 'revenueMinor' },
  operatingMargin: { plus: ['ebitMinor'], over: 'revenueMinor' },
  netMargin: { plus: ['netIncomeMinor'], over: 'revenueMinor' },
  assetTurnover: { plus: ['revenueMinor'], over: 'totalAssetsMinor' },
  daysSalesOutstanding: { plus: ['receivablesMinor'], over: 'revenueMinor', inDays: true },
  daysInventory: { plus: ['inventoryMinor'], over: 'costOfSalesMinor', inDays: true },
  daysPayableOutstanding: { plus: ['payablesMinor'], over: 'costOfSalesMinor', inDays: true },
};

/** All ratios of a statement, each with its reason where it can't be had. */
export function ratiosOf(statement: FinancialStatement): Readonly<Record<RatioName, Ratio>> {
  const entries = Object.entries(FORMULAS).map(([name, formula]) => [
    name,
    ratioOf(statement, formula),
  ]);
  const simple = Object.fromEntries(entries) as Record<keyof typeof FORMULAS, Ratio>;
  return { ...simple, cashConversionDays: cashConversion(simple) };
}

/** What Altman's formulas weigh. */
export function altmanTermsOf({ figures, periodDays }: FinancialStatement): AltmanTerms {
  const ratio = (
    plus: StatementFigure,
    over: StatementFigure,
    minus: readonly StatementFigure[] = [],
  ): number | null => ratioOf({ figures, periodDays }, { plus: [plus], minus, over }).value;
  return {
    workingCapitalToAssets: ratio('currentAssetsMinor', 'totalAssetsMinor', [
      'currentLiabilitiesMinor',
    ]),
    retainedEarningsToAssets: ratio('retainedEarningsMinor', 'totalAssetsMinor'),
    ebitToAssets: ratio('ebitMinor', 'totalAssetsMinor'),
    marketEquityToLiabilities: ratio('marketEquityMinor', 'totalLiabilitiesMinor'),
    bookEquityToLiabilities: ratio('bookEquityMinor', 'totalLiabilitiesMinor'),
    salesToAssets: ratio('revenueMinor', 'totalAssetsMinor'),
  };
}

function ratioOf({ figures, periodDays }: FinancialStatement, formula: Formula): Ratio {
  const { plus, minus = [], over, inDays } = formula;
  const missing = [...plus, ...minus, over].filter((figure) => figures[figure] === undefined);
  if (missing.length > 0) return { value: null, reason: 'FIGURE_MISSING', figures: missing };
  const below = figures[over]!;
  if (below <= 0n) return { value: null, reason: 'DENOMINATOR_NOT_POSITIVE', figures: [over] };
  const above = sumOf(figures, plus) - sumOf(figures, minus);
  const value =
    inDays === true ? quotient(above * BigInt(periodDays), below) : quotient(above, below);
  return { value, reason: null };
}

/** Days from paying suppliers to being paid: inventory + receivables − payables. */
function cashConversion(simple: Readonly<Record<keyof typeof FORMULAS, Ratio>>): Ratio {
  const { daysInventory, daysSalesOutstanding, daysPayableOutstanding } = simple;
  const parts = [daysInventory, daysSalesOutstanding, daysPayableOutstanding];
  const gap = parts.find((part) => part.value === null);
  if (gap !== undefined) return gap;
  const [inventory, sales, payable] = parts.map((part) => part.value!);
  return { value: inventory! + sales! - payable!, reason: null };
}

function sumOf(figures: FinancialStatement['figures'], names: readonly StatementFigure[]): bigint {
  return names.reduce((sum, name) => sum + figures[name]!, 0n);
}
