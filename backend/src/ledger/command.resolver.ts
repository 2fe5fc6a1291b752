import { Args, ID, Query, Resolver } from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { CommandReader } from './command.reader.js';
import { CommandType } from './command.type.js';

const CommandConnection = connectionOf('Command', () => CommandType);

@Resolver(() => CommandType)
export class CommandResolver {
  constructor(private readonly commands: CommandReader) {}

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
}
