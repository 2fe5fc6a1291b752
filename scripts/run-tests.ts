import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a runner counted. */
interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Runs a command with its output shown, and returns that output and the exit code. */
function run(command: string, args: readonly string[]): Promise<{ output: string; code: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      process.stdout.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ output, code: code ?? 1 }));
  });
}

/** Hardhat's Solidity runner ends with lines such as `61 passing` and `1 failing`. */
async function runSolidityTests(): Promise<Counts> {
  const { output, code } = await run(join('node_modules', '.bin', 'hardhat'), ['test', 'solidity']);
  const count = (word: string): number =>
    [...output.matchAll(new RegExp(`(\\d+) ${word}`, 'g'))].reduce(
      (sum, match) => sum + Number(match[1]),
      0,
    );
  const passed = count('passing');
  const failed = count('failing');
  // A runner that breaks down, or finds no test, counts nothing and must not look like success.
  const brokenDown = (code !== 0 && failed === 0) || passed + failed === 0;
  return { passed, failed: brokenDown ? failed + 1 : failed };
}

async function runJest(args: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'duebill-jest-'));
  try {
    const report = join(folder, 'report.json');
    const { code } = await run(process.execPath, [
      '--experimental-vm-modules',
      '--no-warnings',
      join('node_modules', 'jest', 'bin', 'jest.js'),
      '--json',
      `--outputFile=${report}`,
      ...args,
    ]);
    const result = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numRuntimeErrorTestSuites: number;
    };
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    return { passed: result.numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const solidity = await runSolidityTests();
const jest = await runJest(process.argv.slice(2));
const passed = solidity.passed + jest.passed;
const failed = solidity.failed + jest.failed;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
