import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Command, InvalidArgumentError } from 'commander';
import { DataSource } from 'typeorm';

import { dataSourceOptions, migrate } from '../../backend/src/data-source.js';
import { startEmbeddedPostgres } from '../../backend/src/runtime/index.js';
import { type HistorySize, creditHistory } from './credit-history.js';

const COUNT_MAX = 10_000_000;

export interface CreditBench {
  readonly name: string;
  readonly description: string;
  readonly measure: (dataSource: DataSource, size: HistorySize) => Promise<void>;
}

/** Measures on a database of its own that has the history of as many parties as the command line asks for. */
export async function runCreditBench({ name, description, measure }: CreditBench): Promise<void> {
  const size = new Command(name)
    .description(description)
    .option('--parties <number>', 'buyers', wholeNumber, 10_000)
    .option('--receivables <number>', 'receivables of all of them', wholeNumber, 1_000_000)
    .parse()
    .opts<HistorySize>();
  const dataDir = await mkdtemp(join(tmpdir(), 'duebill-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  try {
    await migrate(postgres.url);
    const dataSource = await new DataSource(dataSourceOptions(postgres.url)).initialize();
    try {
      for (const statement of creditHistory(size)) await dataSource.query(statement);
      await measure(dataSource, size);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > COUNT_MAX) {
    throw new InvalidArgumentError(`Give a whole number from 1 to ${COUNT_MAX}.`);
  }
  return value;
}
