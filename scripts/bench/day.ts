import { parseArgs } from 'node:util';

import { SingleBar } from 'cli-progress';

import { admitNetwork } from './day/network.js';
import { BATCH_SIZE, runChunk } from './day/traffic.js';
import { OwnSystem } from './own-system.js';

/** What a mid-size network does on a day. */
const RECEIVABLES = 50_000;
const BATCHES_PER_CHUNK = 10;
/** The first chunks warm the process up; then so many are compared with as many at the end. */
const WARM_CHUNKS = 2;
const COMPARED_SHARE = 0.2;
const VERIFY_PATIENCE_MS = 1_800_000;

const VERIFY = 'mutation { verifyLedger { ... on LedgerVerification { differences { table } } } }';

/** One chunk: how long it took, and the processor seconds that each part spent on it. */
interface Sample {
  readonly seconds: number;
  readonly backend: number;
  readonly database: number;
  /** The embedded node: it computes the root of its whole state for every block, so that it slows down by itself. */
  readonly node: number;
}

async function measure(system: OwnSystem, receivables: number): Promise<void> {
  const network = await admitNetwork(system.operator);
  const chunks = Math.max(Math.ceil(receivables / (BATCH_SIZE * BATCHES_PER_CHUNK)), 1);
  const bar = new SingleBar({
    format: 'day  {bar} {percentage} %  {value} of {total} thousand  {rss} MB',
    noTTYOutput: true,
    notTTYSchedule: 15_000,
  });
  bar.start(chunks, 0, { rss: 0 });
  const samples: Sample[] = [];
  for (let chunk = 0; chunk < chunks; chunk++) {
    samples.push(await sampleOf(system, () => runChunk(network, chunk, BATCHES_PER_CHUNK)));
    bar.update(chunk + 1, { rss: Math.round((await system.use()).rssMb) });
  }
  bar.stop();
  const { verifyLedger } = await system.operator
    .withTimeout(VERIFY_PATIENCE_MS)
    .request<{ verifyLedger: { differences: readonly unknown[] } }>(VERIFY);
  const { peakRssMb } = await system.use();
  report(samples, { isClean: verifyLedger.differences.length === 0, peakRssMb });
}

async function sampleOf(system: OwnSystem, work: () => Promise<void>): Promise<Sample> {
  const before = { ...(await system.use()), ...(await system.partsUse()) };
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = { ...(await system.use()), ...(await system.partsUse()) };
  return {
    seconds,
    backend: after.cpuSeconds - before.cpuSeconds,
    database: after.databaseCpuSeconds - before.databaseCpuSeconds,
    node: after.nodeCpuSeconds - before.nodeCpuSeconds,
  };
}

function report(
  samples: readonly Sample[],
  { isClean, peakRssMb }: { readonly isClean: boolean; readonly peakRssMb: number },
): void {
  const perChunk = BATCH_SIZE * BATCHES_PER_CHUNK;
  const count = Math.max(Math.floor(samples.length * COMPARED_SHARE), 1);
  const first = samples.slice(WARM_CHUNKS, WARM_CHUNKS + count);
  const last = samples.slice(-count);
  const sum = (all: readonly Sample[], of: keyof Sample): number =>
    all.reduce((total, sample) => total + sample[of], 0);
  const cpuMs = (all: readonly Sample[], of: keyof Sample): number =>
    round((sum(all, of) * 1_000) / (all.length * perChunk));
  const firstToLast = (of: keyof Sample): [number, number] => [cpuMs(first, of), cpuMs(last, of)];
  console.log(
    JSON.stringify({
      bench: 'day',
      receivables: samples.length * perChunk,
      seconds: Math.round(sum(samples, 'seconds')),
      receivablesPerSecond: Math.round((samples.length * perChunk) / sum(samples, 'seconds')),
      secondsLastToFirst: round(sum(last, 'seconds') / sum(first, 'seconds')),
      // Milliseconds for a receivable in the first and in the last part of the day.
      backendCpuMs: firstToLast('backend'),
      databaseCpuMs: firstToLast('database'),
      nodeCpuMs: firstToLast('node'),
      peakRssMb: Math.round(peakRssMb),
      verify: isClean ? 'clean' : 'differs',
    }),
  );
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

const { values } = parseArgs({
  options: { receivables: { type: 'string', default: String(RECEIVABLES) } },
});
const system = await OwnSystem.start();
try {
  await measure(system, Number(values.receivables));
} finally {
  await system.stop();
}
