import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, connectionOf, toConnection, toPage } from '../api/index.js';
import { present } from '../common/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { LotType, ReceivableLoader, ReceivableType } from '../receivables/index.js';
import { AcknowledgeNoticeInput, GiveNoticeInput } from './assignments.input.js';
import { LotPayeeLoader, ReceivableNoticesLoader } from './assignments.loaders.js';
import { NoticeArgs, NoticeType } from './assignments.type.js';
import { NoticeReader } from './notice.reader.js';
import { NoticeService } from './notice.service.js';

const NoticeConnection = connectionOf('AssignmentNotice', () => NoticeType);
const GiveNoticeResult = commandResultOf('GiveNoticeResult');
const AcknowledgeNoticeResult = commandResultOf('AcknowledgeNoticeResult');

@Resolver(() => NoticeType)
export class NoticeResolver {
  constructor(
    private readonly notices: NoticeReader,
    private readonly service: NoticeService,
    private readonly commands: CommandReader,
  ) {}

  @Query(() => NoticeConnection, {
    description: 'Notices of assignment to, from or about your party, the latest first.',
  })
  async assignmentNotices(
    @CurrentViewer() viewer: Viewer,
    @Args() args: NoticeArgs,
  ): Promise<Connection<NoticeType>> {
    const page = toPage(args, ['instant', 'text']);
    const rows = await this.notices.list(viewer, page, args.pending ?? null);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Mutation(() => GiveNoticeResult, {
    description:
      'Tells buyers to pay you for lots under disclosed deals, and for silent ones once they are past due. Owner only.',
  })
  giveNotice(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: GiveNoticeInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.give(viewer, input));
  }

  @Mutation(() => AcknowledgeNoticeResult, {
    description: 'From now on your party pays the owner of each of these lots. Buyer only.',
  })
  acknowledgeNotice(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AcknowledgeNoticeInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.acknowledge(viewer, input));
  }
}

@Resolver(() => NoticeType)
export class NoticeFieldsResolver {
  constructor(
    private readonly parties: PartyLoader,
    private readonly receivables: ReceivableLoader,
  ) {}

  @ResolveField(() => PartyType, { nullable: true, description: 'Who gave the latest notice.' })
  assignee(
    @Context() context: RequestContext,
    @Parent() notice: NoticeType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, notice.assignee);
  }

  @ResolveField(() => PartyType, {
    nullable: true,
    description: 'Whom the buyer acknowledged to pay; null if it has acknowledged nothing.',
  })
  async payee(
    @Context() context: RequestContext,
    @Parent() { payee }: NoticeType,
  ): Promise<PartyType | null> {
    return payee === null ? null : this.parties.load(context, payee);
  }

  @ResolveField(() => ReceivableType, { nullable: true })
  receivable(
    @Context() context: RequestContext,
    @Parent() notice: NoticeType,
  ): Promise<ReceivableType | null> {
    return this.receivables.load(context, notice.receivableId);
  }
}

@Resolver(() => LotType)
export class LotPayeeResolver {
  constructor(
    private readonly parties: PartyLoader,
    private readonly payees: LotPayeeLoader,
  ) {}

  @ResolveField(() => PartyType, {
    nullable: true,
    description: 'Whom the buyer has to pay: the supplier, or whom it acknowledged after a notice.',
  })
  async payee(
    @Context() context: RequestContext,
    @Parent() lot: LotType,
  ): Promise<PartyType | null> {
    const payee = present(await this.payees.load(context, lot.lotId), 'payee of the lot');
    return this.parties.load(context, payee);
  }
}

@Resolver(() => ReceivableType)
export class ReceivableNoticesResolver {
  constructor(private readonly noticesOf: ReceivableNoticesLoader) {}

  @ResolveField(() => [NoticeType], {
    description: 'Notices of assignment of its lots, to their buyer, supplier and owner.',
  })
  async notices(
    @Context() context: RequestContext,
    @Parent() receivable: ReceivableType,
  ): Promise<NoticeType[]> {
    return (await this.noticesOf.load(context, receivable.receivableId)) ?? [];
  }
}
