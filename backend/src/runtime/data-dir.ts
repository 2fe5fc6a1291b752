import { chmod, mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

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

/** Creates the folders that are missing; what holds secrets is for the owner alone. */
export async function prepareDataDir(dir: DataDir): Promise<void> {
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
