import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Sample files of others that stay outside the project; null where they are not there. */
const SHARED_DATA = fileURLToPath(new URL('../../../shared/data', import.meta.url));
export const sharedDataDir: string | null = existsSync(SHARED_DATA) ? SHARED_DATA : null;

if (sharedDataDir === null) {
  console.warn(`SKIPPED: tests on sample files, because ${SHARED_DATA} is absent`);
}

/** `describe` where the sample files are there; otherwise its tests are listed as skipped. */
export const describeWithSharedData: jest.Describe =
  sharedDataDir === null ? describe['skip'] : describe;

/** Paths below `folder`, relative to the sample files, that end in `.xml` or another suffix. */
export function sharedFiles(folder: string, suffix = '.xml'): string[] {
  if (sharedDataDir === null) return [];
  return readdirSync(path.join(sharedDataDir, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => path.relative(SHARED_DATA, path.join(entry.parentPath, entry.name)))
    .sort();
}

export function sharedPath(file: string): string {
  return path.join(SHARED_DATA, file);
}

export function readShared(file: string): Buffer {
  return readFileSync(sharedPath(file));
}
