import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { DataDir } from '../data-dir.js';
import { findText, writeFileAtomic } from '../files.js';
import { type Account, canReach, mayUse } from './account.js';
import { type PostgresBinaries, programIn } from './binaries.js';

/** Where root keeps what the server's account cannot reach inside, say, /root. */
const SHARED_FOLDER = '/var/lib/duebill';

export interface Placement {
  /** Belongs to the server's account alone. */
  readonly home: string;
  readonly binaries: PostgresBinaries;
}

/**
 * Where the database lies and from where its programs run. Both stay where they are unless root
 * keeps the project in a folder that no other user can pass through: then PostgreSQL, which must
 * run as another user, gets a place under /var/lib/duebill, and the data folder remembers which.
 */
export async function placePostgres(
  dir: DataDir,
  binaries: PostgresBinaries,
  account: Account | undefined,
): Promise<Placement> {
  const home = await chooseHome(dir, account);
  await mkdir(home, { recursive: true, mode: 0o700 });
  if (account === undefined) return { home, binaries };
  await chown(home, account.uid, account.gid);
  if (await canRun(binaries, account)) return { home, binaries };
  return { home, binaries: await copyBinaries(binaries) };
}

async function chooseHome(dir: DataDir, account: Account | undefined): Promise<string> {
  const record = join(dir.root, 'postgres.location');
  const recorded = (await findText(record))?.trim();
  if (recorded !== undefined) return recorded;
  if (account === undefined || (await canReach(dir.postgres, account))) return dir.postgres;
  const home = join(SHARED_FOLDER, randomBytes(6).toString('hex'));
  await mkdir(SHARED_FOLDER, { recursive: true, mode: 0o755 });
  await writeFileAtomic(record, `${home}\n`);
  return home;
}

async function canRun(binaries: PostgresBinaries, account: Account): Promise<boolean> {
  const program = programIn(binaries, 'postgres');
  return (
    (await canReach(program, account)) &&
    (await mayUse(program, account, 0o5)) &&
    (await mayUse(join(binaries.folder, 'lib'), account, 0o5)) &&
    (await mayUse(join(binaries.folder, 'share'), account, 0o5))
  );
}

async function copyBinaries(binaries: PostgresBinaries): Promise<PostgresBinaries> {
  const folder = join(SHARED_FOLDER, `postgresql-${binaries.version}`);
  if (!(await exists(folder))) {
    await mkdir(SHARED_FOLDER, { recursive: true, mode: 0o755 });
    const draft = `${folder}.${process.pid}`;
    await cp(binaries.folder, draft, { recursive: true, verbatimSymlinks: true });
    await openForAll(draft);
    // Another start may have been faster; then its copy is as good as ours.
    await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
  }
  return { ...binaries, folder };
}

/**
 * Whatever mask the files were installed under, everybody may read them and run what is a program.
 */
async function openForAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mode } = await stat(path);
    await chmod(path, mode & 0o100 ? 0o755 : 0o644);
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
