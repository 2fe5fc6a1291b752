import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { pairKeyOf } from './statement-items.js';
import { StatementScheduleService } from './statement-schedule.service.js';
import { StatementScheduleStore } from './statement-schedule.store.js';
import {
  type SetStatementScheduleAnswer,
  SetStatementScheduleInput,
  SetStatementScheduleResult,
  StatementScheduleType,
} from './statement-schedule.type.js';

const StatementScheduleConnection = connectionOf('StatementSchedule', () => StatementScheduleType);

@Resolver(() => StatementScheduleType)
export class StatementScheduleResolver {
  constructor(
    private readonly service: StatementScheduleService,
    private readonly store: StatementScheduleStore,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => StatementScheduleConnection, {
    name: 'statementSchedules',
    description: 'When statements of and to your party are issued by themselves, by pair.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<StatementScheduleType>> {
    const page = toPage(args, ['text', 'none']);
    const rows = await this.store.list(viewer, page);
    return toConnection(rows, page, (row) => [pairKeyOf(row), '']);
  }

  @Mutation(() => SetStatementScheduleResult, {
    description:
      'Says how often the statements to a buyer are issued by themselves, from the period under way on. ' +
      'The same again changes nothing. Supplier only.',
  })
  setStatementSchedule(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: SetStatementScheduleInput,
  ): Promise<SetStatementScheduleAnswer> {
    return this.service.set(viewer, input);
  }

  @ResolveField(() => PartyType, { nullable: true })
  supplier(
    @Context() context: RequestContext,
    @Parent() { supplier }: StatementScheduleType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, supplier);
  }

  @ResolveField(() => PartyType, { nullable: true })
  buyer(
    @Context() context: RequestContext,
    @Parent() { buyer }: StatementScheduleType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, buyer);
  }
}
