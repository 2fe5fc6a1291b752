import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { type Connection, connectionOf, toConnection, toPage } from '../api/index.js';
import { present } from '../common/index.js';
import { CurrentViewer, type RequestContext, type Viewer } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import { LotLoader, LotType, ReceivableLoader, ReceivableType } from '../receivables/index.js';
import { ArrangementLoader, StepLoader, WriteOffLoader } from './collections.loaders.js';
import {
  ArrangementType,
  CollectionArgs,
  CollectionStepArgs,
  CollectionStepType,
  CollectionType,
  WriteOffType,
} from './collections.type.js';
import { CourseReader } from './course.reader.js';

const CollectionConnection = connectionOf('Collection', () => CollectionType);
const CollectionStepConnection = connectionOf('CollectionStep', () => CollectionStepType);

@Resolver(() => CollectionType)
export class CourseResolver {
  constructor(
    private readonly courses: CourseReader,
    private readonly receivables: ReceivableLoader,
    private readonly stepLoader: StepLoader,
    private readonly arrangementLoader: ArrangementLoader,
    private readonly writeOffLoader: WriteOffLoader,
  ) {}

  @Query(() => CollectionConnection, {
    name: 'collections',
    description: 'Courses of collection of receivables that you see, the latest step first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: CollectionArgs,
  ): Promise<Connection<CollectionType>> {
    const page = toPage(args, ['instant', 'text']);
    const rows = await this.courses.list(viewer, page, args.filter ?? {});
    return toConnection(rows, page, (row) => [row.since.toISOString(), row.receivableId]);
  }

  @Query(() => CollectionStepConnection, {
    name: 'collectionSteps',
    description: 'All steps of a receivable that you see, the latest first.',
  })
  async listSteps(
    @Context() context: RequestContext,
    @CurrentViewer() viewer: Viewer,
    @Args() args: CollectionStepArgs,
  ): Promise<Connection<CollectionStepType>> {
    const page = toPage(args, ['integer', 'integer']);
    const receivable = await this.receivables.load(context, args.receivableId.toLowerCase());
    const rows =
      receivable === null
        ? []
        : await this.courses.listSteps(viewer, receivable.receivableId, page);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @ResolveField(() => ReceivableType)
  async receivable(
    @Context() context: RequestContext,
    @Parent() { receivableId }: CollectionType,
  ): Promise<ReceivableType> {
    return present(await this.receivables.load(context, receivableId), 'receivable of the course');
  }

  @ResolveField(() => [CollectionStepType], { description: 'The latest 100, the latest first.' })
  async steps(
    @Context() context: RequestContext,
    @Parent() { receivableId }: CollectionType,
  ): Promise<CollectionStepType[]> {
    return (await this.stepLoader.load(context, receivableId)) ?? [];
  }

  @ResolveField(() => [ArrangementType], {
    description: 'Promises and instalment plans: the latest 100, the latest first.',
  })
  async arrangements(
    @Context() context: RequestContext,
    @Parent() { receivableId }: CollectionType,
  ): Promise<ArrangementType[]> {
    return (await this.arrangementLoader.load(context, receivableId)) ?? [];
  }

  @ResolveField(() => [WriteOffType], { description: 'The latest 100, the latest first.' })
  async writeOffs(
    @Context() context: RequestContext,
    @Parent() { receivableId }: CollectionType,
  ): Promise<WriteOffType[]> {
    return (await this.writeOffLoader.load(context, receivableId)) ?? [];
  }
}

@Resolver(() => CollectionStepType)
export class CollectionStepResolver {
  constructor(
    private readonly parties: PartyLoader,
    private readonly lots: LotLoader,
  ) {}

  @ResolveField(() => PartyType, {
    nullable: true,
    description: 'Owner of the lot or its collector; null if you may not know who holds it.',
  })
  actor(
    @Context() context: RequestContext,
    @Parent() { actor }: CollectionStepType,
  ): Promise<PartyType | null> | null {
    return actor === null ? null : this.parties.load(context, actor);
  }

  @ResolveField(() => LotType, { nullable: true, description: 'Null if you do not see it.' })
  lot(
    @Context() context: RequestContext,
    @Parent() { lotId }: CollectionStepType,
  ): Promise<LotType | null> {
    return this.lots.load(context, lotId);
  }
}
