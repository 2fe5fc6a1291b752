import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import hardhatEthers from '@nomicfoundation/hardhat-ethers';
import hardhatTypechain from '@nomicfoundation/hardhat-typechain';
import { defineConfig } from 'hardhat/config';

/** The compiler comes from npm, so that a build downloads nothing else. */
const soljsonPath = createRequire(import.meta.url).resolve('solc/soljson.js');

const compiler = {
  version: '0.8.37',
  path: soljsonPath,
  settings: {
    optimizer: { enabled: true, runs: 200 },
    // Besu and every OpenZeppelin 5.7 contract run on it; a newer one would tie us to newer nodes.
    evmVersion: 'cancun',
  },
};

/** What is deployed is smaller and cheaper by way of the IR; the tests, which are not, compile faster without. */
const deployed = { ...compiler, settings: { ...compiler.settings, viaIR: true } };

const deployedFiles = readdirSync(join(import.meta.dirname, 'contracts'))
  .filter((name) => name.endsWith('.sol'))
  .concat('pledges/RankPolicies.sol')
  .map((name) => `contracts/${name}`);

/** Values that the runner finds in storage come in another order each time, and seeds of acts need none of them. */
const REPEATABLE = { dictionaryWeight: 0, includeStorage: false, includePushBytes: false };

/** A fixed seed, so that nobody's run finds something else than the last one. */
const SEED = '0x5eed';

/** Where a deep run collects what its acts reached. */
const REACH_FILES = process.env['REACH_FILE'] === undefined ? [] : [process.env['REACH_FILE']];

export default defineConfig({
  plugins: [hardhatEthers, hardhatTypechain],
  solidity: {
    profiles: {
      default: {
        compilers: [compiler],
        overrides: Object.fromEntries(deployedFiles.map((file) => [file, deployed])),
      },
      // Compiles fastest, for scripts/mutants.ts and scripts/coverage.ts.
      quick: { ...compiler, settings: { evmVersion: compiler.settings.evmVersion } },
    },
  },
  typechain: { outDir: 'contracts/typechain' },
  paths: {
    sources: 'contracts',
    tests: { solidity: 'tests/contracts' },
  },
  test: {
    solidity: {
      profiles: {
        default: {
          fuzz: { runs: 500, seed: SEED, includeStorage: false, includePushBytes: false },
          // A handler's act that reverts is a finding: the handlers say beforehand what is possible.
          invariant: { runs: 4, depth: 100, failOnRevert: true, ...REPEATABLE },
        },
        // For scripts/deep.ts, which runs it again and again.
        deep: {
          fuzz: { seed: process.env['DEEP_SEED'] ?? SEED },
          invariant: {
            runs: Number(process.env['DEEP_RUNS'] ?? 1),
            depth: Number(process.env['DEEP_DEPTH'] ?? 250),
            failOnRevert: true,
            ...(process.env['DEEP_SHRINK'] === 'no' ? { shrinkRunLimit: 0 } : {}),
            ...REPEATABLE,
          },
          fsPermissions: { writeFile: REACH_FILES },
        },
      },
    },
  },
});
