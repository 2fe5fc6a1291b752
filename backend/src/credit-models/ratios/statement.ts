/** Figures of a financial statement. */
export type StatementFigure =
  | 'currentAssetsMinor'
  | 'inventoryMinor'
  | 'cashMinor'
  | 'receivablesMinor'
  | 'totalAssetsMinor'
  | 'currentLiabilitiesMinor'
  | 'payablesMinor'
  | 'totalLiabilitiesMinor'
  | 'retainedEarningsMinor'
  | 'bookEquityMinor'
  | 'marketEquityMinor'
  | 'revenueMinor'
  | 'costOfSalesMinor'
  | 'grossProfitMinor'
  | 'ebitMinor'
  | 'interestExpenseMinor'
  | 'netIncomeMinor';

/** One company's statement in whole minor units of one currency; what is not told is absent. */
export interface FinancialStatement {
  readonly figures: Readonly<Partial<Record<StatementFigure, bigint>>>;
  /** Length of the period that revenue and costs are of. */
  readonly periodDays: number;
}

/** A statement whose figures are kept by name as decimal text of minor units. */
export function storedStatement(
  texts: Readonly<Record<string, string>>,
  periodDays: number,
): FinancialStatement {
  const figures: Partial<Record<string, bigint>> = {};
  for (const [name, text] of Object.entries(texts)) figures[name] = BigInt(text);
  return { figures, periodDays };
}

/** Exact up to the last division: figures stay integers, only their quotient is a number. */
export function quotient(above: bigint, below: bigint): number {
  const whole = above / below;
  return Number(whole) + Number(above - whole * below) / Number(below);
}
