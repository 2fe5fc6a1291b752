export { CashDiscountsModule } from './cash-discounts.module.js';
export { DiscountGrantService } from './discount-grant.service.js';
export { type TakenRow, dropTakenDiscounts, storeTakenDiscounts } from './taken-discount.store.js';
export { CURRENT_TERMS } from './taken-discount.store.js';
