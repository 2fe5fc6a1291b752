import { randomBytes } from 'node:crypto';

import { JsonRpcProvider, computeAddress } from 'ethers';

import {
  PLATFORM_LEGAL_ID,
  legalIdHashOf,
  partyAddressOf,
} from '../../backend/src/common/index.js';
import { type LedgerDeployment, deployLedger } from '../../deploy/ledger.deployment.js';

const TEN_YEARS_SECONDS = 10 * 365 * 86_400;

export function newSecret(): string {
  return `0x${randomBytes(32).toString('hex')}`;
}

/** Another set of the same contracts on the node, whose operator key is given. */
export async function deployBeside(rpcUrl: string, operatorKey: string): Promise<LedgerDeployment> {
  const provider = new JsonRpcProvider(rpcUrl);
  const networkKey = newSecret();
  try {
    return await deployLedger({
      provider,
      deployerKey: newSecret(),
      operator: {
        party: partyAddressOf(networkKey, PLATFORM_LEGAL_ID),
        legalIdHash: legalIdHashOf(networkKey, PLATFORM_LEGAL_ID),
        expiresAt: Math.floor(Date.now() / 1_000) + TEN_YEARS_SECONDS,
        signer: computeAddress(operatorKey),
      },
    });
  } finally {
    provider.destroy();
  }
}
