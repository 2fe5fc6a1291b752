import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import type { RequestContext } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { LotType, ReceivableType } from '../receivables/index.js';
import { CollectorLoader, CourseLoader, PromiseRecordLoader } from './collections.loaders.js';
import { CollectionType, PromiseRecordType } from './collections.type.js';

@Resolver(() => ReceivableType)
export class CollectedReceivableResolver {
  constructor(
    private readonly courses: CourseLoader,
    private readonly promiseRecords: PromiseRecordLoader,
  ) {}

  @ResolveField(() => CollectionType, {
    nullable: true,
    description: 'Course of its collection; null if nothing was done.',
  })
  collection(
    @Context() context: RequestContext,
    @Parent() { receivableId }: ReceivableType,
  ): Promise<CollectionType | null> {
    return this.courses.load(context, receivableId);
  }

  @ResolveField(() => PromiseRecordType, {
    nullable: true,
    description: 'How its buyer kept what it promised; null if it never ended a promise or plan.',
  })
  promiseRecord(
    @Context() context: RequestContext,
    @Parent() { buyer }: ReceivableType,
  ): Promise<PromiseRecordType | null> {
    return this.promiseRecords.load(context, buyer);
  }
}

@Resolver(() => LotType)
export class CollectedLotResolver {
  constructor(
    private readonly collectors: CollectorLoader,
    private readonly parties: PartyLoader,
  ) {}

  @ResolveField(() => PartyType, {
    nullable: true,
    description: 'Who collects it for its owner; null if nobody else does.',
  })
  async collector(
    @Context() context: RequestContext,
    @Parent() { lotId }: LotType,
  ): Promise<PartyType | null> {
    const collector = await this.collectors.load(context, lotId);
    return collector === null ? null : this.parties.load(context, collector);
  }
}
