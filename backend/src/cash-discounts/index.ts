export { CashDiscountsModule } from './cash-discounts.module.js';
export { JOIN_TERMS } from './discount-terms.js';
