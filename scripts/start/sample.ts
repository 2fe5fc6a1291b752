import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { addDays, calendarDateOf } from '../../backend/src/common/index.js';
import type { Config } from '../../backend/src/config/index.js';
import { type DataDir, findText, writeFileAtomic } from '../../backend/src/runtime/index.js';
import { type SampleSummary, type StoryClock, loadSample } from '../sample/load.js';
import { SampleProgressBar } from './sample-progress.js';
import type { StartProgress } from './progress.js';

/** The story of the sample ends today, and the ledger's time must begin before it. */
const STORY_DAYS = 400;
const DAY_SECONDS = 86_400;
/** Tells the same story everywhere. */
const SAMPLE_SEED = 20_261;
/** Refusals that are printed; the story expects none. */
const REFUSALS_SHOWN = 5;

export interface SampleRequest {
  readonly dir: DataDir;
  readonly graphqlUrl: string;
  readonly clock: StoryClock;
  readonly progress: StartProgress;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What `sample.json` says; without the file nothing has been decided yet. */
type SampleRecord =
  | { readonly state: 'loaded' | 'skipped'; readonly at: string }
  | { readonly state: 'loading'; readonly endDate: string; readonly fromStep: number };

/**
 * Whether the sample is still to be loaded. Only an installation that is embedded throughout gets it,
 * and one that began without it never does: a ledger's time cannot go back.
 */
export async function isSamplePending(
  config: Config,
  options: { dir: DataDir; isWanted: boolean },
): Promise<boolean> {
  if (config.databaseUrl !== undefined || config.ledgerRpcUrls.length > 0) return false;
  const record = await findRecord(options.dir);
  if (record !== undefined && record.state !== 'loading') return false;
  if (!options.isWanted) await recordSample(options.dir, 'skipped');
  return options.isWanted;
}

/** Second at which a ledger begins that is going to hold the story. */
export function storyGenesis(): number {
  return Math.floor(Date.now() / 1_000) - STORY_DAYS * DAY_SECONDS;
}

/**
 * Loads the sample portfolio through the API, from where an earlier start was interrupted.
 *
 * The ledger's clock follows the story; whoever calls sets it to the present afterwards.
 */
export async function loadSampleIfEmpty(request: SampleRequest): Promise<void> {
  const { dir, graphqlUrl, clock, signal } = request;
  const record = await findRecord(dir);
  const begun = record?.state === 'loading' ? record : { endDate: yesterday(), fromStep: 0 };
  const { endDate, fromStep } = begun;
  await writeRecord(dir, { state: 'loading', endDate, fromStep });
  const bar = new SampleProgressBar(request.progress);
  const summary = await loadSample({
    url: graphqlUrl,
    operatorToken: (await readFile(join(dir.tokens, 'operator'), 'utf8')).trim(),
    seed: SAMPLE_SEED,
    endDate,
    clock,
    fromStep,
    signal,
    onProgress: async (told) => {
      bar.show(told);
      // What is written here was indexed: a start after a crash goes on with the step after it.
      await writeRecord(dir, { state: 'loading', endDate, fromStep: told.step });
    },
  }).finally(() => bar.stop());
  await keepGuestTokens(dir, summary);
  await recordSample(dir, 'loaded');
  request.progress.line(summaryText(summary));
}

export async function recordSample(dir: DataDir, state: 'loaded' | 'skipped'): Promise<void> {
  await writeRecord(dir, { state, at: new Date().toISOString() });
}

/** One supplier, buyer, financier and collector to try the API out as. */
async function keepGuestTokens(dir: DataDir, { guests }: SampleSummary): Promise<void> {
  for (const { role, token } of guests) {
    await writeFileAtomic(join(dir.tokens, role.toLowerCase()), `${token}\n`, 0o600);
  }
}

function summaryText({ receivables, deals, requests, seconds, refusals }: SampleSummary): string {
  const shown = refusals.slice(0, REFUSALS_SHOWN);
  return [
    `         ${receivables} receivables, ${deals} quotes, ${requests} requests in ${seconds.toFixed(0)} s`,
    ...(refusals.length > 0 ? [`         ${refusals.length} acts were refused:`] : []),
    ...shown.map(({ date, act, message }) => `           ${date} ${act}: ${message}`),
  ].join('\n');
}

function yesterday(): string {
  return addDays(calendarDateOf(Math.floor(Date.now() / 1_000 / DAY_SECONDS)), -1);
}

async function findRecord(dir: DataDir): Promise<SampleRecord | undefined> {
  const text = await findText(recordOf(dir));
  return text === undefined ? undefined : (JSON.parse(text) as SampleRecord);
}

async function writeRecord(dir: DataDir, record: SampleRecord): Promise<void> {
  await writeFileAtomic(recordOf(dir), `${JSON.stringify(record)}\n`);
}

function recordOf(dir: DataDir): string {
  return join(dir.root, 'sample.json');
}
