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
import { ReceivableType } from './receivable.type.js';
import { AgreeSilenceInput, ConfirmBySilenceInput } from './silence.input.js';
import { SilenceLoader } from './silence.loader.js';
import { SilenceReader } from './silence.reader.js';
import { SilenceService } from './silence.service.js';
import { ReceivableSilenceType, SilenceAgreementType } from './silence.type.js';

const SilenceAgreementConnection = connectionOf('SilenceAgreement', () => SilenceAgreementType);
const AgreeSilenceResult = commandResultOf('AgreeSilenceResult');
const ConfirmBySilenceResult = commandResultOf('ConfirmBySilenceResult');

@Resolver(() => SilenceAgreementType)
export class SilenceAgreementResolver {
  constructor(
    private readonly reader: SilenceReader,
    private readonly service: SilenceService,
    private readonly commands: CommandReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => SilenceAgreementConnection, {
    name: 'silenceAgreements',
    description: 'What your party as buyer, or buyers for your party, agreed to about silence.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<SilenceAgreementType>> {
    const page = toPage(args, ['text', 'text']);
    const rows = await this.reader.list(viewer, page);
    return toConnection(rows, page, (row) => [row.buyer, row.supplier]);
  }

  @Mutation(() => AgreeSilenceResult, {
    description:
      'Agrees that claims of a supplier which your party leaves unanswered count as confirmed. Buyer only.',
  })
  async agreeSilence(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AgreeSilenceInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.service.agree(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => ConfirmBySilenceResult, {
    description:
      'Has claims confirmed in full that their buyer left unanswered as long as it agreed to. Supplier only.',
  })
  async confirmBySilence(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ConfirmBySilenceInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.service.confirm(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @ResolveField(() => PartyType, { nullable: true })
  buyer(
    @Context() context: RequestContext,
    @Parent() { buyer }: SilenceAgreementType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, buyer);
  }

  @ResolveField(() => PartyType, { nullable: true })
  supplier(
    @Context() context: RequestContext,
    @Parent() { supplier }: SilenceAgreementType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, supplier);
  }
}

@Resolver(() => ReceivableType)
export class ReceivableSilenceResolver {
  constructor(
    private readonly silences: SilenceLoader,
    private readonly parties: PartyLoader,
  ) {}

  @ResolveField(() => ReceivableSilenceType, {
    nullable: true,
    description: 'Null unless the claim waits for an answer and the buyer agreed to it before.',
  })
  silence(
    @Context() context: RequestContext,
    @Parent() { receivableId }: ReceivableType,
  ): Promise<ReceivableSilenceType | null> {
    return this.silences.load(context, receivableId);
  }

  @ResolveField(() => PartyType, {
    nullable: true,
    description:
      'Whose act confirmed it: the buyer’s, or the supplier’s where it is deemed confirmed.',
  })
  confirmedBy(
    @Context() context: RequestContext,
    @Parent() { confirmedAt, isDeemed, supplier, buyer }: ReceivableType,
  ): Promise<PartyType | null> {
    return confirmedAt === null
      ? Promise.resolve(null)
      : this.parties.load(context, isDeemed ? supplier : buyer);
  }
}
