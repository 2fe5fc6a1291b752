import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const COPIED = [
  'contracts',
  'tests/contracts',
  'hardhat.config.ts',
  'package.json',
  'tsconfig.json',
];

/** Makes a copy of what the Solidity tests need, for builds that must not end up among the artifacts of the tree. */
export async function copyContractTree(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'duebill-contracts-'));
  await mkdir(join(folder, 'tests'));
  for (const path of COPIED) {
    await cp(path, join(folder, path), {
      recursive: true,
      filter: (source) => basename(source) !== 'typechain',
    });
  }
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  return folder;
}

export async function removeContractTree(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
