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

export default defineConfig({
  plugins: [hardhatEthers, hardhatTypechain],
  solidity: {
    compilers: [compiler],
    overrides: Object.fromEntries(deployedFiles.map((file) => [file, deployed])),
  },
  typechain: { outDir: 'contracts/typechain' },
  paths: {
    sources: 'contracts',
    tests: { solidity: 'tests/contracts' },
  },
  test: {
    solidity: {
      fuzz: { runs: 500 },
      // A handler's act that reverts is a finding: the handlers say beforehand what is possible.
      invariant: { runs: 4, depth: 100, failOnRevert: true },
    },
  },
});
