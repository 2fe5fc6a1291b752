export { CashModule } from './cash.module.js';
