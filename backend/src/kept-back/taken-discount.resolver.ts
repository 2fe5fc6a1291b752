import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import {
  type Connection,
  DocumentRefusedError,
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
import { KeptBackCreditService } from './kept-back-credit.service.js';
import { KeptBackReader } from './kept-back.reader.js';
import { KeptBackKind } from './kept-back.type.js';
import { GrantDiscountInput, TakenDiscount, TakenDiscountArgs } from './taken-discount.type.js';

const TakenDiscountConnection = connectionOf('TakenDiscount', () => TakenDiscount);
const GrantDiscountResult = commandResultOf('GrantDiscountResult', [DocumentRefusedError]);

/** Discounts alone, of all that was kept back. */
@Resolver()
export class TakenDiscountResolver {
  constructor(
    private readonly reader: KeptBackReader,
    private readonly credits: KeptBackCreditService,
    private readonly commands: CommandReader,
  ) {}

  @Query(() => TakenDiscountConnection, {
    description: 'What payers kept back of your receivables as discounts, the latest first.',
  })
  async takenDiscounts(
    @CurrentViewer() viewer: Viewer,
    @Args() args: TakenDiscountArgs,
  ): Promise<Connection<TakenDiscount>> {
    const page = toPage(args, ['instant', 'text']);
    const isCredited = typeof args.open === 'boolean' ? !args.open : null;
    const filter = { kind: KeptBackKind.DISCOUNT, isCredited, isSupplierOnly: true };
    const rows = await this.reader.list(viewer, page, filter);
    const discounts = rows.map((row) => ({ ...row, takenAt: row.keptAt }));
    return toConnection(discounts, page, ({ keyset }) => keyset);
  }

  @Mutation(() => GrantDiscountResult, {
    description: 'Credits what a payer kept back, whether it was earned or not. Supplier only.',
  })
  async grantDiscount(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: GrantDiscountInput,
  ): Promise<CommandAnswer> {
    const named = { ...input, kind: KeptBackKind.DISCOUNT };
    const submitted = await this.credits.credit(viewer, named);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }
}
