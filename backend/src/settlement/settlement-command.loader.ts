import { Injectable } from '@nestjs/common';

import { BatchLoader } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { CommandReader, type CommandType } from '../ledger/index.js';

/** Commands of the settlement agent for whoever sees the bank entry: they tell how far it has come. */
@Injectable()
export class SettlementCommandLoader extends BatchLoader<RequestContext, CommandType> {
  constructor(private readonly commands: CommandReader) {
    super();
  }

  protected async findMany(
    _: RequestContext,
    commandIds: readonly string[],
  ): Promise<ReadonlyMap<string, CommandType>> {
    const found = await this.commands.findByIds(commandIds);
    return new Map(found.map((command) => [command.commandId, command]));
  }
}
