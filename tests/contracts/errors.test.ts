import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

/** The text of all Solidity files of a folder, without what the compiler does not read. */
async function readSolidity(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sol'))
    .map((entry) => join(entry.parentPath, entry.name));
  const sources = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return sources.join('\n').replaceAll(/^\s*\/\/.*$/gm, '');
}

async function errorsOf(folder: string): Promise<string[]> {
  const source = await readSolidity(folder);
  return [...source.matchAll(/\berror (\w+)\(/g)].map(([, name]) => name ?? '');
}

describe('every custom error of the interfaces', () => {
  it('is one that a contract reverts with', async () => {
    const source = await readSolidity('contracts');
    const unused = (await errorsOf('contracts/interfaces')).filter(
      (error) => !new RegExp(`\\brevert (\\w+\\.)?${error}\\(`).test(source),
    );

    expect(unused).toEqual([]);
  });

  it('is reached by a test that expects it', async () => {
    const tests = await readSolidity('tests/contracts');
    const unreached = (await errorsOf('contracts/interfaces')).filter(
      (error) => !new RegExp(`\\b${error}\\.selector\\b`).test(tests),
    );

    expect(unreached).toEqual([]);
  });
});
