import { Args, Mutation, Resolver } from '@nestjs/graphql';

import { CurrentViewer, type Viewer } from '../identity/index.js';
import { type CommandAnswer, CommandReader, answerAct, commandResultOf } from '../ledger/index.js';
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
  recordCollectionSteps(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RecordCollectionStepsInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.acts.recordSteps(viewer, input));
  }

  @Mutation(() => RecordPromiseResult, {
    description: 'Records what the buyer promised to pay by a day. Owner or its collector.',
  })
  recordPromise(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RecordPromiseInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.acts.recordPromise(viewer, input));
  }

  @Mutation(() => RecordInstalmentPlanResult, {
    description: 'Records instalments that the buyer agreed to. Owner or its collector.',
  })
  recordInstalmentPlan(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RecordInstalmentPlanInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.acts.recordPlan(viewer, input));
  }

  @Mutation(() => ResolvePromiseResult, {
    description:
      'Ends a promise that was kept or broken; the platform does by itself, a day later.',
  })
  resolvePromise(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ResolveArrangementInput,
  ): Promise<CommandAnswer> {
    return answerAct(
      this.commands,
      { viewer, input },
      this.resolution.resolve(viewer, ArrangementKind.PROMISE, input),
    );
  }

  @Mutation(() => ResolveInstalmentsResult, {
    description:
      'Marks instalments as met or missed; the platform does by itself, a day after each.',
  })
  resolveInstalments(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ResolveArrangementInput,
  ): Promise<CommandAnswer> {
    return answerAct(
      this.commands,
      { viewer, input },
      this.resolution.resolve(viewer, ArrangementKind.INSTALMENT_PLAN, input),
    );
  }

  @Mutation(() => WriteOffLotsResult, {
    description:
      'Gives up expecting what is outstanding on lots; the buyer still owes it. Owner only.',
  })
  writeOffLots(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: WriteOffLotsInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.acts.writeOff(viewer, input));
  }

  @Mutation(() => MarkRecoveredResult, {
    description: 'Notes that something written off was paid since. Owner or its collector.',
  })
  markRecovered(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: MarkRecoveredInput,
  ): Promise<CommandAnswer> {
    return answerAct(this.commands, { viewer, input }, this.acts.markRecovered(viewer, input));
  }
}
