export {
  type HistoryRow,
  PaymentHistoryReader,
  type PortfolioOn,
  customerOf,
} from './payment-history.reader.js';
export { PaymentHistoryModule } from './payment-history.module.js';
export { invoicesOn } from './payment-history.sql.js';
export { StatementRatiosReader } from './statement-ratios.reader.js';
