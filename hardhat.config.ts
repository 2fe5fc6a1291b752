import { createRequire } from 'node:module';

import hardhatEthers from '@nomicfoundation/hardhat-ethers';
import hardhatTypechain from '@nomicfoundation/hardhat-typechain';
import { defineConfig } from 'hardhat/config';

/** The compiler comes from npm, so that a build downloads nothing else. */
const soljsonPath = createRequire(import.meta.url).resolve('solc/soljson.js');

export default defineConfig({
  plugins: [hardhatEthers, hardhatTypechain],
  solidity: {
    version: '0.8.37',
    path: soljsonPath,
    settings: {
      optimizer: { enabled: true, runs: 200 },
      // Besu and every OpenZeppelin 5.7 contract run on it; a newer one would tie us to newer nodes.
      evmVersion: 'cancun',
    },
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
