import {
  Args,
  Context,
  ID,
  Mutation,
  Parent,
  ResolveField,
  Resolver,
  createUnionType,
} from '@nestjs/graphql';
import type { Type } from '@nestjs/common';

import { DomainError, NotFoundError } from '../api/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import type { Aged } from './ageing.js';
import { agedKeyOf } from './statement-content.reader.js';
import { StatementAgeingType, StatementMovementsType } from './statement-content.type.js';
import type { Movements } from './statement-movements.js';
import { StatementSight } from './statement-sight.js';
import {
  StatementAgeingLoader,
  StatementMovementsLoader,
  StatementSightLoader,
} from './statement.loaders.js';
import { StatementReader, itemKeyOf } from './statement.reader.js';
import { StatementType } from './statement.type.js';

export const MarkStatementSeenResult = createUnionType({
  name: 'MarkStatementSeenResult',
  types: () => [StatementType, NotFoundError] as const,
  resolveType: (value: StatementType | DomainError) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : StatementType,
});

/** What a statement says beside its balance, and whether its buyer looked at it. */
@Resolver(() => StatementType)
export class StatementContentResolver {
  constructor(
    private readonly statements: StatementReader,
    private readonly sight: StatementSight,
    private readonly sightLoader: StatementSightLoader,
    private readonly ageingLoader: StatementAgeingLoader,
    private readonly movementsLoader: StatementMovementsLoader,
  ) {}

  @Mutation(() => MarkStatementSeenResult, {
    description: 'Says that the buyer opened a statement; the first time counts. Buyer only.',
  })
  async markStatementSeen(
    @CurrentViewer() viewer: Viewer,
    @Args('statementId', { type: () => ID }) id: string,
  ): Promise<StatementType | DomainError> {
    const statementId = id.toLowerCase();
    const isMine = await this.sight.mark(viewer, statementId);
    const found = isMine ? await this.statements.find(viewer, statementId) : null;
    return found ?? new NotFoundError(statementId);
  }

  @ResolveField(() => Date, {
    nullable: true,
    description: 'When the buyer first opened it, by `statement` or `markStatementSeen`.',
  })
  async seenAt(
    @Context() context: RequestContext,
    @Parent() { statementId }: StatementType,
  ): Promise<Date | null> {
    return (await this.sightLoader.load(context, statementId)) ?? null;
  }

  @ResolveField(() => [StatementAgeingType], {
    description: 'Empty if its items are not kept here.',
  })
  async ageing(
    @Context() context: RequestContext,
    @Parent() statement: StatementType,
  ): Promise<readonly Aged[]> {
    return (await this.ageingLoader.load(context, agedKeyOf(statement))) ?? [];
  }

  @ResolveField(() => StatementMovementsType, {
    nullable: true,
    description: 'Null if it was issued elsewhere, or before movements were kept.',
  })
  async movements(
    @Context() context: RequestContext,
    @Parent() { statementId, itemsRoot }: StatementType,
  ): Promise<Movements | null> {
    return (await this.movementsLoader.load(context, itemKeyOf(statementId, itemsRoot))) ?? null;
  }
}
