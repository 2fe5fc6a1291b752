import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { type HardhatRun, runHardhat } from '../hardhat.js';

const INVARIANTS = join('tests', 'contracts', 'invariants');
/** Fixed, so that a bug is found by the same acts each time. */
const CAMPAIGN = { DEEP_SEED: '0xb065', DEEP_RUNS: '24', DEEP_DEPTH: '250', DEEP_SHRINK: 'no' };

/** The campaign asks them, deployed from their artifacts. */
const ASKED = ['Debts', 'Title', 'Money'].map((name) =>
  join(INVARIANTS, `${name}.invariants.t.sol`),
);

const QUICK = ['--build-profile', 'quick'];

type Env = Readonly<Record<string, string>>;

export interface Verdict {
  /** The first test that failed and what it said; null if all passed. */
  readonly caughtBy: string | null;
}

/** Where tests run, and what stops them. */
export interface Place {
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** The campaign of all invariants. */
export function runInvariants(place: Place, focus: number): Promise<Verdict> {
  const files = ['Ledger.invariants.t.sol', 'LedgerHandler.sol'].map((file) =>
    join(INVARIANTS, file),
  );
  const args = ['--test-profile', 'deep', '--grep', 'invariant_HoldTogether'];
  return runQuickly(place, files, args, { ...CAMPAIGN, DEEP_FOCUS: String(focus) });
}

export function runFiles(place: Place, files: readonly string[]): Promise<Verdict> {
  const paths = files.map((file) => join('tests', 'contracts', file));
  return runQuickly(place, paths, [], {});
}

/** With the optimizer, since the tests of gas are among them. */
export function runAll(place: Place): Promise<Verdict> {
  return runTests(place, ['test', 'solidity'], {});
}

async function runQuickly(
  place: Place,
  files: readonly string[],
  args: readonly string[],
  env: Env,
): Promise<Verdict> {
  // The tests deploy what they find among the artifacts, and would not build it themselves.
  const built = [...(await deployedFiles(place.folder)), ...ASKED, ...files];
  const { code, output } = await runIn(place, [...QUICK, 'build', ...built], {});
  if (code !== 0) throw new Error(output);
  return runTests(place, [...QUICK, 'test', 'solidity', '--no-compile', ...args, ...files], env);
}

async function deployedFiles(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'contracts'));
  return [...names.filter((name) => name.endsWith('.sol')), 'pledges/RankPolicies.sol'].map(
    (name) => join('contracts', name),
  );
}

async function runTests(place: Place, args: readonly string[], env: Env): Promise<Verdict> {
  const { code, output } = await runIn(place, args, env);
  const caughtBy = firstFailure(output);
  // What breaks the runner is not caught by a test.
  const isTold = code === 0 ? /\d+ passing/.test(output) : caughtBy !== null;
  if (!isTold) throw new Error(output);
  return { caughtBy };
}

function runIn({ folder, signal }: Place, args: readonly string[], env: Env): Promise<HardhatRun> {
  return runHardhat(['--no-typechain', ...args], { cwd: folder, env, signal });
}

/** From the list at the end: `1) Suite#test()`, and on the next line why. */
function firstFailure(output: string): string | null {
  const match = /^ *1\) (\S+#\S+)\n\s*(?:Error: )?(.+)$/m.exec(output);
  return match === null ? null : `${match[1] ?? ''}: ${(match[2] ?? '').trim()}`;
}
