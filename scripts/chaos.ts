import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

import { ChaosProgress } from './chaos/progress.js';
import { type Round, type RoundResult, runRound } from './chaos/round.js';
import {
  type ChaosState,
  addRound,
  dropState,
  keepSeed,
  loadState,
  newState,
  readKeptSeeds,
  saveState,
} from './chaos/state.js';

const KILLS_DEFAULT = 25;
const KILLS_DEEP = 1_000;
/** A deep run begins anew after so many: before, a chain grows that loses more blocks at once than can be undone. */
const KILLS_PER_ROUND = 200;
const SEED_MAX = 1_000_000_000;
/** As in sysexits.h. */
const EXIT_USAGE = 64;

const HELP = `npm run test:chaos [-- --seed N --kills N --deep --restart --kept]

Kills backends, node and PostgreSQL at moments that the seed chooses, takes blocks back, loses answers
and repeats requests, while parties act; then looks whether every command took effect once or was
refused once, whether the read models agree with the ledger, and whether a rebuild gives the same.

  --seed N     repeat a run; another one is chosen and printed unless told otherwise
  --kills N    25 unless told otherwise
  --deep       1,000 kills in rounds of 200; stopped with Ctrl+C, it goes on where it was
  --restart    begin the deep run anew
  --kept       the seeds that failed before, of tests/chaos/seeds.json
`;

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

interface Options {
  readonly seed?: string;
  readonly kills?: string;
  readonly deep: boolean;
  readonly restart: boolean;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      kills: { type: 'string' },
      deep: { type: 'boolean', default: false },
      restart: { type: 'boolean', default: false },
      kept: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return void process.stdout.write(HELP);
  if (values.kept) await runKept();
  else await runAsked(values);
}

async function runAsked(options: Options): Promise<void> {
  const { deep, restart } = options;
  const kills = Number(options.kills ?? (deep ? KILLS_DEEP : KILLS_DEFAULT));
  const seed = Number(options.seed ?? randomInt(SEED_MAX));
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(kills) || kills < 1) {
    process.stderr.write(`A seed and a number of kills are whole numbers.\n\n${HELP}`);
    process.exitCode = EXIT_USAGE;
    return;
  }
  if (!deep) return void (await runOne({ seed, kills }, newState(seed)));
  if (restart || options.seed !== undefined) await dropState();
  await runDeep((await loadState()) ?? newState(seed), kills);
}

async function runDeep(state: ChaosState, killsWanted: number): Promise<void> {
  console.log(`first seed ${state.seed}, ${state.kills} kills made before`);
  while (state.kills < killsWanted) {
    const kills = Math.min(KILLS_PER_ROUND, killsWanted - state.kills);
    if (!(await runOne({ seed: state.seed + state.rounds, kills }, state, false))) return;
    await saveState(state);
    const secondsLeft = ((killsWanted - state.kills) * state.seconds) / state.kills;
    console.log(
      `round ${state.rounds}: ${state.kills} of ${killsWanted} kills, ` +
        `${Math.ceil(Math.max(0, secondsLeft) / 60)} min left`,
    );
  }
  await dropState();
  printSum(state);
}

async function runKept(): Promise<void> {
  for (const { seed, kills } of await readKeptSeeds()) {
    if (!(await runOne({ seed, kills }, newState(seed)))) return;
  }
}

/** Runs one round; false if something does not hold, or the run was stopped. */
async function runOne(round: Round, state: ChaosState, isLast = true): Promise<boolean> {
  console.log(`seed ${round.seed}, ${round.kills} kills`);
  const started = performance.now();
  const result = await runUnlessStopped(round);
  if (result === null) return false;
  addRound(state, result, Math.round((performance.now() - started) / 1_000));
  if (result.wrong.length === 0) {
    if (isLast) printSum(state, result);
    return true;
  }
  await tellFailure(round, result);
  printSum(state, result);
  return false;
}

/** Null if the run was stopped. */
async function runUnlessStopped(round: Round): Promise<RoundResult | null> {
  const progress = new ChaosProgress(round.kills);
  try {
    return await runRound({ ...round, onKills: (kills) => progress.show(kills) }, stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    process.exitCode = 1;
    return null;
  } finally {
    progress.stop();
  }
}

async function tellFailure(round: Round, { wrong, record }: RoundResult): Promise<void> {
  process.exitCode = 1;
  wrong.forEach((sentence) => console.log(sentence));
  const { seed, kills } = round;
  await keepSeed({ seed, kills, found: wrong[0]?.split('\n')[0] ?? '' });
  console.log(`
The round with seed ${seed} failed; its record is in ${record ?? 'no folder'}. Repeat it with
  npm run test:chaos -- --seed ${seed} --kills ${kills}`);
}

/** The last line, for whoever reads it by program. */
function printSum(state: ChaosState, last?: RoundResult): void {
  const { seed, kills, reorgs, commands, refused, rpcFaults, deepestReorg, seconds } = state;
  console.log(
    `${kills} kills and ${reorgs} reorganisations, the deepest of ${deepestReorg} blocks, in ` +
      `${seconds} s; ${rpcFaults} requests to the node disturbed; ${refused} requests refused by contracts`,
  );
  const { lost = 0, doubled = 0, verify = 'clean', rebuild = 'identical' } = last ?? {};
  const sum = { chaos: true, seed, kills, reorgs, commands, lost, doubled, verify, rebuild };
  console.log(JSON.stringify(sum));
}

await main();
