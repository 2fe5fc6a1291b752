import { registerEnumType } from '@nestjs/graphql';

/** Figures of balance sheet, income and cash flow that statements are read into. */
export enum StatementFigureName {
  currentAssetsMinor = 'currentAssetsMinor',
  inventoryMinor = 'inventoryMinor',
  cashMinor = 'cashMinor',
  receivablesMinor = 'receivablesMinor',
  totalAssetsMinor = 'totalAssetsMinor',
  currentLiabilitiesMinor = 'currentLiabilitiesMinor',
  payablesMinor = 'payablesMinor',
  totalLiabilitiesMinor = 'totalLiabilitiesMinor',
  retainedEarningsMinor = 'retainedEarningsMinor',
  bookEquityMinor = 'bookEquityMinor',
  marketEquityMinor = 'marketEquityMinor',
  revenueMinor = 'revenueMinor',
  costOfSalesMinor = 'costOfSalesMinor',
  grossProfitMinor = 'grossProfitMinor',
  ebitMinor = 'ebitMinor',
  interestExpenseMinor = 'interestExpenseMinor',
  netIncomeMinor = 'netIncomeMinor',
  operatingCashFlowMinor = 'operatingCashFlowMinor',
  investingCashFlowMinor = 'investingCashFlowMinor',
  financingCashFlowMinor = 'financingCashFlowMinor',
}
registerEnumType(StatementFigureName, { name: 'StatementFigureName' });

/** Names of IFRS and US GAAP taxonomies without prefix, and of Chinese statements. */
const OTHER_NAMES: Readonly<Record<StatementFigureName, readonly string[]>> = {
  currentAssetsMinor: ['AssetsCurrent', '流动资产合计'],
  inventoryMinor: ['Inventories', 'InventoryNet', '存货'],
  cashMinor: ['CashAndCashEquivalents', 'CashAndCashEquivalentsAtCarryingValue', '货币资金'],
  receivablesMinor: [
    ...['TradeAndOtherCurrentReceivables', 'AccountsReceivableNetCurrent', '应收账款'],
  ],
  totalAssetsMinor: ['Assets', '资产总计'],
  currentLiabilitiesMinor: ['LiabilitiesCurrent', '流动负债合计'],
  payablesMinor: ['TradeAndOtherCurrentPayables', 'AccountsPayableCurrent', '应付账款'],
  totalLiabilitiesMinor: ['Liabilities', '负债合计'],
  retainedEarningsMinor: ['RetainedEarningsAccumulatedDeficit', '未分配利润'],
  bookEquityMinor: ['Equity', 'StockholdersEquity', '所有者权益合计'],
  marketEquityMinor: ['MarketCapitalisation', '总市值'],
  revenueMinor: ['Revenues', '营业收入'],
  costOfSalesMinor: ['CostOfRevenue', '营业成本'],
  grossProfitMinor: ['GrossProfit', '毛利'],
  ebitMinor: ['ProfitLossFromOperatingActivities', 'OperatingIncomeLoss', '息税前利润'],
  interestExpenseMinor: ['FinanceCosts', 'InterestExpense', '利息支出'],
  netIncomeMinor: ['ProfitLoss', 'NetIncomeLoss', '净利润'],
  operatingCashFlowMinor: [
    'CashFlowsFromUsedInOperatingActivities',
    'NetCashProvidedByUsedInOperatingActivities',
    '经营活动产生的现金流量净额',
  ],
  investingCashFlowMinor: [
    'CashFlowsFromUsedInInvestingActivities',
    'NetCashProvidedByUsedInInvestingActivities',
    '投资活动产生的现金流量净额',
  ],
  financingCashFlowMinor: [
    'CashFlowsFromUsedInFinancingActivities',
    'NetCashProvidedByUsedInFinancingActivities',
    '筹资活动产生的现金流量净额',
  ],
};

const NAMES: ReadonlyMap<string, StatementFigureName> = new Map(
  Object.values(StatementFigureName).flatMap((figure) => {
    const names = [figure, figure.replace(/Minor$/, ''), ...OTHER_NAMES[figure]];
    return names.map((name) => [keyOf(name), figure] as const);
  }),
);

function keyOf(name: string): string {
  return name.replace(/[\s_-]/g, '').toLowerCase();
}

/** The figure that a statement calls so; null if none. A prefix such as `ifrs-full:` is left out. */
export function findFigure(name: string): StatementFigureName | null {
  return NAMES.get(keyOf(name.slice(name.lastIndexOf(':') + 1))) ?? null;
}
