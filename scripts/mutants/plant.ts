import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Mutant } from './mutant.js';

/** Throws unless the text to replace is there exactly once; returns what takes the bug out again. */
export async function plant(folder: string, mutant: Mutant): Promise<() => Promise<void>> {
  const path = join(folder, mutant.file);
  const source = await readFile(path, 'utf8');
  const count = source.split(mutant.find).length - 1;
  if (count !== 1) {
    throw new Error(`"${mutant.name}": its text is ${count} times in ${mutant.file}, not once`);
  }
  await writeFile(
    path,
    source.replace(mutant.find, () => mutant.replace),
  );
  return () => writeFile(path, source);
}
