import { randomBytes } from 'node:crypto';

import { computeAddress } from 'ethers';

import {
  PLATFORM_LEGAL_ID,
  legalIdHashOf,
  partyAddressOf,
} from '../../backend/src/common/index.js';
import { type BackendConfig, PIPELINE_DEFAULTS } from '../../backend/src/config/index.js';
import { deployLedger } from '../../deploy/ledger.deployment.js';
import type { Chain } from './test-chain.js';

const YEAR_SECONDS = 365 * 86_400;

function secret(): string {
  return `0x${randomBytes(32).toString('hex')}`;
}

/** Deploys the contracts on a chain and gives the configuration of a backend that works with them. */
export async function deployForTest(chain: Chain, databaseUrl: string): Promise<BackendConfig> {
  const networkKey = secret();
  const operatorKey = secret();
  const deployment = await deployLedger({
    provider: chain.provider,
    deployerKey: secret(),
    operator: {
      party: partyAddressOf(networkKey, PLATFORM_LEGAL_ID),
      legalIdHash: legalIdHashOf(networkKey, PLATFORM_LEGAL_ID),
      expiresAt: Math.floor(Date.now() / 1_000) + 10 * YEAR_SECONDS,
      signer: computeAddress(operatorKey),
    },
  });
  return {
    databaseUrl,
    rpcUrls: [chain.url],
    host: '127.0.0.1',
    port: 0,
    dataDir: '',
    masterKey: secret(),
    networkKey,
    relayKey: secret(),
    operatorKey,
    chainConfirmations: 0,
    readyLagBlocks: 100,
    metricsToken: undefined,
    finalityBlocks: 0,
    pipeline: PIPELINE_DEFAULTS,
    deployment,
    production: false,
  };
}
