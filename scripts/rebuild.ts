import { parseArgs } from 'node:util';
import { setTimeout } from 'node:timers/promises';

import { SingleBar } from 'cli-progress';
import { DataSource } from 'typeorm';

import { ConfigRefusal, loadConfig } from '../backend/src/config/index.js';
import { dataSourceOptions } from '../backend/src/data-source.js';
import { askForRefill, dropReplaced, refillProgress } from '../backend/src/ledger/index.js';

const POLL_MS = 500;
const EXIT_CONFIG = 78;

const HELP = `node dist/scripts/rebuild.js [--table NAME]... [--drop]

Asks the running backend to fill read models anew beside the live ones, from block 0, and to switch
over; shows how far it is. Stopping this program does not stop the rebuild, which also goes on after
a restart of the backend. Needs DATABASE_URL.

  --table NAME  only this table; may be given many times
  --drop        drop the tables that earlier rebuilds replaced, and nothing else
  --help        print this
`;

interface Options {
  readonly table?: string[] | undefined;
  readonly drop?: boolean | undefined;
}

async function rebuild(dataSource: DataSource, { table }: Options): Promise<void> {
  const asked = await askForRefill(dataSource.manager, table);
  const unknown = table?.filter((name) => !asked.includes(name)) ?? [];
  if (unknown.length > 0) {
    throw new ConfigRefusal([
      { variable: '--table', sentence: `names no read model: ${unknown.join(', ')}` },
    ]);
  }
  const bar = new SingleBar({
    format: 'rebuild {bar} {value} of {total} blocks  {eta_formatted} left',
  });
  const isShown = process.stdout.isTTY;
  if (isShown) bar.start(1, 0);
  for (;;) {
    const { waiting, indexedBlock, liveBlock } = await refillProgress(dataSource.manager);
    if (waiting === 0) break;
    if (isShown) bar.setTotal(Math.max(liveBlock, 1));
    if (isShown) bar.update(Math.max(indexedBlock, 0));
    await setTimeout(POLL_MS);
  }
  bar.stop();
  console.log(`${asked.length} tables were filled anew; --drop removes those that they replaced.`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      table: { type: 'string', multiple: true },
      drop: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return void process.stdout.write(HELP);
  const { databaseUrl } = loadConfig(process.env);
  if (databaseUrl === undefined) {
    throw new ConfigRefusal([
      { variable: 'DATABASE_URL', sentence: 'says which database is meant.' },
    ]);
  }
  const dataSource = await new DataSource(dataSourceOptions(databaseUrl.reveal())).initialize();
  try {
    if (values.drop === true) {
      const dropped = await dropReplaced(dataSource.manager);
      console.log(`${dropped.length} sets of replaced tables were dropped.`);
    } else {
      await rebuild(dataSource, values);
    }
  } finally {
    await dataSource.destroy();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof ConfigRefusal ? error.message : error);
  process.exitCode = error instanceof ConfigRefusal ? EXIT_CONFIG : 1;
}
