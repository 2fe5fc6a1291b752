import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { JsonRpcProvider } from 'ethers';

import { startEmbeddedLedger } from '../backend/src/runtime/index.js';
import { cellsOf, differencesBetween, permissionsDocument } from './permissions/document.js';
import { measurePermissions, type Permissions } from './permissions/measure.js';

const PERMISSIONS_FILE = 'docs/permissions.md';

/** Writes the table of who may call what; with `--check` only says where it is not what the contracts do. */
async function main(): Promise<void> {
  const measured = permissionsDocument(await measureOnNewNode());
  if (!process.argv.includes('--check')) {
    await writeFile(PERMISSIONS_FILE, measured);
    return;
  }
  const written = await readFile(PERMISSIONS_FILE, 'utf8');
  if (written === measured) return;
  const differences = differencesBetween(cellsOf(written), cellsOf(measured));
  console.error([`${PERMISSIONS_FILE} is not what the contracts do.`, ...differences].join('\n'));
  process.exitCode = 1;
}

async function measureOnNewNode(): Promise<Permissions> {
  const dataDir = await mkdtemp(join(tmpdir(), 'duebill-permissions-'));
  const node = await startEmbeddedLedger({ dataDir, log: () => undefined });
  const provider = new JsonRpcProvider(node.rpcUrl);
  try {
    return await measurePermissions({ url: node.rpcUrl, provider });
  } finally {
    provider.destroy();
    await node.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
