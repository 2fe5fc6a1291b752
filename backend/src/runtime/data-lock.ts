import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';

import { findText } from './files.js';
import { getOwnProcess, isRunning, type ProcessIdentity } from './process-identity.js';
import { hasErrorCode, RuntimeRefusal } from './runtime.errors.js';

const ATTEMPTS = 5;

interface LockRecord extends ProcessIdentity {
  readonly token: string;
  readonly since: string;
}

export interface DataLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one that works in the folder. The lock of a process that was killed
 * is recognised, because nobody runs under its pid and start time any more, and taken over.
 *
 * @throws RuntimeRefusal while another process holds it.
 */
export async function acquireDataLock(path: string): Promise<DataLock> {
  const own: LockRecord = {
    ...(await getOwnProcess()),
    token: randomUUID(),
    since: new Date().toISOString(),
  };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await createLock(path, own)) return { release: () => releaseLock(path, own) };
    const text = await findText(path);
    if (text === undefined) continue;
    const holder = parseRecord(text);
    if (holder !== undefined && (await isRunning(holder))) throw new RuntimeRefusal(inUse(holder));
    await removeStaleLock(path, text);
  }
  throw new RuntimeRefusal(`The lock ${path} could not be taken; is the folder writable?`);
}

/** Linking a finished file makes the lock appear whole or not at all. */
async function createLock(path: string, own: LockRecord): Promise<boolean> {
  const draft = `${path}.${own.token}`;
  const file = await open(draft, 'wx', 0o644);
  try {
    await file.writeFile(JSON.stringify(own));
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Two starts may both find the same stale lock: whoever moved away a newer one puts it back. */
async function removeStaleLock(path: string, staleText: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await findText(aside)) !== staleText) await rename(aside, path);
  else await rm(aside, { force: true });
}

async function releaseLock(path: string, own: LockRecord): Promise<void> {
  const text = await findText(path);
  if (text !== undefined && parseRecord(text)?.token === own.token) await rm(path, { force: true });
}

function parseRecord(text: string): LockRecord | undefined {
  try {
    const record = JSON.parse(text) as LockRecord;
    return Number.isInteger(record.pid) && record.pid > 0 ? record : undefined;
  } catch {
    // A lock that is no JSON was left by a disk that filled up; nobody holds it.
    return undefined;
  }
}

function inUse(holder: LockRecord): string {
  return (
    `Duebill already runs on this data folder (process ${holder.pid}, since ${holder.since}). ` +
    'Stop that one first, or choose another folder with DUEBILL_DATA_DIR.'
  );
}
