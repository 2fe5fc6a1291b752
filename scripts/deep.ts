import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

import { MACHINES, transitionsMissing } from './deep/machines.js';
import { DeepProgress, speedOf } from './deep/progress.js';
import { type Round, runRound } from './deep/round.js';
import { type DeepState, dropState, hashSources, loadState, saveState } from './deep/state.js';

/** The runner keeps the trace of one run in memory, so long runs need much of it. */
const DEPTH = 250;
const RUNS_PER_ROUND = 40;
/** All acts, those of collection, those of finance. */
const FOCUSES = 3n;
const CALLS_DEFAULT = 1_000_000;

const HELP = `npm run test:deep [-- --calls N --seed 0x… --restart]

Acts on the ledger at random and looks at every invariant, round by round, until N calls were made
(1,000,000 unless told otherwise) or something does not hold. Stopped with Ctrl+C, it goes on where
it was; a change of the contracts or handlers begins anew.

  --seed 0x…   seed of the first round, to repeat one
  --restart    begin anew
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      calls: { type: 'string', default: String(CALLS_DEFAULT) },
      seed: { type: 'string' },
      restart: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return void process.stdout.write(HELP);
  const callsWanted = Number(values.calls);
  if (values.restart || values.seed !== undefined) await dropState();
  const state = await stateOf(values.seed);
  console.log(`first seed 0x${state.seed.toString(16)}, ${state.calls} calls made before`);
  const violation = await runRounds(state, callsWanted);
  if (violation === undefined) return;
  if (violation !== null) {
    console.log(violation);
    process.exitCode = 1;
    return;
  }
  printReach(state.reached);
  const missing = transitionsMissing(state.reached);
  if (missing.length > 0) process.exitCode = 1;
  console.log(
    `${state.calls} calls in ${state.seconds} s, ${speedOf(state)} a second, no violation, ` +
      `${missing.length} transitions never taken${missing.length > 0 ? `: ${missing.join(', ')}` : ''}`,
  );
}

async function stateOf(seed: string | undefined): Promise<DeepState> {
  const sourcesHash = await hashSources();
  return (
    (await loadState(sourcesHash)) ?? {
      sourcesHash,
      seed: BigInt(seed ?? `0x${randomBytes(16).toString('hex')}`),
      ...{ rounds: 0, calls: 0, seconds: 0, reached: new Map() },
    }
  );
}

/** What was violated and how to repeat it; null if nothing was, undefined if the run was stopped. */
async function runRounds(
  state: DeepState,
  callsWanted: number,
): Promise<string | null | undefined> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  const progress = new DeepProgress(callsWanted, state);
  try {
    while (state.calls < callsWanted) {
      const round = nextRound(state, callsWanted);
      const started = performance.now();
      const { passed, output, reached } = await runRound(round, stopping.signal);
      if (!passed) return describeFailure(round, output);
      state.rounds += 1;
      state.calls += round.runs * round.depth;
      state.seconds += Math.round((performance.now() - started) / 1_000);
      for (const [outcome, times] of reached) {
        state.reached.set(outcome, (state.reached.get(outcome) ?? 0) + times);
      }
      await saveState(state);
      progress.show(state);
    }
    return null;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    return undefined;
  } finally {
    progress.stop();
  }
}

/** All of it follows from the seed, so that a round can be repeated. */
function nextRound(state: DeepState, callsWanted: number): Round {
  const seed = state.seed + BigInt(state.rounds);
  const runs = Math.min(RUNS_PER_ROUND, Math.ceil((callsWanted - state.calls) / DEPTH));
  return { seed, runs, depth: DEPTH, focus: Number(seed % FOCUSES) };
}

function describeFailure({ seed, runs, depth }: Round, output: string): string {
  const first = `0x${seed.toString(16)}`;
  return `${output}
The round with seed ${first} failed; repeat it with
  npm run test:deep -- --seed ${first} --calls ${runs * depth}`;
}

function printReach(reached: ReadonlyMap<string, number>): void {
  const others = new Map(reached);
  for (const [machine, transitions] of Object.entries(MACHINES)) {
    console.log(machine);
    for (const transition of transitions) {
      console.log(`  ${String(reached.get(transition) ?? 0).padStart(9)}  ${transition}`);
      others.delete(transition);
    }
  }
  console.log('outcomes within a state, and refusals');
  for (const [outcome, times] of [...others].sort(([left], [right]) => left.localeCompare(right))) {
    console.log(`  ${String(times).padStart(9)}  ${outcome}`);
  }
}

await main();
