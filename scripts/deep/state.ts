import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const STATE_FILE = join('cache', 'deep.json');
const SOURCES = ['contracts', join('tests', 'contracts', 'invariants')];

/** What a deep run came to so far, kept so that it can be stopped and go on. */
export interface DeepState {
  /** Of contracts and handlers: calls of other ones do not count. */
  readonly sourcesHash: string;
  /** Seed of the first round; each round takes the next one. */
  readonly seed: bigint;
  rounds: number;
  calls: number;
  seconds: number;
  readonly reached: Map<string, number>;
}

export async function loadState(sourcesHash: string): Promise<DeepState | null> {
  const text = await readFile(STATE_FILE, 'utf8').catch(() => null);
  if (text === null) return null;
  const kept = JSON.parse(text) as Omit<DeepState, 'seed' | 'reached'> & {
    seed: string;
    reached: [string, number][];
  };
  if (kept.sourcesHash !== sourcesHash) return null;
  return { ...kept, seed: BigInt(kept.seed), reached: new Map(kept.reached) };
}

/** Written beside and then renamed: whoever kills the run leaves a whole file. */
export async function saveState(state: DeepState): Promise<void> {
  await mkdir(dirname(STATE_FILE), { recursive: true });
  const text = JSON.stringify({
    ...state,
    seed: `0x${state.seed.toString(16)}`,
    reached: [...state.reached],
  });
  await writeFile(`${STATE_FILE}.new`, text);
  await rename(`${STATE_FILE}.new`, STATE_FILE);
}

export async function dropState(): Promise<void> {
  await rm(STATE_FILE, { force: true });
}

export async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of SOURCES) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.sol'))
      .map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) {
      hash.update(file).update(await readFile(file));
    }
  }
  return hash.digest('hex');
}
