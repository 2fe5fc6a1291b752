import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { DomainError } from '../api/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { CashDiscountService } from './cash-discount.service.js';
import {
  CashDiscount,
  type CashDiscounts,
  SetCashDiscountsInput,
  SetCashDiscountsResult,
} from './cash-discount.type.js';

@Resolver()
export class CashDiscountResolver {
  constructor(private readonly discounts: CashDiscountService) {}

  @Query(() => [CashDiscount], {
    description: 'Terms of your receivables, or of those that you owe.',
  })
  cashDiscounts(
    @CurrentViewer() viewer: Viewer,
    @Args('receivableIds', { type: () => [ID] }) receivableIds: string[],
  ): Promise<CashDiscount[]> {
    return this.discounts.find(viewer, receivableIds);
  }

  @Mutation(() => SetCashDiscountsResult, {
    description:
      'Names terms of cash discount of receivables of your party, all or none. Supplier only.',
  })
  setCashDiscounts(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: SetCashDiscountsInput,
  ): Promise<CashDiscounts | DomainError> {
    return this.discounts.set(viewer, input);
  }
}
