import type { Command } from 'commander';
import type { ApiClient } from './client.js';
import { type SystemOptions, connect, reportingFailures, withSystemOptions } from './system.js';

const STATUS = `query Status {
  viewer { userName roles party { partyId name } }
  ledgerStatus {
    chainId headBlock indexedBlock indexedAt verifiedBlock eventCount eventsHash sweptBlock queuedCommands
    firstDifference { table key field readModel ledger blockNumber foundAt }
  }
}`;

const EXAMPLES = `
Examples:
  $ duebill status
  $ duebill status --json | jq .ledgerStatus.indexedBlock

Exit code: 0 the system answers, 1 the token is refused, 3 nobody answers.`;

export interface SystemStatus {
  readonly viewer: {
    readonly userName: string;
    readonly roles: readonly string[];
    readonly party: { readonly partyId: string; readonly name: string } | null;
  };
  readonly ledgerStatus: {
    readonly chainId: string;
    readonly headBlock: number;
    readonly indexedBlock: number;
    readonly indexedAt: string | null;
    readonly verifiedBlock: number | null;
    readonly eventCount: number | null;
    readonly eventsHash: string | null;
    readonly sweptBlock: number | null;
    /** Null also for those who may not see it. */
    readonly firstDifference: {
      readonly table: string;
      readonly key: string;
      readonly field: string;
      readonly readModel: string;
      readonly ledger: string;
      readonly blockNumber: number;
      readonly foundAt: string;
    } | null;
    readonly queuedCommands: number;
  };
}

interface StatusOptions extends SystemOptions {
  readonly json?: boolean;
}

/** Adds `duebill status`. */
export function registerStatus(program: Command): void {
  const command = program
    .command('status')
    .description('show whom the token stands for and how far the read models have come')
    .option('--json', 'one JSON object')
    .addHelpText('after', EXAMPLES);
  withSystemOptions(command).action((options: StatusOptions) =>
    reportingFailures(async () => {
      const status = await readStatus(connect(options));
      const lines = options.json ? [JSON.stringify(status)] : statusLines(status);
      process.stdout.write(`${lines.join('\n')}\n`);
    }),
  );
}

export async function readStatus(client: ApiClient): Promise<SystemStatus> {
  return await client.request<SystemStatus>(STATUS);
}

function statusLines({ viewer, ledgerStatus }: SystemStatus): string[] {
  const { chainId, headBlock, indexedBlock, indexedAt } = ledgerStatus;
  const party = viewer.party === null ? 'not admitted yet' : viewer.party.name;
  return [
    `user      ${viewer.userName} of ${party} (${viewer.roles.join(', ')})`,
    `ledger    chain ${chainId}, block ${headBlock}`,
    `indexed   block ${indexedBlock} of ${indexedAt ?? 'no time yet'}`,
    ...verificationLines(ledgerStatus),
    `queued    ${ledgerStatus.queuedCommands} commands`,
  ];
}

function verificationLines(status: SystemStatus['ledgerStatus']): string[] {
  const { verifiedBlock, eventCount, eventsHash, sweptBlock, firstDifference } = status;
  const verified =
    verifiedBlock === null
      ? 'never'
      : `up to block ${verifiedBlock}: ${eventCount} events, SHA-256 ${eventsHash}`;
  const swept = sweptBlock === null ? 'not yet' : `since block ${sweptBlock}`;
  const lines = [`verified  ${verified}`, `all rows  compared ${swept}`];
  if (firstDifference === null) return lines;
  const { table, key, field, readModel, ledger, foundAt } = firstDifference;
  return [
    ...lines,
    `DIFFERS   ${table} ${key}: ${field} is ${readModel}, on the ledger ${ledger}; found ${foundAt}`,
  ];
}
