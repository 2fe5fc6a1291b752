import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

import { getAddress } from 'ethers';

import {
  CONTRACT_NAMES,
  type LedgerContracts,
  type LedgerDeployment,
} from './ledger.deployment.js';

/** JSON has no bigint: the chain id is a decimal string. */
interface DeploymentRecord {
  chainId: string;
  genesisHash: string;
  deployedAtBlock: number;
  contracts: LedgerContracts;
}

/** Reads the record of a network, e.g. `deploy/networks/<name>.json`; `null` if there is none. */
export async function findDeploymentRecord(path: string): Promise<LedgerDeployment | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return parseRecord(JSON.parse(text) as Partial<DeploymentRecord>);
  } catch (error) {
    throw new Error(`${path} is not a deployment record`, { cause: error });
  }
}

/** Writes the record beside its place and renames it, so that a reader never sees half of it. */
export async function writeDeploymentRecord(
  path: string,
  deployment: LedgerDeployment,
): Promise<void> {
  const record: DeploymentRecord = { ...deployment, chainId: deployment.chainId.toString() };
  const temporaryPath = `${path}.${process.pid}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  const file = await open(temporaryPath, 'w');
  try {
    await file.writeFile(`${JSON.stringify(record, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporaryPath, path);
}

function parseRecord(record: Partial<DeploymentRecord>): LedgerDeployment {
  const { chainId, genesisHash, deployedAtBlock, contracts } = record;
  if (
    typeof chainId !== 'string' ||
    typeof genesisHash !== 'string' ||
    !Number.isSafeInteger(deployedAtBlock)
  ) {
    throw new TypeError('chainId, genesisHash and deployedAtBlock are needed');
  }
  const entries = CONTRACT_NAMES.map((name) => [name, getAddress(contracts?.[name] ?? '')]);
  return {
    chainId: BigInt(chainId),
    genesisHash,
    deployedAtBlock: deployedAtBlock as number,
    contracts: Object.fromEntries(entries) as LedgerContracts,
  };
}
