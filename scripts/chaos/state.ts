import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { RoundResult } from './round.js';

const STATE_FILE = join('cache', 'chaos.json');
/** Seeds that failed once; committed, so that they are tried again. */
const KEPT_FILE = join('tests', 'chaos', 'seeds.json');

/** What a run came to so far, kept so that it can be stopped and go on. */
export interface ChaosState {
  /** Of the first round; the others take theirs from it. */
  readonly seed: number;
  rounds: number;
  kills: number;
  reorgs: number;
  deepestReorg: number;
  commands: number;
  refused: number;
  rpcFaults: number;
  seconds: number;
}

export interface KeptSeed {
  readonly seed: number;
  readonly kills: number;
  /** What was wrong when it failed. */
  readonly found: string;
}

export function newState(seed: number): ChaosState {
  return {
    ...{ seed, rounds: 0, kills: 0, reorgs: 0, deepestReorg: 0 },
    ...{ commands: 0, refused: 0, rpcFaults: 0, seconds: 0 },
  };
}

export function addRound(state: ChaosState, result: RoundResult, seconds: number): void {
  state.rounds += 1;
  state.kills += result.kills;
  state.reorgs += result.reorgs;
  state.deepestReorg = Math.max(state.deepestReorg, result.deepestReorg);
  state.commands += result.commands;
  state.refused += result.refused;
  state.rpcFaults += result.rpcFaults;
  state.seconds += seconds;
}

export async function loadState(): Promise<ChaosState | null> {
  const text = await readFile(STATE_FILE, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as ChaosState);
}

export async function saveState(state: ChaosState): Promise<void> {
  await writeWhole(STATE_FILE, JSON.stringify(state));
}

export async function dropState(): Promise<void> {
  await rm(STATE_FILE, { force: true });
}

export async function readKeptSeeds(): Promise<KeptSeed[]> {
  return JSON.parse(await readFile(KEPT_FILE, 'utf8')) as KeptSeed[];
}

export async function keepSeed(kept: KeptSeed): Promise<void> {
  const known = await readKeptSeeds();
  const others = known.filter(({ seed, kills }) => seed !== kept.seed || kills !== kept.kills);
  await writeWhole(KEPT_FILE, `${JSON.stringify([...others, kept], null, 2)}\n`);
}

/** Written beside and then renamed: whoever kills the run leaves a whole file. */
async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}
