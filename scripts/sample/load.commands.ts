import type { ApiRefusal } from '../cli/api.errors.js';
import type { ApiClient } from '../cli/client.js';
import type { CommandReport } from '../cli/commands.js';
import { type ConnectionAnswer, PAGE_SIZE, listAll } from '../cli/pages.js';

const COMMANDS = `query Commands($after: String) {
  commands(first: ${PAGE_SIZE}, after: $after) {
    edges { node { commandId kind status refusal { code message error } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** The platform resolves promises by itself too: whoever comes second changes nothing. */
const RESOLVED_ALREADY = 'ArrangementNotRunning';
const POLL_MS = 40;
const RECOVERY_POLL_MS = 500;
/** Longest time that the acts of one step may take. */
const PATIENCE_MS = 120_000;
/** Pages that are looked through for the commands of one step: more than it has. */
const PAGES_MAX = 5;

interface ListedCommand {
  readonly commandId: string;
  readonly kind: string;
  readonly status: CommandReport['status'];
  readonly refusal: ApiRefusal | null;
}

/** Follows many commands with one question: the operator sees them all, the newest first. */
export class CommandWatch {
  constructor(private readonly operator: ApiClient) {}

  /** Waits until every command is included, refused or failed; returns those that came to nothing. */
  async settle(
    commands: readonly CommandReport[],
  ): Promise<Array<{ readonly kind: string; readonly message: string }>> {
    const open = new Set(commands.map(({ commandId }) => commandId));
    const refused: Array<{ kind: string; message: string }> = [];
    const giveUpAt = Date.now() + PATIENCE_MS;
    while (open.size > 0) {
      for (const command of await this.newest(open)) {
        const { commandId, kind, status } = command;
        if (status === 'QUEUED' || status === 'SENT') continue;
        open.delete(commandId);
        const failure = failureOf(command);
        if (failure !== null) refused.push({ kind, message: failure });
      }
      if (open.size > 0 && Date.now() > giveUpAt) {
        throw new Error(`${open.size} commands are still not in a block`);
      }
      if (open.size > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return refused;
  }

  /** Waits until nothing is on its way any more, as after a restart that sends lost acts again. */
  async settleAll(): Promise<void> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const all = await listAll<Pick<ListedCommand, 'status'>>(this.operator, {
        field: 'commands',
        selection: 'status',
      });
      const open = all.filter(({ status }) => status === 'QUEUED' || status === 'SENT');
      if (open.length === 0) return;
      if (Date.now() > giveUpAt) throw new Error(`${open.length} commands are not in a block`);
      await new Promise((resolve) => setTimeout(resolve, RECOVERY_POLL_MS));
    }
  }

  private async newest(wanted: ReadonlySet<string>): Promise<ListedCommand[]> {
    const found: ListedCommand[] = [];
    let after: string | null = null;
    for (let page = 0; page < PAGES_MAX && found.length < wanted.size; page += 1) {
      const data: { commands: ConnectionAnswer<ListedCommand> } = await this.operator.request(
        COMMANDS,
        { after },
      );
      const { edges, pageInfo }: ConnectionAnswer<ListedCommand> = data.commands;
      found.push(...edges.map(({ node }) => node).filter(({ commandId }) => wanted.has(commandId)));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    return found;
  }
}

/** Why a command that is done came to nothing; null if it took effect, or somebody else was faster. */
function failureOf({ status, refusal }: ListedCommand): string | null {
  const isDone = status === 'INCLUDED' || refusal?.error === RESOLVED_ALREADY;
  return isDone ? null : (refusal?.message ?? status);
}
