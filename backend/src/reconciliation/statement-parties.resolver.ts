import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { ReceivableLoader, ReceivableType } from '../receivables/index.js';
import { StatementReader, balanceKeyset } from './statement.reader.js';
import {
  BalanceType,
  StatementDifferenceType,
  StatementItemType,
  StatementType,
} from './statement.type.js';

const BalanceConnection = connectionOf('Balance', () => BalanceType);

@Resolver(() => StatementType)
export class StatementPartiesResolver {
  constructor(private readonly parties: PartyLoader) {}

  @ResolveField(() => PartyType, { nullable: true })
  supplier(
    @Context() context: RequestContext,
    @Parent() statement: StatementType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, statement.supplier);
  }

  @ResolveField(() => PartyType, { nullable: true })
  buyer(
    @Context() context: RequestContext,
    @Parent() statement: StatementType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, statement.buyer);
  }
}

@Resolver(() => BalanceType)
export class BalanceResolver {
  constructor(
    private readonly statements: StatementReader,
    private readonly parties: PartyLoader,
  ) {}

  @Query(() => BalanceConnection, {
    description: 'What is open between your party and each other, per currency.',
  })
  async balances(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<BalanceType>> {
    const page = toPage(args, ['text', 'text']);
    const rows = await this.statements.balances(viewer, page);
    return toConnection(rows, page, balanceKeyset);
  }

  @ResolveField(() => PartyType, { nullable: true })
  supplier(
    @Context() context: RequestContext,
    @Parent() balance: BalanceType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, balance.supplier);
  }

  @ResolveField(() => PartyType, { nullable: true })
  buyer(
    @Context() context: RequestContext,
    @Parent() balance: BalanceType,
  ): Promise<PartyType | null> {
    return this.parties.load(context, balance.buyer);
  }
}

@Resolver(() => StatementItemType)
export class StatementItemResolver {
  constructor(private readonly receivables: ReceivableLoader) {}

  @ResolveField(() => ReceivableType, { nullable: true })
  receivable(
    @Context() context: RequestContext,
    @Parent() item: StatementItemType,
  ): Promise<ReceivableType | null> {
    return this.receivables.load(context, item.receivableId);
  }
}

@Resolver(() => StatementDifferenceType)
export class StatementDifferenceResolver {
  constructor(private readonly receivables: ReceivableLoader) {}

  @ResolveField(() => ReceivableType, { nullable: true })
  receivable(
    @Context() context: RequestContext,
    @Parent() difference: StatementDifferenceType,
  ): Promise<ReceivableType | null> {
    return this.receivables.load(context, difference.receivableId);
  }
}
