import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';

import { type Connection, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { ReceivableLoader, ReceivableType } from '../receivables/index.js';
import { ItemLists } from './item-lists.js';
import {
  ProvenStatementItemType,
  StatementItemArgs,
  StatementSide,
} from './statement-item.type.js';
import { StatementReader } from './statement.reader.js';

const ProvenItemConnection = connectionOf('ProvenStatementItem', () => ProvenStatementItemType);

/** Every item of a statement, however long it is. */
@Resolver(() => ProvenStatementItemType)
export class ProvenStatementItemResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly statements: StatementReader,
    private readonly itemLists: ItemLists,
    private readonly receivables: ReceivableLoader,
  ) {}

  @Query(() => ProvenItemConnection, {
    name: 'statementItems',
    description:
      'Items of one side of a statement of or to your party, by receivable, each with its proof. ' +
      'Empty where the side has not spoken, or its items are not kept here.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() { statementId, side, ...args }: StatementItemArgs,
  ): Promise<Connection<ProvenStatementItemType>> {
    const page = toPage(args, ['integer', 'none']);
    const statement = await this.statements.find(viewer, statementId.toLowerCase());
    const root =
      side === StatementSide.SUPPLIER ? statement?.itemsRoot : statement?.acknowledgedRoot;
    const list =
      statement === null || root === undefined || root === null
        ? null
        : await this.itemLists.find(this.dataSource.manager, statement.statementId, root);
    const from = page.after === null ? 0 : Number(page.after[0]) + 1;
    const rows = (list?.items ?? []).slice(from, from + page.limit).map((item, index) => ({
      ...item,
      position: from + index,
      proof: list?.proofOf(item.receivableId) ?? [],
    }));
    return toConnection(rows, page, ({ position }) => [String(position), '']);
  }

  @ResolveField(() => ReceivableType, { nullable: true })
  receivable(
    @Context() context: RequestContext,
    @Parent() { receivableId }: ProvenStatementItemType,
  ): Promise<ReceivableType | null> {
    return this.receivables.load(context, receivableId);
  }
}
