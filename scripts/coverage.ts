import { spawn } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { copyContractTree, removeContractTree } from './contract-tree.js';

/** What must be reached, in percent. Hardhat counts no branches; a refusal is a statement of its own. */
const LINES_MIN = 99;
const STATEMENTS_MIN = 97;

/** What is instrumented costs more than a transaction may. */
const GAS_TESTS = 'FitsATransaction|FitATransaction';

/** Shows Hardhat's coverage of the contracts by the Solidity tests, and fails below what must be reached. */
async function main(): Promise<void> {
  const folder = await copyContractTree();
  try {
    const output = await runHardhat(folder);
    const total = /║ Total\s*│\s*([\d.]+)\s*│\s*([\d.]+)/.exec(output);
    if (total === null) throw new Error('Hardhat printed no total');
    const [lines, statements] = [Number(total[1]), Number(total[2])];
    await rm('coverage', { recursive: true, force: true });
    await cp(join(folder, 'coverage', 'lcov.info'), join('coverage', 'lcov.info'));
    const isEnough = lines >= LINES_MIN && statements >= STATEMENTS_MIN;
    console.log(
      `${lines} % of lines (at least ${LINES_MIN}), ${statements} % of statements (at least ${STATEMENTS_MIN})`,
    );
    process.exitCode = isEnough ? 0 : 1;
  } finally {
    await removeContractTree(folder);
  }
}

/** Whether tests pass is not asked here. */
function runHardhat(folder: string): Promise<string> {
  const args = ['--coverage', '--no-typechain', '--build-profile', 'quick', 'test', 'solidity'];
  return new Promise((resolve, reject) => {
    const child = spawn(
      join('node_modules', '.bin', 'hardhat'),
      [...args, '--grep-exclude', GAS_TESTS],
      { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      process.stdout.write(chunk);
    });
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}

await main();
