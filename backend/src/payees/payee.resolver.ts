import {
  Args,
  Context,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';

import {
  type Connection,
  DomainError,
  NotFoundError,
  connectionOf,
  toConnection,
  toPage,
} from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { AccountChangeReader } from './account-change.reader.js';
import { AccountChangeService } from './account-change.service.js';
import { MisdirectedReader } from './misdirected.reader.js';
import { PayeeReader } from './payee.reader.js';
import {
  type AccountChangeAnswer,
  AccountChangeArgs,
  AccountChangeType,
  AnswerPayeeAccountInput,
  MisdirectedRemittanceType,
  PayeeAccountChangeResult,
  PaymentDestinationType,
  ProposePayeeAccountInput,
} from './payee.type.js';

const AccountChangeConnection = connectionOf('PayeeAccountChange', () => AccountChangeType);

@Resolver(() => PaymentDestinationType)
export class PaymentDestinationResolver {
  constructor(
    private readonly payees: PayeeReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => [PaymentDestinationType], {
    nullable: true,
    description: 'Whom the buyer pays for a receivable, on which account, now or at an instant.',
  })
  whomToPay(
    @CurrentViewer() viewer: Viewer,
    @Args('receivableId', { type: () => ID }) receivableId: string,
    @Args('at', { type: () => Date, nullable: true }) at?: Date | null,
  ): Promise<PaymentDestinationType[] | null> {
    return this.payees.destinations(viewer, receivableId.toLowerCase(), at ?? new Date());
  }

  @ResolveField(() => PartyType, { nullable: true })
  payee(
    @Context() context: RequestContext,
    @Parent() { payee }: PaymentDestinationType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, payee);
  }
}

@Resolver(() => AccountChangeType)
export class AccountChangeResolver {
  constructor(
    private readonly service: AccountChangeService,
    private readonly changes: AccountChangeReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => AccountChangeConnection, {
    description: 'Accounts that payees want to be paid on, by you or from you, the latest first.',
  })
  async payeeAccountChanges(
    @CurrentViewer() viewer: Viewer,
    @Args() args: AccountChangeArgs,
  ): Promise<Connection<AccountChangeType>> {
    const page = toPage(args, ['integer', 'none']);
    const rows = await this.changes.list(viewer, page, args.pending ?? null);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Mutation(() => PayeeAccountChangeResult, {
    description: 'Asks a buyer to pay you on another account. Nothing changes until it accepts.',
  })
  async proposePayeeAccount(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ProposePayeeAccountInput,
  ): Promise<AccountChangeAnswer> {
    const proposed = await this.service.propose(viewer, input);
    return proposed instanceof DomainError ? proposed : this.show(viewer, proposed);
  }

  @Mutation(() => PayeeAccountChangeResult, {
    description: 'Accepts or declines to pay a payee on another account. Buyer only.',
  })
  async answerPayeeAccount(
    @CurrentViewer() viewer: Viewer,
    @Args('input') { changeId, accept, note }: AnswerPayeeAccountInput,
  ): Promise<AccountChangeAnswer> {
    const refusal = await this.service.answer(viewer, changeId, accept, note ?? '');
    return refusal ?? this.show(viewer, changeId);
  }

  @Mutation(() => PayeeAccountChangeResult, {
    description: 'Takes back a change that the buyer has not answered. Payee only.',
  })
  async withdrawPayeeAccount(
    @CurrentViewer() viewer: Viewer,
    @Args('changeId', { type: () => ID }) changeId: string,
  ): Promise<AccountChangeAnswer> {
    return (await this.service.withdraw(viewer, changeId)) ?? this.show(viewer, changeId);
  }

  @ResolveField(() => PartyType, { nullable: true })
  payee(
    @Context() context: RequestContext,
    @Parent() { payee }: AccountChangeType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, payee);
  }

  @ResolveField(() => PartyType, { nullable: true })
  buyer(
    @Context() context: RequestContext,
    @Parent() { buyer }: AccountChangeType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, buyer);
  }

  private async show(viewer: Viewer, changeId: string): Promise<AccountChangeAnswer> {
    return (await this.changes.find(viewer, changeId)) ?? new NotFoundError(changeId);
  }
}

@Resolver(() => MisdirectedRemittanceType)
export class MisdirectedResolver {
  constructor(
    private readonly misdirected: MisdirectedReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => [MisdirectedRemittanceType], {
    description:
      'Money of yours or with you that missed its account, the most urgent first; at most 200.',
  })
  misdirectedRemittances(@CurrentViewer() viewer: Viewer): Promise<MisdirectedRemittanceType[]> {
    return this.misdirected.list(viewer);
  }

  @ResolveField(() => PartyType, { nullable: true, description: 'Who has it.' })
  receiver(
    @Context() context: RequestContext,
    @Parent() { receiver }: MisdirectedRemittanceType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, receiver);
  }

  @ResolveField(() => PartyType, { nullable: true, description: 'Whose it is.' })
  payee(
    @Context() context: RequestContext,
    @Parent() { payee }: MisdirectedRemittanceType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, payee);
  }
}
