import { Injectable } from '@nestjs/common';

import { BatchLoader, groupById } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import type { Aged } from './ageing.js';
import { PairAgentReader } from './pair-agent.reader.js';
import type { PairAgentType } from './pair-agent.type.js';
import { StatementContentReader } from './statement-content.reader.js';
import type { StatementItem } from './statement-items.js';
import { StatementLineReader } from './statement-line.reader.js';
import type { StatementLineType, StatementProgressType } from './statement-line.type.js';
import { type Movements, StatementMovements } from './statement-movements.js';
import { StatementSight } from './statement-sight.js';
import { StatementReader } from './statement.reader.js';

/** Items of one side of statements that the viewer sees, by `itemKeyOf`. */
@Injectable()
export class StatementItemsLoader extends BatchLoader<RequestContext, readonly StatementItem[]> {
  constructor(private readonly statements: StatementReader) {
    super();
  }

  protected findMany(
    _: RequestContext,
    itemKeys: readonly string[],
  ): Promise<ReadonlyMap<string, readonly StatementItem[]>> {
    return this.statements.items(itemKeys);
  }
}

@Injectable()
export class StatementSightLoader extends BatchLoader<RequestContext, Date> {
  constructor(private readonly sight: StatementSight) {
    super();
  }

  protected findMany(
    _: RequestContext,
    statementIds: readonly string[],
  ): Promise<ReadonlyMap<string, Date>> {
    return this.sight.findMany(statementIds);
  }
}

/** By `itemKeyOf`. */
@Injectable()
export class StatementMovementsLoader extends BatchLoader<RequestContext, Movements> {
  constructor(private readonly movements: StatementMovements) {
    super();
  }

  protected findMany(
    _: RequestContext,
    itemKeys: readonly string[],
  ): Promise<ReadonlyMap<string, Movements>> {
    return this.movements.findMany(itemKeys);
  }
}

/** By `agedKeyOf`. */
@Injectable()
export class StatementAgeingLoader extends BatchLoader<RequestContext, readonly Aged[]> {
  constructor(private readonly content: StatementContentReader) {
    super();
  }

  protected findMany(
    _: RequestContext,
    agedKeys: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Aged[]>> {
    return this.content.ageing(agedKeys);
  }
}

/** Lines of statements that the viewer sees, at most the first thousand each. */
@Injectable()
export class StatementLinesLoader extends BatchLoader<RequestContext, StatementLineType[]> {
  constructor(private readonly lines: StatementLineReader) {
    super();
  }

  protected async findMany(
    _: RequestContext,
    statementIds: readonly string[],
  ): Promise<ReadonlyMap<string, StatementLineType[]>> {
    const found = await this.lines.findOfStatements(statementIds);
    return groupById(statementIds, found, ({ statementId }) => statementId);
  }
}

@Injectable()
export class StatementProgressLoader extends BatchLoader<RequestContext, StatementProgressType> {
  constructor(private readonly lines: StatementLineReader) {
    super();
  }

  protected findMany(
    _: RequestContext,
    statementIds: readonly string[],
  ): Promise<ReadonlyMap<string, StatementProgressType>> {
    return this.lines.progressOf(statementIds);
  }
}

/** Settlement agents by {@link pairKeyOf}, for a viewer who sees something of the pair. */
@Injectable()
export class PairAgentLoader extends BatchLoader<RequestContext, PairAgentType> {
  constructor(private readonly agents: PairAgentReader) {
    super();
  }

  protected findMany(
    _: RequestContext,
    pairKeys: readonly string[],
  ): Promise<ReadonlyMap<string, PairAgentType>> {
    return this.agents.findByKeys(pairKeys);
  }
}
