import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { JsonRpcProvider } from 'ethers';

import { startEmbeddedLedger } from '../../backend/src/runtime/index.js';
import { ACTS, type PerItem, createGasWorld, measureActs, measureMint } from './gas-acts.js';

/** The last one is reported; the others show that the price of an item does not grow with the batch. */
const BATCH_SIZES = [1, 10, 100];

const dataDir = await mkdtemp(join(tmpdir(), 'duebill-gas-'));
const node = await startEmbeddedLedger({ dataDir, log: () => undefined });
const provider = new JsonRpcProvider(node.rpcUrl, undefined, { pollingInterval: 20 });
try {
  const world = await createGasWorld(provider);
  // The first batch writes slots that every later one only changes: balances, numbers.
  await measureActs(world, 1);

  let ledger = {} as PerItem;
  let floor = {} as PerItem;
  for (const size of BATCH_SIZES) {
    ({ ledger, floor } = await measureActs(world, size));
    for (const act of ACTS) {
      console.log(
        `${act.padEnd(13)} batch of ${String(size).padStart(3)}: ` +
          `${String(ledger[act]).padStart(7)} gas an item, floor ${String(floor[act]).padStart(7)}, ` +
          `ratio ${(ledger[act] / floor[act]).toFixed(3)}`,
      );
    }
  }
  const size = BATCH_SIZES.at(-1) ?? 1;
  for (const name of ['PlainErc721', 'PlainErc1155'] as const) {
    console.log(`${name} mint in a batch of ${size}: ${await measureMint(world, name, size)} gas`);
  }
  const ratios = ACTS.map((act) => [act, Number((ledger[act] / floor[act]).toFixed(3))] as const);
  console.log(
    JSON.stringify({
      bench: 'gas',
      perItem: ledger,
      ratio: Object.fromEntries(ratios) as PerItem,
      registerAndConfirm: ledger.register + ledger.confirm,
    }),
  );
} finally {
  provider.destroy();
  await node.stop();
  await rm(dataDir, { recursive: true, force: true });
}
