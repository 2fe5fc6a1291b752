export { CashDiscountsModule } from './cash-discounts.module.js';
export { DiscountGrantService } from './discount-grant.service.js';
export {
  JOIN_TERMS,
  type TakenRow,
  dropTakenDiscounts,
  storeTakenDiscounts,
} from './taken-discount.store.js';
