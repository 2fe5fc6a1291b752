import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import {
  type CommandAnswer,
  CommandReader,
  answerCommand,
  commandResultOf,
} from '../ledger/index.js';
import { PauseReader } from './pause.reader.js';
import { PauseService } from './pause.service.js';
import { PauseActsInput, PauseChangeType, PausedActsType, ResumeActsInput } from './pause.type.js';

const PauseChangeConnection = connectionOf('PauseChange', () => PauseChangeType);
const PauseActsResult = commandResultOf('PauseActsResult');
const ResumeActsResult = commandResultOf('ResumeActsResult');

@Resolver()
export class PauseResolver {
  constructor(
    private readonly reader: PauseReader,
    private readonly service: PauseService,
    private readonly commands: CommandReader,
  ) {}

  @Query(() => [PausedActsType], { description: 'Groups of acts that stand still now.' })
  pausedActs(): Promise<PausedActsType[]> {
    return this.reader.pausedNow();
  }

  @Query(() => PauseChangeConnection, {
    name: 'pauseChanges',
    description: 'What was paused and went on, the latest first.',
  })
  async changes(@Args() args: PageArgs): Promise<Connection<PauseChangeType>> {
    const page = toPage(args, ['integer', 'integer']);
    return toConnection(await this.reader.listChanges(page), page, (row) => row.keyset);
  }

  @Mutation(() => PauseActsResult, {
    description:
      'Stops groups of acts of all parties; paying and being paid go on. Operators with the power PAUSE only.',
  })
  async pauseActs(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: PauseActsInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.service.pause(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }

  @Mutation(() => ResumeActsResult, {
    description: 'Lets groups of acts go on. Operators with the power PAUSE only.',
  })
  async resumeActs(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ResumeActsInput,
  ): Promise<CommandAnswer> {
    const submitted = await this.service.resume(viewer, input);
    return answerCommand(this.commands, viewer, submitted, input.awaitInclusion);
  }
}
