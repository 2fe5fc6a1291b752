import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { ReceivableLoader, ReceivableType } from '../receivables/index.js';
import { StatementNothingToShowError } from './statement.errors.js';
import { StatementLinesLoader, StatementProgressLoader } from './statement.loaders.js';
import {
  AgreeStatementLinesInput,
  ProveStatementItemsInput,
  RaiseStatementLinesInput,
} from './statement-line.input.js';
import { StatementLineReader } from './statement-line.reader.js';
import { StatementLineService } from './statement-line.service.js';
import {
  StatementLineArgs,
  StatementLineType,
  StatementProgressType,
} from './statement-line.type.js';
import { StatementType } from './statement.type.js';

const StatementLineConnection = connectionOf('StatementLine', () => StatementLineType);
const RaiseStatementLinesResult = commandResultOf('RaiseStatementLinesResult', [
  StatementNothingToShowError,
]);
const ProveStatementItemsResult = commandResultOf('ProveStatementItemsResult', [
  StatementNothingToShowError,
]);
const AgreeStatementLinesResult = commandResultOf('AgreeStatementLinesResult');

@Resolver(() => StatementLineType)
export class StatementLineResolver {
  constructor(
    private readonly lines: StatementLineReader,
    private readonly service: StatementLineService,
    private readonly commands: CommandReader,
    private readonly parties: PartyLoader,
    private readonly receivables: ReceivableLoader,
  ) {}

  @Query(() => StatementLineConnection, {
    name: 'statementLines',
    description: 'Lines of a statement of or to your party, by receivable.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() { statementId, filter, ...args }: StatementLineArgs,
  ): Promise<Connection<StatementLineType>> {
    const page = toPage(args, ['text', 'none']);
    const rows = await this.lines.list(viewer, page, { statementId, ...filter });
    return toConnection(rows, page, ({ receivableId }) => [receivableId, '']);
  }

  @Mutation(() => RaiseStatementLinesResult, {
    description:
      'Shows receivables on which the lists of a differing statement differ, with the proofs of both. ' +
      'The buyer cannot answer anew after that. Supplier or buyer.',
  })
  raiseStatementLines(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RaiseStatementLinesInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.raise(viewer, input));
  }

  @Mutation(() => ProveStatementItemsResult, {
    description:
      'Proves that your list has receivables that lines say it lacks. Supplier or buyer.',
  })
  proveStatementItems(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ProveStatementItemsInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.prove(viewer, input));
  }

  @Mutation(() => AgreeStatementLinesResult, {
    description:
      'Says what raised lines should be: proposes, or agrees to what the other side says. Once the lines explain the ' +
      'whole difference and all are agreed, the statement is resolved. Supplier or buyer.',
  })
  agreeStatementLines(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AgreeStatementLinesInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.service.agree(viewer, input));
  }

  @ResolveField(() => PartyType, { nullable: true })
  raisedBy(
    @Context() context: RequestContext,
    @Parent() { raisedBy }: StatementLineType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, raisedBy);
  }

  @ResolveField(() => ReceivableType, { nullable: true })
  receivable(
    @Context() context: RequestContext,
    @Parent() { receivableId }: StatementLineType,
  ): Promise<ReceivableType | null> {
    return this.receivables.load(context, receivableId);
  }
}

@Resolver(() => StatementType)
export class StatementLinesResolver {
  constructor(
    private readonly linesLoader: StatementLinesLoader,
    private readonly progressLoader: StatementProgressLoader,
  ) {}

  @ResolveField(() => [StatementLineType], {
    description: 'Lines that were raised, at most the first 1000, by receivable.',
  })
  async lines(
    @Context() context: RequestContext,
    @Parent() { statementId }: StatementType,
  ): Promise<readonly StatementLineType[]> {
    return (await this.linesLoader.load(context, statementId)) ?? [];
  }

  @ResolveField(() => StatementProgressType, {
    nullable: true,
    description: 'How far both sides are line by line; null for a statement that does not differ.',
  })
  progress(
    @Context() context: RequestContext,
    @Parent() { statementId }: StatementType,
  ): Promise<StatementProgressType | null> {
    return this.progressLoader.load(context, statementId);
  }
}
