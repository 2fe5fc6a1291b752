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

import { type Connection, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
import { StatementAcknowledgeService } from './statement-acknowledge.service.js';
import { StatementIssueService } from './statement-issue.service.js';
import { differencesOf } from './statement-items.js';
import { StatementNothingOpenError } from './statement.errors.js';
import { AcknowledgeStatementsInput, IssueStatementsInput } from './statement.input.js';
import { StatementItemsLoader } from './statement.loaders.js';
import { StatementSight } from './statement-sight.js';
import { StatementReader, itemKeyOf } from './statement.reader.js';
import {
  StatementArgs,
  StatementDifferenceType,
  StatementItemType,
  StatementType,
} from './statement.type.js';

const StatementConnection = connectionOf('Statement', () => StatementType);
const IssueStatementsResult = commandResultOf('IssueStatementsResult', [StatementNothingOpenError]);
const AcknowledgeStatementsResult = commandResultOf('AcknowledgeStatementsResult');

@Resolver(() => StatementType)
export class StatementResolver {
  constructor(
    private readonly statements: StatementReader,
    private readonly issuing: StatementIssueService,
    private readonly acknowledging: StatementAcknowledgeService,
    private readonly commands: CommandReader,
    private readonly itemsLoader: StatementItemsLoader,
    private readonly sight: StatementSight,
  ) {}

  @Query(() => StatementType, {
    nullable: true,
    description: 'A statement of or to your party; a buyer who asks for it has seen it.',
  })
  async statement(
    @CurrentViewer() viewer: Viewer,
    @Args('statementId', { type: () => ID }) statementId: string,
  ): Promise<StatementType | null> {
    const found = await this.statements.find(viewer, statementId.toLowerCase());
    if (found?.buyer === viewer.party) await this.sight.mark(viewer, found.statementId);
    return found;
  }

  @Query(() => StatementConnection, {
    name: 'statements',
    description: 'Statements of and to your party, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: StatementArgs,
  ): Promise<Connection<StatementType>> {
    const page = toPage(args, ['instant', 'text']);
    const rows = await this.statements.list(viewer, page, args.filter ?? {});
    return toConnection(rows, page, (row) => [row.issuedAt.toISOString(), row.statementId]);
  }

  @Mutation(() => IssueStatementsResult, {
    description: 'States what is open with each buyer. Subjects: the statement ids. Supplier only.',
  })
  issueStatements(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: IssueStatementsInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.issuing.issue(viewer, input));
  }

  @Mutation(() => AcknowledgeStatementsResult, {
    description: 'Answers statements with your figures; equal ones agree. Buyer only.',
  })
  acknowledgeStatements(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AcknowledgeStatementsInput,
  ): Promise<CommandAnswer> {
    return answerAct(
      this.commands,
      { viewer, input },
      this.acknowledging.acknowledge(viewer, input),
    );
  }

  @ResolveField(() => [StatementItemType], { description: 'At most the first 1000, by id.' })
  async items(
    @Context() context: RequestContext,
    @Parent() { statementId, itemsRoot }: StatementType,
  ): Promise<readonly StatementItemType[]> {
    return (await this.itemsLoader.load(context, itemKeyOf(statementId, itemsRoot))) ?? [];
  }

  @ResolveField(() => [StatementDifferenceType], {
    description: 'Lines on which the sides differ, among the items shown; empty until answered.',
  })
  async differences(
    @Context() context: RequestContext,
    @Parent() { statementId, itemsRoot, acknowledgedRoot }: StatementType,
  ): Promise<StatementDifferenceType[]> {
    if (acknowledgedRoot === null || acknowledgedRoot === itemsRoot) {
      return [];
    }
    const [supplierItems, buyerItems] = await Promise.all([
      this.itemsLoader.load(context, itemKeyOf(statementId, itemsRoot)),
      this.itemsLoader.load(context, itemKeyOf(statementId, acknowledgedRoot)),
    ]);
    return differencesOf(supplierItems ?? [], buyerItems ?? []);
  }
}
