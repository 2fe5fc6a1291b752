import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { BankStatementReader } from './bank-statement.reader.js';
import { BankStatementService } from './bank-statement.service.js';
import {
  BankStatementType,
  type ImportBankStatementAnswer,
  ImportBankStatementInput,
  ImportBankStatementResult,
} from './bank-statement.type.js';
import { StatementGapReader } from './statement-gap.reader.js';
import { StatementGapFilter, StatementGapType } from './statement-gap.type.js';

const BankStatementConnection = connectionOf('BankStatement', () => BankStatementType);

@Resolver(() => BankStatementType)
export class BankStatementResolver {
  constructor(
    private readonly service: BankStatementService,
    private readonly statements: BankStatementReader,
    private readonly parties: PartyLoader,
    private readonly gaps: StatementGapReader,
  ) {}

  @Mutation(() => ImportBankStatementResult, {
    description:
      'Takes a file of bank statements, whole or not at all, and settles what its entries name.',
  })
  importBankStatement(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ImportBankStatementInput,
  ): Promise<ImportBankStatementAnswer> {
    return this.service.import(viewer, input);
  }

  @Query(() => BankStatementConnection, {
    name: 'bankStatements',
    description: 'Imported statements of your accounts, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<BankStatementType>> {
    const page = toPage(args, ['instant', 'uuid']);
    const rows = await this.statements.list(viewer, page);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Query(() => [StatementGapType], {
    description: 'What statements of your accounts leave out, the latest first; at most 200.',
  })
  statementGaps(
    @CurrentViewer() viewer: Viewer,
    @Args() filter: StatementGapFilter,
  ): Promise<StatementGapType[]> {
    return this.gaps.list(viewer, filter);
  }

  @ResolveField(() => PartyType, { nullable: true, description: 'Owner of the account.' })
  party(
    @Context() context: RequestContext,
    @Parent() statement: BankStatementType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, statement.party);
  }
}
