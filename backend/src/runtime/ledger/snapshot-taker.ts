import { type BlockHead, readHead } from './block.js';
import type { ChainStore } from './chain-store.js';
import type { JsonRpc } from './json-rpc.js';

/** Mining that may be repeated after a kill; beyond it a snapshot is worth its price. */
const REPLAY_MS_MAX = 3_000;
/** A snapshot stops the node, so that it may cost at most one part in this many of the mining. */
const COST_SHARE = 8;
/** On a quiet chain even a short replay is worth saving. */
const QUIET_REPLAY_MS = 500;
const ATTEMPTS = 10;

/** Decides when the whole chain is written, and writes it. */
export class SnapshotTaker {
  #replayMs = 0;
  #lastSnapshotMs = 0;

  constructor(
    private readonly rpc: JsonRpc,
    private readonly store: ChainStore,
    private generation: number,
    private readonly genesisTimestamp: number,
  ) {}

  /** Mining a block again takes as long as mining it did. */
  noteMined(durationMs: number): void {
    this.#replayMs += durationMs;
  }

  isDue(isQuiet: boolean): boolean {
    if (isQuiet) return this.#replayMs > QUIET_REPLAY_MS;
    return this.#replayMs > Math.max(REPLAY_MS_MAX, COST_SHARE * this.#lastSnapshotMs);
  }

  hasNews(): boolean {
    return this.#replayMs > 0;
  }

  /** Writes the chain and begins a journal after it; returns the block that it holds. */
  async take(): Promise<BlockHead> {
    const started = performance.now();
    const head = await this.#dump();
    const { genesisTimestamp } = this;
    this.generation += 1;
    await this.store.beginGeneration(this.generation, { genesisTimestamp, hasDraft: true });
    this.#lastSnapshotMs = performance.now() - started;
    this.#replayMs = 0;
    return head;
  }

  /** The dump does not say which block it ends with: none may be mined meanwhile. */
  async #dump(): Promise<BlockHead> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const before = await readHead(this.rpc);
      await this.store.draftSnapshot(this.rpc.bytes('anvil_dumpState', false));
      const after = await readHead(this.rpc);
      if (before.hash === after.hash) return after;
    }
    throw new Error('Somebody else mines without pause: no snapshot of the ledger is possible.');
  }
}
