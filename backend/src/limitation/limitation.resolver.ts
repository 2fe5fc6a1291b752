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

import { present } from '../common/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { ReceivableType } from '../receivables/index.js';
import { StatementType } from '../reconciliation/index.js';
import { LIMITATION_RULES, LIMITATION_RULES_VERSION } from './limitation-laws.js';
import { ReceivableLimitationLoader, StatementLimitationLoader } from './limitation.loaders.js';
import { PairLawService } from './pair-law.service.js';
import {
  type AgreePairLawAnswer,
  AgreePairLawInput,
  AgreePairLawResult,
  LimitationRuleType,
  LimitationType,
  PairLawType,
} from './pair-law.type.js';

@Resolver(() => PairLawType)
export class PairLawResolver {
  constructor(private readonly service: PairLawService) {}

  @Query(() => [LimitationRuleType], { description: 'Laws that a pair can agree on.' })
  limitationLaws(): LimitationRuleType[] {
    return Object.values(LIMITATION_RULES).map(({ start, ...rule }) => ({
      ...rule,
      fromEndOfYear: start === 'END_OF_YEAR',
      version: LIMITATION_RULES_VERSION,
    }));
  }

  @Query(() => PairLawType, {
    nullable: true,
    description: 'Law of a pair of which your party is.',
  })
  pairLaw(
    @CurrentViewer() viewer: Viewer,
    @Args('supplierId', { type: () => ID }) supplierId: string,
    @Args('buyerId', { type: () => ID }) buyerId: string,
  ): Promise<PairLawType | null> {
    return this.service.find(viewer, { supplierId, buyerId });
  }

  @Mutation(() => AgreePairLawResult, {
    description:
      'Says under which law limitation periods of a pair are counted; it counts once the other side says the same. ' +
      'What was said stays on record. Supplier or buyer.',
  })
  agreePairLaw(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AgreePairLawInput,
  ): Promise<AgreePairLawAnswer> {
    return this.service.agree(viewer, input);
  }
}

@Resolver(() => ReceivableType)
export class ReceivableLimitationResolver {
  constructor(private readonly loader: ReceivableLimitationLoader) {}

  @ResolveField(() => LimitationType, { description: 'Under the law of its pair.' })
  async limitation(
    @Context() context: RequestContext,
    @Parent() { receivableId }: ReceivableType,
  ): Promise<LimitationType> {
    return present(await this.loader.load(context, receivableId), 'limitation');
  }
}

@Resolver(() => StatementType)
export class StatementLimitationResolver {
  constructor(private readonly loader: StatementLimitationLoader) {}

  @ResolveField(() => LimitationType, {
    description:
      'Of the acknowledged item whose claim ends first, counted from this acknowledgement.',
  })
  async limitation(
    @Context() context: RequestContext,
    @Parent() { statementId }: StatementType,
  ): Promise<LimitationType> {
    return present(await this.loader.load(context, statementId), 'limitation');
  }
}
