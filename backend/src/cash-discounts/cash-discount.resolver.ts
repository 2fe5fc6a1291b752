import { Args, ArgsType, Field, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import {
  type Connection,
  DocumentRefusedError,
  type DomainError,
  PageArgs,
  connectionOf,
  toConnection,
  toPage,
} from '../api/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { CashDiscountService } from './cash-discount.service.js';
import {
  CashDiscount,
  type CashDiscounts,
  GrantDiscountInput,
  SetCashDiscountsInput,
  SetCashDiscountsResult,
  TakenDiscount,
} from './cash-discount.type.js';
import { DiscountGrantService } from './discount-grant.service.js';

const TakenDiscountConnection = connectionOf('TakenDiscount', () => TakenDiscount);
const GrantDiscountResult = commandResultOf('GrantDiscountResult', [DocumentRefusedError]);

@ArgsType()
class TakenDiscountArgs extends PageArgs {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those that are not granted yet, or are.',
  })
  readonly open?: boolean | null;
}

@Resolver()
export class CashDiscountResolver {
  constructor(
    private readonly discounts: CashDiscountService,
    private readonly grants: DiscountGrantService,
    private readonly commands: CommandReader,
  ) {}

  @Query(() => [CashDiscount], {
    description: 'Terms of your receivables, or of those that you owe.',
  })
  cashDiscounts(
    @CurrentViewer() viewer: Viewer,
    @Args('receivableIds', { type: () => [ID] }) receivableIds: string[],
  ): Promise<CashDiscount[]> {
    return this.discounts.find(viewer, receivableIds);
  }

  @Query(() => TakenDiscountConnection, {
    description: 'What payers kept back of your receivables as discounts, the latest first.',
  })
  async takenDiscounts(
    @CurrentViewer() viewer: Viewer,
    @Args() args: TakenDiscountArgs,
  ): Promise<Connection<TakenDiscount>> {
    const page = toPage(args, ['instant', 'text']);
    const rows = await this.discounts.taken(viewer, page, args.open ?? null);
    return toConnection(rows, page, ({ keyset }) => keyset);
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

  @Mutation(() => GrantDiscountResult, {
    description: 'Credits what a payer kept back, whether it was earned or not. Supplier only.',
  })
  async grantDiscount(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: GrantDiscountInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.grants.grant(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }
}
