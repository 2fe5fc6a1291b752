import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { JsonRpcProvider, computeAddress } from 'ethers';

import {
  PLATFORM_LEGAL_ID,
  legalIdHashOf,
  partyAddressOf,
} from '../../backend/src/common/index.js';
import { PIPELINE_DEFAULTS } from '../../backend/src/config/index.js';
import { startBackend } from '../../backend/src/main.js';
import { startEmbeddedLedger, startEmbeddedPostgres } from '../../backend/src/runtime/index.js';
import { type LedgerDeployment, deployLedger } from '../../deploy/ledger.deployment.js';
import { ApiClient } from '../cli/client.js';

const TEN_YEARS_SECONDS = 10 * 365 * 86_400;

/** A system of its own in a temporary folder: database, node, contracts and backend. */
export interface BenchSystem {
  readonly operator: ApiClient;
  readonly rpcUrl: string;
  /** Another set of the same contracts on the same node, whose operator key is given. */
  deployBeside(operatorKey: string): Promise<LedgerDeployment>;
  stop(): Promise<void>;
}

export function newSecret(): string {
  return `0x${randomBytes(32).toString('hex')}`;
}

export async function startBenchSystem(): Promise<BenchSystem> {
  const dataDir = await mkdtemp(join(tmpdir(), 'duebill-bench-'));
  const quiet = { dataDir, log: () => undefined };
  const postgres = await startEmbeddedPostgres(quiet);
  const ledger = await startEmbeddedLedger(quiet);
  const provider = new JsonRpcProvider(ledger.rpcUrl);
  const secrets = { networkKey: newSecret(), operatorKey: newSecret() };
  const deployBeside = (operatorKey: string): Promise<LedgerDeployment> =>
    deploy(provider, { ...secrets, operatorKey });
  const backend = await startBackend({
    databaseUrl: postgres.url,
    rpcUrls: [ledger.rpcUrl],
    host: '127.0.0.1',
    port: 0,
    dataDir,
    masterKey: newSecret(),
    relayKey: newSecret(),
    ...secrets,
    chainConfirmations: 0,
    readyLagBlocks: 100,
    metricsToken: undefined,
    finalityBlocks: 0,
    pipeline: PIPELINE_DEFAULTS,
    deployment: await deploy(provider, secrets),
    production: false,
  });
  const stop = async (): Promise<void> => {
    provider.destroy();
    await backend.stop();
    await ledger.stop();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const operator = await operatorOf(backend.url, dataDir);
  return { operator, rpcUrl: ledger.rpcUrl, deployBeside, stop };
}

function deploy(
  provider: JsonRpcProvider,
  { networkKey, operatorKey }: { readonly networkKey: string; readonly operatorKey: string },
): Promise<LedgerDeployment> {
  return deployLedger({
    provider,
    deployerKey: newSecret(),
    operator: {
      party: partyAddressOf(networkKey, PLATFORM_LEGAL_ID),
      legalIdHash: legalIdHashOf(networkKey, PLATFORM_LEGAL_ID),
      expiresAt: Math.floor(Date.now() / 1_000) + TEN_YEARS_SECONDS,
      signer: computeAddress(operatorKey),
    },
  });
}

async function operatorOf(url: string, dataDir: string): Promise<ApiClient> {
  const token = (await readFile(join(dataDir, 'tokens', 'operator'), 'utf8')).trim();
  return new ApiClient({ findEndpoint: () => Promise.resolve({ url, token }) });
}
