import { spawn } from 'node:child_process';
import { join } from 'node:path';

const INVARIANTS = join('tests', 'contracts', 'invariants');
/** Fixed, so that a bug is found by the same acts each time. */
const CAMPAIGN = { DEEP_SEED: '0xb065', DEEP_RUNS: '24', DEEP_DEPTH: '250', DEEP_SHRINK: 'no' };

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
  const args = ['--test-profile', 'deep', '--grep', 'invariant_HoldTogether', ...files];
  const env = { ...CAMPAIGN, DEEP_FOCUS: String(focus) };
  return runTests(place, ['--build-profile', 'quick', 'test', 'solidity', ...args], env);
}

export function runFiles(place: Place, files: readonly string[]): Promise<Verdict> {
  const paths = files.map((file) => join('tests', 'contracts', file));
  return runTests(place, ['--build-profile', 'quick', 'test', 'solidity', ...paths], {});
}

/** With the optimizer, since the tests of gas are among them. */
export function runAll(place: Place): Promise<Verdict> {
  return runTests(place, ['test', 'solidity'], {});
}

function runTests(
  { folder, signal }: Place,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const child = spawn(join('node_modules', '.bin', 'hardhat'), ['--no-typechain', ...args], {
      ...{ cwd: folder, signal },
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => {
      const caughtBy = firstFailure(output);
      // What does not compile, or breaks the runner, is not caught by a test.
      const isTold = code === 0 ? /\d+ passing/.test(output) : caughtBy !== null;
      if (isTold) resolve({ caughtBy });
      else reject(new Error(output));
    });
  });
}

/** From the list at the end: `1) Suite#test()`, and on the next line why. */
function firstFailure(output: string): string | null {
  const match = /^ *1\) (\S+#\S+)\n\s*(?:Error: )?(.+)$/m.exec(output);
  return match === null ? null : `${match[1] ?? ''}: ${(match[2] ?? '').trim()}`;
}
