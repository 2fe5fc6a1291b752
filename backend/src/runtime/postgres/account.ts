import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

import { RuntimeRefusal } from '../runtime.errors.js';

const execute = promisify(execFile);

/** Without a home of its own: it owns the database's files and runs nothing else. */
const ACCOUNT_NAME = 'postgres';
/** Exists on nearly every system; serves where no account can be added. */
const SPARE_NAME = 'nobody';

/** The operating system's user that runs PostgreSQL. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Nothing if we are an ordinary user: then PostgreSQL runs as ourselves. It refuses to run as root.
 */
export async function findServerAccount(log: (line: string) => void): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return (
    (await findAccount(ACCOUNT_NAME)) ??
    (await createAccount(log)) ??
    (await findAccount(SPARE_NAME)) ??
    refuse()
  );
}

/** Whether the account may go through every folder above the path. */
export async function canReach(path: string, account: Account): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!(await mayUse(folder, account, 0o1))) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Whether the permission bits (4 read, 2 write, 1 execute) of the file apply to the account. */
export async function mayUse(path: string, account: Account, bits: number): Promise<boolean> {
  const { mode, uid, gid } = await stat(path);
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  return ((mode >> shift) & bits) === bits;
}

async function createAccount(log: (line: string) => void): Promise<Account | undefined> {
  log(`adding the system user ${ACCOUNT_NAME}, because PostgreSQL does not run as root`);
  const options = ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false'];
  try {
    await execute('useradd', [...options, ACCOUNT_NAME]);
  } catch (error) {
    log(`the user could not be added: ${String(error)}`);
  }
  return await findAccount(ACCOUNT_NAME);
}

async function findAccount(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([
      execute('id', ['-u', name]),
      execute('id', ['-g', name]),
    ]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    // id ends with 1 when there is no such user.
    return undefined;
  }
}

function refuse(): never {
  throw new RuntimeRefusal(
    'PostgreSQL does not run as root, and no other user could be found or added. ' +
      'Start Duebill as an ordinary user, or set DATABASE_URL.',
  );
}
