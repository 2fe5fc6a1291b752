import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { type JournalBlock, readBlock, readHead } from '../../backend/src/runtime/ledger/block.js';
import { ChainStore } from '../../backend/src/runtime/ledger/chain-store.js';
import { RpcError } from '../../backend/src/runtime/ledger/json-rpc.js';
import type { Random } from '../sample/random.js';
import type { ChaosSystem } from './chaos-system.js';

/** The node keeps the states of 16 blocks, so that it can take back fewer while it runs. */
const LIVE_DEPTH_MAX = 14;
/** More than the indexer can undo: it has to begin again from the first block. */
const QUIET_BLOCKS = 600;
const QUIET_CHANCE = 0.3;
/** A block that was begun is mined by then. */
const MINING_MS = 200;

export interface Reorganisation {
  readonly kind: 'REPLACED' | 'TAKEN_BACK' | 'OLD_BACKUP';
  readonly depth: number;
  readonly head: number;
}

/** Takes blocks away from the chain; what was in them is not sent again by anybody but the relay. */
export class Reorganiser {
  deepest = 0;
  count = 0;

  constructor(
    private readonly system: ChaosSystem,
    /** This block and those below it stay: the contracts are there. */
    private readonly floor: number,
    private readonly random: Random,
  ) {}

  /** A few of the newest blocks, while the node runs; null if it cannot. */
  async shallow(): Promise<Reorganisation | null> {
    const { rpc } = this.system;
    const kind = this.random.chance(0.5) ? 'REPLACED' : 'TAKEN_BACK';
    const method = kind === 'REPLACED' ? 'anvil_reorg' : 'anvil_rollback';
    try {
      const { number: head } = await readHead(rpc);
      const depth = this.random.int(1, Math.min(LIVE_DEPTH_MAX, head - this.floor));
      if (depth < 1) return null;
      await this.#whileNobodyMines(() =>
        rpc.call(method, ...(kind === 'REPLACED' ? [depth, []] : [depth])),
      );
      return this.#noted({ kind, depth, head });
    } catch (error) {
      // After a restart the node has no states of blocks before it; or it is down.
      if (error instanceof RpcError || error instanceof TypeError) return null;
      throw error;
    }
  }

  /** The node dies, and comes back from a backup that is older by any number of blocks. */
  async deep(): Promise<Reorganisation | null> {
    if (this.random.chance(QUIET_CHANCE)) await this.#mineQuietly();
    const blocks = await this.#readChain();
    if (blocks === null) return null;
    const { all, genesisTimestamp } = blocks;
    const kept = this.random.int(this.floor, all.length - 1);
    await this.system.ledger.whileDown(() =>
      restoreFrom(join(this.system.dataDir, 'ledger'), all.slice(0, kept), genesisTimestamp),
    );
    return this.#noted({ kind: 'OLD_BACKUP', depth: all.length - kept, head: all.length });
  }

  /** The node tangles its blocks, for good, if it is told to mine while it replaces some. */
  async #whileNobodyMines(work: () => Promise<unknown>): Promise<void> {
    const { ledger } = this.system;
    ledger.signal('SIGSTOP');
    try {
      await setTimeout(MINING_MS);
      await work();
    } finally {
      ledger.signal('SIGCONT');
    }
  }

  /** As a chain does on which nothing happens. */
  async #mineQuietly(): Promise<void> {
    const { rpc } = this.system;
    await rpc.call('anvil_mine', QUIET_BLOCKS).catch(() => undefined);
  }

  #noted(reorganisation: Reorganisation): Reorganisation {
    this.count += 1;
    this.deepest = Math.max(this.deepest, reorganisation.depth);
    return reorganisation;
  }

  async #readChain(): Promise<{ all: JournalBlock[]; genesisTimestamp: number } | null> {
    const { rpc } = this.system;
    try {
      const { number: head } = await readHead(rpc);
      if (head <= this.floor) return null;
      const { timestamp: genesisTimestamp } = await readBlock(rpc, 0);
      const all: JournalBlock[] = [];
      for (let number = 1; number <= head; number += 1) all.push(await readBlock(rpc, number));
      return { all, genesisTimestamp };
    } catch {
      // The node went down, or blocks went away, while they were read.
      return null;
    }
  }
}

async function restoreFrom(
  folder: string,
  blocks: readonly JournalBlock[],
  genesisTimestamp: number,
): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/\.(journal|snapshot\.gz)$/.test(name)) await rm(join(folder, name));
  }
  const store = new ChainStore(folder);
  await store.beginGeneration(0, { genesisTimestamp });
  for (const block of blocks) await store.append(block);
  await store.sync();
  await store.close();
}
