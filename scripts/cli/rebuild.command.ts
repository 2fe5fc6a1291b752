import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { RefusedError, type ApiRefusal } from './api.errors.js';
import type { ApiClient } from './client.js';
import { type SystemOptions, connect, reportingFailures, withSystemOptions } from './system.js';

const REBUILD_FIELDS = 'tables askedAt problem indexedBlock liveBlock percent';

const READ_REBUILD = `query Rebuild {
  ledgerStatus { rebuild { ${REBUILD_FIELDS} } }
}`;

const ASK_FOR_REBUILD = `mutation RebuildReadModels($input: RebuildReadModelsInput!) {
  rebuildReadModels(input: $input) {
    __typename
    ... on RebuildRequest { rebuild { ${REBUILD_FIELDS} } }
    ... on DomainError { code message }
    ... on InputInvalidError { path }
  }
}`;

const CANCEL_REBUILD = `mutation CancelRebuild {
  cancelRebuild {
    __typename
    ... on RebuildRequest { rebuild { ${REBUILD_FIELDS} } }
    ... on DomainError { code message }
  }
}`;

const DROP_REPLACED = `mutation DropReplacedTables {
  dropReplacedTables {
    __typename
    ... on DroppedTables { schemas }
    ... on DomainError { code message }
  }
}`;

const EXAMPLES = `
Examples:
  $ duebill rebuild
  $ duebill rebuild --table receivable --table payment
  $ duebill rebuild --cancel
  $ duebill rebuild --drop

The running system fills the read models anew from block 0, beside the live ones, and switches over.
Ctrl-C stops watching and nothing else; the rebuild goes on, also after a restart of the system, and
duebill rebuild shows it again. One that was cancelled goes on where it was when it is asked for again.

Exit code: 0 done, 1 the request was refused, 3 nobody answers, 130 stopped watching.`;

const POLL_MS = 500;
const EXIT_INTERRUPTED = 130;

interface Rebuild {
  readonly tables: readonly string[];
  readonly askedAt: string | null;
  readonly problem: string | null;
  readonly indexedBlock: number;
  readonly liveBlock: number;
  readonly percent: number;
}

interface RebuildRequest {
  readonly rebuild: Rebuild | null;
}

type Answer<Value> = Value & { readonly __typename: string } & ApiRefusal;

interface RebuildOptions extends SystemOptions {
  readonly table?: readonly string[];
  readonly cancel?: boolean;
  readonly drop?: boolean;
}

/** Adds `duebill rebuild`. */
export function registerRebuild(program: Command): void {
  const command = program
    .command('rebuild')
    .description('fill the read models anew beside the live ones (operator only)')
    .option('--table <name...>', 'only these tables')
    .option('--cancel', 'stop the rebuild that was asked for')
    .option('--drop', 'drop the tables that rebuilds replaced')
    .addHelpText('after', EXAMPLES);
  withSystemOptions(command).action((options: RebuildOptions) =>
    reportingFailures(async () => {
      const client = connect(options);
      if (options.cancel === true) return cancel(client);
      if (options.drop === true) return drop(client);
      await rebuild(client, options.table);
    }),
  );
}

async function rebuild(client: ApiClient, tables?: readonly string[]): Promise<void> {
  const data: Record<string, Answer<RebuildRequest>> = await client.request(ASK_FOR_REBUILD, {
    input: { tables: tables ?? null },
  });
  const asked = answerOf(data['rebuildReadModels'], 'RebuildRequest').rebuild;
  await watchRebuild(client);
  process.stdout.write(`${asked?.tables.length ?? 0} tables were filled anew; `);
  process.stdout.write('duebill rebuild --drop removes those that they replaced\n');
}

/** Shows how far the rebuild is until none is left. */
async function watchRebuild(client: ApiClient): Promise<void> {
  const bar = startProgress();
  const onInterrupt = (): never => {
    bar?.stop();
    process.stderr.write('duebill: the rebuild goes on; duebill rebuild shows it again, ');
    process.stderr.write('duebill rebuild --cancel stops it\n');
    process.exit(EXIT_INTERRUPTED);
  };
  process.once('SIGINT', onInterrupt);
  let told: string | null = null;
  try {
    for (let left = await readRebuild(client); left !== null; left = await readRebuild(client)) {
      if (left.problem !== null && left.problem !== told) {
        process.stderr.write(`duebill: an attempt failed and is tried again: ${left.problem}\n`);
      }
      told = left.problem;
      bar?.setTotal(Math.max(left.liveBlock, 1));
      bar?.update(Math.max(left.indexedBlock, 0));
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } finally {
    process.off('SIGINT', onInterrupt);
    bar?.stop();
  }
}

async function readRebuild(client: ApiClient): Promise<Rebuild | null> {
  const data: { readonly ledgerStatus: RebuildRequest } = await client.request(READ_REBUILD);
  return data.ledgerStatus.rebuild;
}

async function cancel(client: ApiClient): Promise<void> {
  const data: Record<string, Answer<RebuildRequest>> = await client.request(CANCEL_REBUILD);
  const left = answerOf(data['cancelRebuild'], 'RebuildRequest').rebuild;
  process.stdout.write(
    left === null
      ? 'no rebuild is under way\n'
      : `${left.tables.join(', ')} changed and will be filled anew nevertheless\n`,
  );
}

async function drop(client: ApiClient): Promise<void> {
  const data: Record<string, Answer<{ schemas: readonly string[] }>> = await client.request(
    DROP_REPLACED,
  );
  const { schemas } = answerOf(data['dropReplacedTables'], 'DroppedTables');
  process.stdout.write(`${schemas.length} sets of replaced tables were dropped\n`);
}

function answerOf<Value>(answer: Answer<Value> | undefined, typename: string): Value {
  if (answer?.__typename === typename) return answer;
  throw new RefusedError([answer ?? { code: 'REQUEST_REFUSED', message: 'No answer.' }]);
}

/** A bar on standard error, for whoever looks. */
function startProgress(): SingleBar | null {
  if (!process.stderr.isTTY) return null;
  const bar = new SingleBar({
    format: 'rebuilding {bar} {percentage} %  {value} of {total} blocks  {eta_formatted} left',
    stream: process.stderr,
  });
  bar.start(1, 0);
  return bar;
}
