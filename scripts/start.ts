import { parseArgs } from 'node:util';

import { ConfigRefusal, loadConfig } from '../backend/src/config/index.js';
import { RuntimeRefusal } from '../backend/src/runtime/index.js';
import { governHeap } from './start/heap-policy.js';
import { StartProgress } from './start/progress.js';
import type { RuntimeRecord } from './start/runtime-record.js';
import { startSystem } from './start/system.js';
import { Teardown } from './start/teardown.js';

/** As in sysexits.h: the options or the configuration are wrong; something is in use or missing now. */
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;
const EXIT_UNAVAILABLE = 69;
const EXIT_FAULT = 1;

const HELP = `npm start [-- --no-sample]

Starts Duebill: an embedded PostgreSQL and an embedded ledger, or those of DATABASE_URL and
LEDGER_RPC_URLS, the contracts, and the API. docs/running.md lists the environment variables.

  --no-sample   begin empty, without the sample portfolio
  --help        print this
`;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function main(): Promise<void> {
  const values = readOptions();
  if (values === undefined) return;
  if (values.help) return void process.stdout.write(HELP);
  governHeap();
  const progress = new StartProgress((text) => process.stdout.write(text));
  const ending = new Ending(progress);
  const starting = startSystem(() => loadConfig(process.env), {
    isSampleWanted: values.sample,
    ...{ progress, teardown: ending.teardown, signal: ending.signal },
    onPartEnded: (sentence) => ending.request(EXIT_FAULT, sentence),
  });
  const finished = starting.then(async ({ record, loadSample }) => {
    if (ending.signal.aborted) return;
    printReady(record, progress);
    await loadSample();
  });
  ending.watch(finished);
  for (const signal of SIGNALS) process.on(signal, () => ending.request(0));
  process.on('uncaughtException', (error) => ending.request(EXIT_FAULT, describe(error)));
  // Whoever read our output has gone: that is no reason to stop.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  await finished.catch((error: unknown) => ending.request(exitCodeOf(error), describe(error)));
}

/** Nothing after it was said what is wrong with them. */
function readOptions(): { sample: boolean; help?: boolean } | undefined {
  try {
    return parseArgs({
      options: { sample: { type: 'boolean', default: true }, help: { type: 'boolean' } },
      allowNegative: true,
    }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}`);
    process.exitCode = EXIT_USAGE;
    return undefined;
  }
}

/** Everything that ends the program goes through here, once: signals, faults and lost children. */
class Ending {
  readonly #abort = new AbortController();
  readonly teardown: Teardown;
  #starting: Promise<unknown> = Promise.resolve();

  constructor(private readonly progress: StartProgress) {
    this.teardown = new Teardown((line) => progress.line(line));
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  watch(starting: Promise<unknown>): void {
    this.#starting = starting;
  }

  request(exitCode: number, sentence?: string): void {
    if (this.signal.aborted) return;
    this.#abort.abort();
    if (sentence === undefined) this.progress.line('stopping ...');
    else process.stderr.write(`${sentence}\n`);
    // The step at hand is finished first: what it starts must be stopped too.
    void Promise.allSettled([this.#starting])
      .then(() => this.teardown.run())
      .then(() => process.exit(exitCode));
  }
}

function printReady(record: RuntimeRecord, progress: StartProgress): void {
  const rows = [
    ['GraphQL', record.url],
    ['database', record.database],
    ['ledger', record.ledgerRpcUrls.join(', ')],
    ['data', record.dataDir],
  ];
  const block = rows.map(([name = '', value = '']) => `  ${name.padEnd(9)} ${value}`).join('\n');
  progress.line(`\nDuebill is ready after ${progress.elapsed()}. Ctrl-C stops it.\n${block}\n`);
  progress.line(`DUEBILL_READY ${JSON.stringify(record)}`);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigRefusal) return EXIT_CONFIG;
  return error instanceof RuntimeRefusal ? EXIT_UNAVAILABLE : EXIT_FAULT;
}

function describe(error: unknown): string {
  if (error instanceof ConfigRefusal || error instanceof RuntimeRefusal) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

await main();
