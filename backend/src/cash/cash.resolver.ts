import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { ReceivableLoader, ReceivableType } from '../receivables/index.js';
import { PayInTokensInput, SetCashAccountInput } from './cash.input.js';
import { CashReader } from './cash.reader.js';
import { CashService } from './cash.service.js';
import { CashAccountType, CashMovementArgs, CashMovementType } from './cash.type.js';

const CashAccountConnection = connectionOf('CashAccount', () => CashAccountType);
const CashMovementConnection = connectionOf('CashMovement', () => CashMovementType);
const SetCashAccountResult = commandResultOf('SetCashAccountResult');
const PayInTokensResult = commandResultOf('PayInTokensResult');

@Resolver(() => CashAccountType)
export class CashAccountResolver {
  constructor(
    private readonly reader: CashReader,
    private readonly service: CashService,
    private readonly commands: CommandReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => CashAccountConnection, {
    name: 'cashAccounts',
    description: 'Where your party pays and receives tokens.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<CashAccountType>> {
    const page = toPage(args, ['text', 'none']);
    const rows = await this.reader.listAccounts(viewer, page);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Mutation(() => SetCashAccountResult, {
    description:
      'Makes the key that signs for your party its cash account for a token, which it must approve there.',
  })
  async setCashAccount(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: SetCashAccountInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.service.setAccount(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @ResolveField(() => PartyType, { nullable: true })
  party(
    @Context() context: RequestContext,
    @Parent() { party }: CashAccountType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, party);
  }
}

@Resolver(() => CashMovementType)
export class CashMovementResolver {
  constructor(
    private readonly reader: CashReader,
    private readonly service: CashService,
    private readonly commands: CommandReader,
    private readonly parties: PartyLoader,
    private readonly receivables: ReceivableLoader,
  ) {}

  @Query(() => CashMovementConnection, {
    name: 'cashMovements',
    description: 'Tokens that moved from or to your party, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: CashMovementArgs,
  ): Promise<Connection<CashMovementType>> {
    const page = toPage(args, ['integer', 'integer']);
    const rows = await this.reader.listMovements(viewer, page, args.filter ?? {});
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Mutation(() => PayInTokensResult, {
    description:
      'Pays a receivable in tokens: each who is owed a share gets it at once. Cannot be reversed. Buyer only.',
  })
  async payInTokens(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: PayInTokensInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.service.pay(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @ResolveField(() => PartyType, { nullable: true })
  payer(
    @Context() context: RequestContext,
    @Parent() { payer }: CashMovementType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, payer);
  }

  @ResolveField(() => PartyType, { nullable: true })
  payee(
    @Context() context: RequestContext,
    @Parent() { payee }: CashMovementType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, payee);
  }

  @ResolveField(() => ReceivableType, {
    nullable: true,
    description: 'Receivable that it paid, if it did and you see it.',
  })
  receivable(
    @Context() context: RequestContext,
    @Parent() { receivableId }: CashMovementType,
  ): Promise<ReceivableType | null> {
    return receivableId === null
      ? Promise.resolve(null)
      : this.receivables.load(context, receivableId);
  }
}
