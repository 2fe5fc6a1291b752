import { Args, Mutation, Resolver } from '@nestjs/graphql';

import { CurrentViewer, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { ArrangementKind } from './arrangement.entity.js';
import { ArrangementResolutionService } from './arrangement-resolution.service.js';
import { CollectionActsService } from './collection-acts.service.js';
import {
  MarkRecoveredInput,
  RecordCollectionStepsInput,
  RecordInstalmentPlanInput,
  RecordPromiseInput,
  ResolveArrangementInput,
  WriteOffLotsInput,
} from './collections.input.js';

const RecordCollectionStepsResult = commandResultOf('RecordCollectionStepsResult');
const RecordPromiseResult = commandResultOf('RecordPromiseResult');
const RecordInstalmentPlanResult = commandResultOf('RecordInstalmentPlanResult');
const ResolvePromiseResult = commandResultOf('ResolvePromiseResult');
const ResolveInstalmentsResult = commandResultOf('ResolveInstalmentsResult');
const WriteOffLotsResult = commandResultOf('WriteOffLotsResult');
const MarkRecoveredResult = commandResultOf('MarkRecoveredResult');

@Resolver()
export class CollectionActsResolver {
  constructor(
    private readonly acts: CollectionActsService,
    private readonly resolution: ArrangementResolutionService,
    private readonly commands: CommandReader,
  ) {}

  @Mutation(() => RecordCollectionStepsResult, {
    description:
      'Takes steps of collection, all or none; what was promised ends with them. Owner or its collector.',
  })
  async recordCollectionSteps(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RecordCollectionStepsInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.acts.recordSteps(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => RecordPromiseResult, {
    description: 'Records what the buyer promised to pay by a day. Owner or its collector.',
  })
  async recordPromise(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RecordPromiseInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.acts.recordPromise(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => RecordInstalmentPlanResult, {
    description: 'Records instalments that the buyer agreed to. Owner or its collector.',
  })
  async recordInstalmentPlan(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RecordInstalmentPlanInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.acts.recordPlan(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => ResolvePromiseResult, {
    description:
      'Ends a promise that was kept or broken; the platform does by itself, a day later.',
  })
  async resolvePromise(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ResolveArrangementInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.resolution.resolve(viewer, ArrangementKind.PROMISE, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => ResolveInstalmentsResult, {
    description:
      'Marks instalments as met or missed; the platform does by itself, a day after each.',
  })
  async resolveInstalments(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ResolveArrangementInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.resolution.resolve(viewer, ArrangementKind.INSTALMENT_PLAN, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => WriteOffLotsResult, {
    description:
      'Gives up expecting what is outstanding on lots; the buyer still owes it. Owner only.',
  })
  async writeOffLots(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: WriteOffLotsInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.acts.writeOff(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => MarkRecoveredResult, {
    description: 'Notes that something written off was paid since. Owner or its collector.',
  })
  async markRecovered(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: MarkRecoveredInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.acts.markRecovered(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }
}
