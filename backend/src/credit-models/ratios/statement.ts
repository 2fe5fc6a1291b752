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

/** Exact up to the last division: figures stay integers, only their quotient is a number. */
export function quotient(above: bigint, below: bigint): number {
  const whole = above / below;
  return Number(whole) + Number(above - whole * below) / Number(below);
}
