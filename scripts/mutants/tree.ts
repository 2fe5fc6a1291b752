import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

import type { Mutant } from './mutant.js';

const COPIED = [
  'contracts',
  'tests/contracts',
  'hardhat.config.ts',
  'package.json',
  'tsconfig.json',
];

/** A copy of what the Solidity tests need, in which bugs are planted one after the other. */
export class MutantTree {
  private constructor(readonly folder: string) {}

  static async create(): Promise<MutantTree> {
    const folder = await mkdtemp(join(tmpdir(), 'duebill-mutants-'));
    await mkdir(join(folder, 'tests'));
    for (const path of COPIED) {
      await cp(path, join(folder, path), {
        recursive: true,
        filter: (source) => basename(source) !== 'typechain',
      });
    }
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    return new MutantTree(folder);
  }

  /** Throws unless the text to replace is there exactly once; returns what takes the bug out again. */
  async plant(mutant: Mutant): Promise<() => Promise<void>> {
    const path = join(this.folder, mutant.file);
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

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
