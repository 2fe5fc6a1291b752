import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

import { hasErrorCode } from './runtime.errors.js';

/** Readers see the old file or the new one, never a part of it, even after the power failed. */
export async function writeFileAtomic(
  path: string,
  content: string | Buffer,
  mode = 0o644,
): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  await writeDraft(draft, content, mode);
  await publishDraft(draft, path);
}

/** Writes a file that is not to be read yet, to the disk. */
export async function writeDraft(
  draft: string,
  content: string | Buffer | AsyncIterable<Uint8Array>,
  mode = 0o644,
): Promise<void> {
  const file = await open(draft, 'w', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Puts a draft in the place of the file that it is to be. */
export async function publishDraft(draft: string, path: string): Promise<void> {
  await rename(draft, path);
  await syncFolder(dirname(path));
}

export async function findText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
