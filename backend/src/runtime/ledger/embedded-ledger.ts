import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { RunningChild } from '../child-process.js';
import { dataDirAt } from '../data-dir.js';
import { stopLeftovers } from '../leftovers.js';
import { RuntimeRefusal } from '../runtime.errors.js';
import { type Anvil, findAnvilProgram, startAnvil } from './anvil.js';
import { BlockProducer } from './block-producer.js';
import { type BlockHead, type JournalBlock, mineAgain, readHead } from './block.js';
import { ChainStore } from './chain-store.js';
import { RpcError } from './json-rpc.js';
import { SnapshotTaker } from './snapshot-taker.js';

const STOP_PATIENCE_MS = 3_000;

export interface EmbeddedLedgerOptions {
  readonly dataDir: string;
  readonly log: (line: string) => void;
  /** Second at which a new chain begins; a chain that exists keeps its own. Default: now. */
  readonly genesisTimestamp?: number;
  /** `head`: time goes on from the last block, as a story that is being told needs it. */
  readonly clock?: 'wall' | 'head';
}

export interface EmbeddedLedger {
  readonly rpcUrl: string;
  /** Nothing but the genesis block. */
  readonly isNew: boolean;
  /** Resolves with a sentence when the node has ended, whoever brought it about. */
  readonly ended: Promise<string>;
  /** Sets the chain's time, from which it runs on; without an argument to the wall clock's. */
  setClock(unixSeconds?: number): Promise<void>;
  stop(): Promise<void>;
}

interface Restored {
  readonly anvil: Anvil;
  readonly generation: number;
  readonly genesisTimestamp: number;
  /** What runs now is not what the newest snapshot holds. */
  readonly isSnapshotDue: boolean;
}

/** Starts the chain of this folder, or a new one, and keeps it on disk from then on. */
export async function startEmbeddedLedger(options: EmbeddedLedgerOptions): Promise<EmbeddedLedger> {
  const program = findAnvilProgram();
  await mkdir(folderOf(options), { recursive: true, mode: 0o700 });
  await stopLeftovers({ program, argument: cacheDirOf(options), log: options.log });
  const store = new ChainStore(folderOf(options));
  if ((await store.listGenerations()).length === 0) {
    await store.beginGeneration(0, { genesisTimestamp: firstSecond(options) });
  }
  const restored = await restore({ program, store, options });
  return await orKill(restored.anvil, () => keepRunning(restored, store, options));
}

async function keepRunning(
  restored: Restored,
  store: ChainStore,
  options: EmbeddedLedgerOptions,
): Promise<EmbeddedLedger> {
  const { generation, genesisTimestamp } = restored;
  const { child, rpc } = restored.anvil;
  const snapshots = new SnapshotTaker(rpc, store, generation, genesisTimestamp);
  if (restored.isSnapshotDue) await snapshots.take();
  else await store.beginGeneration(generation, { genesisTimestamp });
  const head = await readHead(rpc);
  const setClock = async (unixSeconds = Math.floor(Date.now() / 1000)) => {
    await rpc.call('evm_setTime', unixSeconds);
  };
  await setClock(options.clock === 'head' ? head.timestamp : undefined);
  const producer = new BlockProducer(rpc, store, snapshots, head, options.log);
  producer.start();
  const stop = () => stopLedger({ child, producer, snapshots, store, log: options.log });
  return { rpcUrl: rpc.url, isNew: head.number === 0, ended: child.ended, setClock, stop };
}

async function stopLedger(parts: {
  child: RunningChild;
  producer: BlockProducer;
  snapshots: SnapshotTaker;
  store: ChainStore;
  log: (line: string) => void;
}): Promise<void> {
  try {
    await parts.producer.stop();
    if (parts.snapshots.hasNews()) await parts.snapshots.take();
  } catch (error) {
    // The journal holds everything that the snapshot would have.
    parts.log(`no snapshot at the end: ${String(error)}`);
  }
  await parts.store.sync();
  await parts.store.close();
  parts.child.process.kill('SIGTERM');
  const timer = setTimeout(() => parts.child.process.kill('SIGKILL'), STOP_PATIENCE_MS);
  await parts.child.ended;
  clearTimeout(timer);
}

interface RestoreContext {
  readonly program: string;
  readonly store: ChainStore;
  readonly options: EmbeddedLedgerOptions;
}

/**
 * Loads the newest snapshot that can be read and mines the blocks of the journals after it again.
 */
async function restore(context: RestoreContext): Promise<Restored> {
  const { store, options } = context;
  const generations = await store.listGenerations();
  const newest = generations.at(-1) ?? 0;
  for (const generation of generations.toReversed()) {
    const genesisTimestamp = await store.findGenesisTimestamp(generation);
    if (genesisTimestamp === undefined) continue;
    const anvil = await startFrom(context, generation, genesisTimestamp);
    if (anvil === undefined) {
      options.log(`generation ${generation} of the ledger cannot be read; trying the one before`);
      continue;
    }
    const journals = generations.filter((other) => other >= generation);
    const blocks = (await Promise.all(journals.map((one) => store.readJournal(one)))).flat();
    await orKill(anvil, () => replay(anvil, blocks, options.log));
    const isSnapshotDue = generation !== newest || blocks.length > 0;
    return { anvil, generation: newest, genesisTimestamp, isSnapshotDue };
  }
  const hint = 'Restore the folder from a backup, or remove it to begin a new ledger.';
  throw new RuntimeRefusal(
    `No snapshot of the ledger in ${folderOf(options)} is readable. ${hint}`,
  );
}

/** Nothing if the generation has no snapshot that the node accepts. */
async function startFrom(
  { program, store, options }: RestoreContext,
  generation: number,
  genesisTimestamp: number,
): Promise<Anvil | undefined> {
  const common = { program, cacheDir: cacheDirOf(options), log: options.log };
  if (generation === 0) return await startAnvil({ ...common, origin: { genesisTimestamp } });
  const stateFile = join(folderOf(options), 'loading.json');
  try {
    if (!(await store.unpackSnapshot(generation, stateFile))) return undefined;
    return await startAnvil({ ...common, origin: { stateFile, genesisTimestamp } });
  } catch (error) {
    options.log(`snapshot ${generation} is not accepted: ${String(error)}`);
    return undefined;
  } finally {
    await rm(stateFile, { force: true });
  }
}

/** Stops at the first block that comes out otherwise: what was mined until then is consistent. */
async function replay(
  { rpc }: Anvil,
  blocks: readonly JournalBlock[],
  log: (line: string) => void,
): Promise<void> {
  let head: BlockHead = await readHead(rpc);
  let replayed = 0;
  // A loaded chain runs by the wall clock, and refuses blocks of a story's time, which lies before it.
  await rpc.call('evm_setTime', head.timestamp);
  for (const block of blocks) {
    if (block.parentHash !== head.hash) break;
    try {
      head = await mineAgain(rpc, block);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      log(`block ${block.number} cannot be mined again: ${error.message}`);
      break;
    }
    replayed += 1;
    if (head.hash !== block.hash) break;
  }
  if (replayed < blocks.length) log(`the ledger ends ${blocks.length - replayed} blocks earlier`);
}

/** A node that nobody holds any more must not live on. */
async function orKill<T>({ child }: Anvil, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    child.process.kill('SIGKILL');
    throw error;
  }
}

function cacheDirOf(options: EmbeddedLedgerOptions): string {
  return join(folderOf(options), 'cache');
}

function folderOf(options: EmbeddedLedgerOptions): string {
  return dataDirAt(options.dataDir).ledger;
}

function firstSecond(options: EmbeddedLedgerOptions): number {
  return options.genesisTimestamp ?? Math.floor(Date.now() / 1000);
}
