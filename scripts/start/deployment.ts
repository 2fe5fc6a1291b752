import { join } from 'node:path';

import { FetchRequest, computeAddress, JsonRpcProvider } from 'ethers';

import {
  legalIdHashOf,
  partyAddressOf,
  PLATFORM_LEGAL_ID,
} from '../../backend/src/common/index.js';
import type { LedgerDeployment } from '../../backend/src/config/index.js';
import { RuntimeRefusal } from '../../backend/src/runtime/index.js';
import { findDeploymentRecord, writeDeploymentRecord } from '../../deploy/deployment-record.js';
import { deployLedger, isDeployed } from '../../deploy/ledger.deployment.js';

const NETWORKS_FOLDER = join('deploy', 'networks');
const ANSWER_PATIENCE_MS = 5_000;
/** How often all nodes are asked before the start is given up. */
const ROUNDS_OF_NODES = 3;
const ROUND_PAUSE_MS = 500;
const OPERATOR_TERM_SECONDS = 10 * 365 * 86_400;

export interface DeploymentRequest {
  /** Nodes of the ledger, the preferred one first. */
  readonly rpcUrls: readonly string[];
  /** Where the record is; by default that of the network with the chain's id. */
  readonly recordPath: string | undefined;
  /** Absent: the contracts must be there already. */
  readonly deployerKey: string | undefined;
  readonly operatorKey: string;
  readonly networkKey: string;
  /** A record of a chain that is gone is replaced only where the chain is ours. */
  readonly isEmbedded: boolean;
}

/**
 * The contracts that the record names, or new ones where there are none.
 *
 * @throws RuntimeRefusal when no node answers, or the ledger is another one than that of the record
 */
export async function ensureDeployment(request: DeploymentRequest): Promise<LedgerDeployment> {
  const rpcUrl = await firstAnswering(request.rpcUrls);
  const provider = new JsonRpcProvider(rpcUrl, undefined, {
    staticNetwork: true,
    // Ethers would remember answers for a while, and here every answer may be new.
    cacheTimeout: -1,
  });
  try {
    return await findOrDeploy(provider, request);
  } finally {
    provider.destroy();
  }
}

/** One of several nodes may be down when a backend starts, as at any other time. */
async function firstAnswering(rpcUrls: readonly string[]): Promise<string> {
  for (let round = 1; ; round += 1) {
    for (const rpcUrl of rpcUrls) {
      if (await answers(rpcUrl)) return rpcUrl;
    }
    if (round === ROUNDS_OF_NODES) break;
    await new Promise((settle) => setTimeout(settle, ROUND_PAUSE_MS));
  }
  const hint = 'Correct the URL, or start again when one of them does.';
  throw new RuntimeRefusal(`No node at LEDGER_RPC_URLS answers. ${hint}`);
}

async function answers(rpcUrl: string): Promise<boolean> {
  const request = new FetchRequest(rpcUrl);
  request.timeout = ANSWER_PATIENCE_MS;
  request.setThrottleParams({ maxAttempts: 1 });
  request.body = { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] };
  try {
    const { result } = (await request.send()).bodyJson as { result?: unknown };
    return typeof result === 'string';
  } catch {
    // Whatever went wrong, this node is of no use now.
    return false;
  }
}

async function findOrDeploy(
  provider: JsonRpcProvider,
  request: DeploymentRequest,
): Promise<LedgerDeployment> {
  const path = request.recordPath ?? (await networkRecordPath(provider));
  const record = await findDeploymentRecord(path);
  if (record !== null && (await isDeployed(provider, record))) return record;
  if (record !== null && !request.isEmbedded) {
    throw new RuntimeRefusal(
      `The ledger at LEDGER_RPC_URLS is not the one that ${path} describes: another chain, or ` +
        'the contracts are not there. Correct the URL, or set DUEBILL_DEPLOYMENT_FILE.',
    );
  }
  if (request.deployerKey === undefined) {
    throw new RuntimeRefusal(
      `No deployment is recorded in ${path}. Set DUEBILL_DEPLOYMENT_FILE to the record of your ` +
        'network, or DUEBILL_DEPLOYER_KEY to deploy the contracts now.',
    );
  }
  const operator = operatorOf(request);
  const deployment = await deployLedger({ provider, operator, deployerKey: request.deployerKey });
  await writeDeploymentRecord(path, deployment);
  return deployment;
}

async function networkRecordPath(provider: JsonRpcProvider): Promise<string> {
  const { chainId } = await provider.getNetwork();
  return join(NETWORKS_FOLDER, `${chainId}.json`);
}

function operatorOf({ networkKey, operatorKey }: DeploymentRequest) {
  return {
    party: partyAddressOf(networkKey, PLATFORM_LEGAL_ID),
    legalIdHash: legalIdHashOf(networkKey, PLATFORM_LEGAL_ID),
    expiresAt: Math.floor(Date.now() / 1_000) + OPERATOR_TERM_SECONDS,
    signer: computeAddress(operatorKey),
  };
}
