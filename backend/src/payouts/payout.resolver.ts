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
  PageArgs,
  connectionOf,
  toConnection,
  toPage,
} from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { PayoutReader } from './payout.reader.js';
import { PayoutService } from './payout.service.js';
import {
  CancelPayoutInstructionInput,
  CancelPayoutInstructionResult,
  CreatePayoutInstructionInput,
  CreatePayoutInstructionResult,
  type PayoutAnswer,
  PayoutInstructionType,
  PayoutPaymentType,
  PayoutVersion,
} from './payout.type.js';

const PayoutConnection = connectionOf('PayoutInstruction', () => PayoutInstructionType);

@Resolver(() => PayoutInstructionType)
export class PayoutResolver {
  constructor(
    private readonly service: PayoutService,
    private readonly payouts: PayoutReader,
    private readonly parties: PartyLoader,
  ) {}

  @Mutation(() => CreatePayoutInstructionResult, {
    description: 'Writes the payments of what your party owes others (see `duties`) for its bank.',
  })
  async createPayoutInstruction(
    @CurrentViewer() viewer: Viewer,
    @Args('input') { version, ...input }: CreatePayoutInstructionInput,
  ): Promise<PayoutAnswer> {
    const isOld = version === PayoutVersion.PAIN_001_001_03;
    const created = await this.service.create(viewer, {
      ...input,
      version: isOld ? 'pain.001.001.03' : 'pain.001.001.09',
    });
    return created instanceof DomainError ? created : this.show(viewer, created);
  }

  @Mutation(() => CancelPayoutInstructionResult, {
    description: 'Takes an instruction back that your bank has not carried out.',
  })
  async cancelPayoutInstruction(
    @CurrentViewer() viewer: Viewer,
    @Args('input') { instructionId, reason }: CancelPayoutInstructionInput,
  ): Promise<PayoutAnswer> {
    return (
      (await this.service.cancel(viewer, instructionId, reason)) ?? this.show(viewer, instructionId)
    );
  }

  @Query(() => PayoutInstructionType, { nullable: true })
  payoutInstruction(
    @CurrentViewer() viewer: Viewer,
    @Args('instructionId', { type: () => ID }) instructionId: string,
  ): Promise<PayoutInstructionType | null> {
    return this.payouts.find(viewer, instructionId.toLowerCase());
  }

  @Query(() => PayoutConnection, {
    name: 'payoutInstructions',
    description: 'Payment instructions of your party, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<PayoutInstructionType>> {
    const page = toPage(args, ['instant', 'uuid']);
    return toConnection(await this.payouts.list(viewer, page), page, (row) => row.keyset);
  }

  @ResolveField(() => String, { description: 'The file for the bank, in base64.' })
  async contentBase64(@Parent() { instructionId }: PayoutInstructionType): Promise<string> {
    return (await this.payouts.contentOf(instructionId)).toString('base64');
  }

  @ResolveField(() => PartyType, { nullable: true, description: 'Who owes and pays.' })
  party(
    @Context() context: RequestContext,
    @Parent() { party }: PayoutInstructionType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, party);
  }

  private async show(viewer: Viewer, instructionId: string): Promise<PayoutAnswer> {
    return (await this.payouts.find(viewer, instructionId)) ?? new NotFoundError(instructionId);
  }
}

@Resolver(() => PayoutPaymentType)
export class PayoutPaymentResolver {
  constructor(private readonly parties: PartyLoader) {}

  @ResolveField(() => PartyType, { nullable: true })
  creditor(
    @Context() context: RequestContext,
    @Parent() { creditor }: PayoutPaymentType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, creditor);
  }
}
