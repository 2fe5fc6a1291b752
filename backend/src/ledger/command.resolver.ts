import {
  Args,
  Field,
  ID,
  InputType,
  Mutation,
  Query,
  Resolver,
  Subscription,
  createUnionType,
} from '@nestjs/graphql';

import {
  type Connection,
  DomainError,
  NotFoundError,
  NotPermittedError,
  PageArgs,
  connectionOf,
  toConnection,
  toPage,
} from '../api/index.js';
import { present } from '../common/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { CommandCancellation } from './command-cancellation.service.js';
import { CommandNotQueuedError } from './command-not-queued.type.js';
import { CommandReader } from './command.reader.js';
import { CommandWatch } from './command-watch.service.js';
import type { CommandStream } from './command-stream.js';
import { CommandType } from './command.type.js';

const CommandConnection = connectionOf('Command', () => CommandType);

@InputType()
export class CancelCommandInput {
  @Field(() => ID)
  readonly commandId!: string;
}

const CancelCommandResult = createUnionType({
  name: 'CancelCommandResult',
  types: () => [CommandType, CommandNotQueuedError, NotFoundError, NotPermittedError] as const,
  resolveType: (value: object) =>
    value instanceof DomainError ? (value.constructor as typeof NotFoundError) : CommandType,
});

@Resolver(() => CommandType)
export class CommandResolver {
  constructor(
    private readonly commands: CommandReader,
    private readonly cancellation: CommandCancellation,
    private readonly watch: CommandWatch,
  ) {}

  @Query(() => CommandType, { nullable: true, description: 'A command of your party.' })
  command(
    @CurrentViewer() viewer: Viewer,
    @Args('commandId', { type: () => ID }) commandId: string,
  ): Promise<CommandType | null> {
    return this.commands.findById(viewer, commandId);
  }

  @Query(() => CommandType, { nullable: true, description: 'A command by its idempotency key.' })
  commandByKey(
    @CurrentViewer() viewer: Viewer,
    @Args('idempotencyKey') idempotencyKey: string,
  ): Promise<CommandType | null> {
    return this.commands.findByKey(viewer, idempotencyKey);
  }

  @Query(() => CommandConnection, {
    name: 'commands',
    description: 'Commands of your party, newest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<CommandType>> {
    const page = toPage(args, ['integer', 'none']);
    const rows = await this.commands.list(viewer, page);
    return toConnection(rows, page, (row) => [row.sequence, '']);
  }

  @Subscription(() => CommandType, {
    nullable: true,
    description:
      'A command of your party, as it is and whenever it has changed, until it is final. States that follow ' +
      'one another quickly may be passed over. By WebSocket, protocol graphql-transport-ws.',
  })
  commandChanged(
    @CurrentViewer() viewer: Viewer,
    @Args('commandId', { type: () => ID }) commandId: string,
  ): Promise<CommandStream> {
    return this.watch.open(viewer, commandId);
  }

  @Mutation(() => CancelCommandResult, {
    description:
      'Takes a command of your party back that was not sent yet. It keeps its idempotency key; ' +
      'cancelling it again gives the same answer.',
  })
  async cancelCommand(
    @CurrentViewer() viewer: Viewer,
    @Args('input') { commandId }: CancelCommandInput,
  ): Promise<typeof CancelCommandResult> {
    const refusal = await this.cancellation.cancel(viewer, commandId);
    const command = refusal ?? (await this.commands.findById(viewer, commandId));
    return present(command, `command ${commandId}`) as typeof CancelCommandResult;
  }
}
