import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';

import { startEmbeddedPostgres } from '../../backend/src/runtime/index.js';
import type { Milestone, RunMessage, Source, SourceMessage } from './indexing/messages.js';

/** Events that are measured. */
const EVENTS = 200_000;

type Side = 'floor' | 'ours';

/** How fast one side was on the first and on the last of its measured parts. */
interface Run {
  readonly first: number;
  readonly last: number;
  readonly peakRssMb: number;
}

interface Options {
  readonly rounds: number;
  readonly times: number;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100) {
    throw new InvalidArgumentError('Give a whole number from 1 to 100.');
  }
  return value;
}

/** Runs a part of the bench in a process of its own, so that neither slows or helps the other. */
function start(name: string, args: readonly string[]): ChildProcess {
  const path = join(import.meta.dirname, 'indexing', `${name}.process.js`);
  const execArgv = process.env['BENCH_NODE_FLAGS']?.split(' ') ?? [];
  return fork(path, args, { execArgv: name === 'source' ? [] : execArgv });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  }
}

/** Resolves with the first message that `pick` takes. */
function hear<Message extends object, Found>(
  child: ChildProcess,
  pick: (message: Message) => Found | undefined,
): Promise<Found> {
  return new Promise((resolve, reject) => {
    const listen = (message: unknown): void => {
      const found = pick(message as Message);
      if (found !== undefined) {
        child.off('message', listen);
        child.off('exit', leave);
        resolve(found);
      }
    };
    const leave = (): void => reject(new Error('a process of the bench ended'));
    child.on('message', listen);
    child.once('exit', leave);
  });
}

async function withBar<Result>(
  title: string,
  total: number,
  work: (show: (value: number) => void) => Promise<Result>,
): Promise<Result> {
  const bar = new SingleBar({ format: `${title} {bar} {percentage} %  {eta_formatted} left` });
  const isShown = process.stdout.isTTY;
  if (isShown) bar.start(total, 0);
  try {
    return await work((value) => isShown && bar.update(value));
  } finally {
    bar.stop();
  }
}

class Bench {
  constructor(
    private readonly node: ChildProcess,
    private readonly source: Source,
  ) {}

  /** One side from an empty database up to the given ends, of which the first and the last part are measured. */
  async run(side: Side, ends: readonly Milestone[]): Promise<Run> {
    const dataDir = await mkdtemp(join(tmpdir(), 'duebill-bench-'));
    const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
    const child = start(side, [postgres.url, JSON.stringify(this.source)]);
    try {
      await hear(child, ({ ready }: RunMessage) => ready);
      const rates: number[] = [];
      let peakRssMb = 0;
      let done = 0;
      for (const end of ends) {
        const reached = await this.advance(side, child, end);
        rates.push((end.events - done) / reached.seconds);
        ({ peakRssMb } = reached);
        done = end.events;
      }
      return { first: rates[0] ?? 0, last: rates.at(-1) ?? 0, peakRssMb };
    } finally {
      await end(child);
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  }

  private async advance(side: Side, child: ChildProcess, end: Milestone) {
    const moved = hear(this.node, ({ headAt }: SourceMessage) => headAt);
    this.node.send({ head: end.block });
    await moved;
    return withBar(`${side}, ${end.events} events`, end.block, (show) => {
      const reached = hear(child, ({ indexed, reached: found }: RunMessage) => {
        if (indexed !== undefined) show(indexed);
        return found;
      });
      child.send({ upTo: end.block });
      return reached;
    });
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function report(name: string, floor: Run, ours: Run, part: 'first' | 'last'): number {
  const ratio = ours[part] / floor[part];
  console.log(
    `${name}: ${ours[part].toFixed(0)} events/s indexed, ${floor[part].toFixed(0)} by hand into ` +
      `one table; ratio ${ratio.toFixed(2)} (load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores)`,
  );
  return ratio;
}

async function measure(bench: Bench, ends: readonly Milestone[], rounds: number): Promise<void> {
  const floors: Run[] = [];
  const ours: Run[] = [];
  const ratios: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    floors.push(await bench.run('floor', ends.slice(0, 1)));
    ours.push(await bench.run('ours', ends.slice(0, 1)));
    ratios.push(report(`round ${round}`, floors.at(-1) as Run, ours.at(-1) as Run, 'first'));
  }
  let ratioAtTenTimes: number | null = null;
  if (ends.length > 1) {
    const floor = await bench.run('floor', ends);
    const mine = await bench.run('ours', ends);
    ratioAtTenTimes = report(`after ${ends.at(-2)?.events} events`, floor, mine, 'last');
    ours.push(mine);
  }
  const round3 = (value: number): number => Number(value.toFixed(3));
  console.log(
    JSON.stringify({
      bench: 'index',
      eventsPerSecond: Math.round(median(ours.map(({ first }) => first))),
      floor: Math.round(median(floors.map(({ first }) => first))),
      ratio: round3(median(ratios)),
      ratioAtTenTimes: ratioAtTenTimes === null ? null : round3(ratioAtTenTimes),
      peakRssMb: Math.max(...ours.map(({ peakRssMb }) => peakRssMb)),
    }),
  );
}

const { rounds, times } = new Command('bench:index')
  .description('Measures the indexer beside hand decoding and COPY into one table.')
  .option('--rounds <number>', 'runs of each side from an empty database', wholeNumber, 3)
  .option(
    '--times <number>',
    'history of a last part, in measured parts: 10 takes minutes; 1 for none',
    wholeNumber,
    1,
  )
  .parse()
  .opts<Options>();

const dir = await mkdtemp(join(tmpdir(), 'duebill-bench-chain-'));
const milestones = times === 1 ? [EVENTS] : [EVENTS, EVENTS * (times - 1), EVENTS * times];
const node = start('source', [join(dir, 'logs'), ...milestones.map(String)]);
try {
  const source = await withBar('blocks', milestones.at(-1) ?? 0, (show) =>
    hear(node, ({ generated, ready }: SourceMessage) => {
      if (generated !== undefined) show(generated);
      return ready;
    }),
  );
  await measure(new Bench(node, source), source.ends, rounds);
} finally {
  node.kill();
  await rm(dir, { recursive: true, force: true });
}
