import { constants } from 'node:fs';
import { access, chmod, mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { RuntimeRefusal } from './runtime.errors.js';

/** Where everything of one embedded installation lies. */
export interface DataDir {
  readonly root: string;
  readonly lock: string;
  readonly secrets: string;
  readonly deployment: string;
  /** What the command line reads to find the running system. */
  readonly runtime: string;
  readonly postgres: string;
  readonly ledger: string;
  readonly logs: string;
  readonly tokens: string;
}

export function dataDirAt(path: string): DataDir {
  const root = resolve(path);
  return {
    root,
    lock: join(root, 'lock.json'),
    secrets: join(root, 'secrets.json'),
    deployment: join(root, 'deployment.json'),
    runtime: join(root, 'runtime.json'),
    postgres: join(root, 'postgres'),
    ledger: join(root, 'ledger'),
    logs: join(root, 'logs'),
    tokens: join(root, 'tokens'),
  };
}

/** Why a folder cannot be used, by what the operating system says. */
const UNUSABLE: Readonly<Record<string, string>> = {
  EACCES: 'it is not writable for this user',
  EEXIST: 'a file is in its place',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file is in its place or above it',
  EPERM: 'it is not writable for this user',
  EROFS: 'its disk is read-only',
};

/**
 * Creates the folders that are missing; what holds secrets is for the owner alone.
 *
 * @throws RuntimeRefusal if the folder cannot be written to
 */
export async function prepareDataDir(dir: DataDir): Promise<void> {
  try {
    await makeFolders(dir);
    await access(dir.root, constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = UNUSABLE[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new RuntimeRefusal(
      `The data folder ${dir.root} cannot be used: ${reason}. ` +
        'Choose another one with DUEBILL_DATA_DIR.',
    );
  }
}

async function makeFolders(dir: DataDir): Promise<void> {
  await mkdir(dir.root, { recursive: true, mode: 0o755 });
  for (const folder of [dir.ledger, dir.logs, dir.tokens]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  if (process.getuid?.() === 0) await letOthersPassThrough(dir.root);
}

/**
 * PostgreSQL runs as another user when root starts it, and must reach its folder inside this one.
 */
async function letOthersPassThrough(path: string): Promise<void> {
  const { mode } = await stat(path);
  await chmod(path, (mode & 0o7777) | 0o011);
}
