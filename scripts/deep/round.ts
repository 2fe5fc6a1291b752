import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AbiCoder, getBytes, toUtf8String } from 'ethers';

import { type HardhatRun, runHardhat } from '../hardhat.js';

const FOLDER = 'tests/contracts/invariants';
const CAMPAIGN = 'invariant_HoldTogether';

export interface Round {
  readonly seed: bigint;
  readonly runs: number;
  readonly depth: number;
  /** Which acts, as `Ledger_InvariantTest` numbers them: all, those of collection, those of finance. */
  readonly focus: number;
}

export interface RoundResult {
  readonly passed: boolean;
  readonly output: string;
  /** How often each outcome came about. */
  readonly reached: ReadonlyMap<string, number>;
}

/** One Hardhat process: what it keeps in memory ends with it. */
export async function runRound(round: Round, signal: AbortSignal): Promise<RoundResult> {
  const folder = await mkdtemp(join(tmpdir(), 'duebill-deep-'));
  const reachFile = join(folder, 'reach');
  try {
    const { code, output } = await runCampaign(round, reachFile, signal);
    // A runner that ran nothing must not look like success.
    const passed = code === 0 && output.includes(CAMPAIGN) && output.includes('1 passing');
    return { passed, output, reached: passed ? await readReach(reachFile) : new Map() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runCampaign(
  { seed, runs, depth, focus }: Round,
  reachFile: string,
  signal: AbortSignal,
): Promise<HardhatRun> {
  const args = [
    ...['test', 'solidity', '--no-compile', '--test-profile', 'deep', '--grep', CAMPAIGN],
    join(FOLDER, 'Ledger.invariants.t.sol'),
    // The runner calls only contracts of files that it was told to run.
    join(FOLDER, 'LedgerHandler.sol'),
  ];
  const env = {
    DEEP_SEED: `0x${seed.toString(16)}`,
    DEEP_RUNS: String(runs),
    DEEP_DEPTH: String(depth),
    DEEP_FOCUS: String(focus),
    REACH_FILE: reachFile,
  };
  return runHardhat(args, { env, signal });
}

/** One line for each run, as `Ledger_InvariantTest` writes it; the runner repeats the last run. */
async function readReach(file: string): Promise<Map<string, number>> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n').slice(0, -1);
  const reached = new Map<string, number>();
  for (const line of lines) {
    const [names, times] = AbiCoder.defaultAbiCoder().decode(
      ['bytes32[]', 'uint256[]'],
      line,
    ) as unknown as [string[], bigint[]];
    names.forEach((name, index) => {
      const outcome = toUtf8String(getBytes(name)).replaceAll('\0', '');
      reached.set(outcome, (reached.get(outcome) ?? 0) + Number(times[index]));
    });
  }
  return reached;
}
