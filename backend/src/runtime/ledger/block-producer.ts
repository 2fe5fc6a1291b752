import { setTimeout as pause } from 'node:timers/promises';

import { type BlockHead, readBlock, readHead } from './block.js';
import type { ChainStore } from './chain-store.js';
import type { JsonRpc } from './json-rpc.js';
import type { SnapshotTaker } from './snapshot-taker.js';

/**
 * Wakes the producer if a notice of the node was lost, and sees blocks that somebody else mined.
 */
const TICK_MS = 200;
/** How long the chain must be quiet before a snapshot is taken without need. */
const QUIET_MS = 5_000;
/** A longer pause between two blocks would be noticed by whoever waits for one. */
const PAUSE_MS_MAX = 250;
/** What a power failure, unlike a kill, may take. */
const SYNC_EVERY_MS = 1_000;

/**
 * Mines when transactions wait, and notes each block in the journal at once.
 *
 * The node computes the root of its whole state for every block (about 1.3 µs for each storage
 * slot), so one block per transaction would slow down as the ledger grows. Here everything that
 * arrives while one block is mined goes into the next. After a block the node has as long for other
 * work as that took: so more goes into the next one, and whoever only reads is answered.
 */
export class BlockProducer {
  #woken = false;
  #stopped = false;
  #pumping: Promise<void> = Promise.resolve();
  #isPumping = false;
  #timer: NodeJS.Timeout | undefined;
  #socket: WebSocket | undefined;
  #lastBlockAt = Date.now();
  #nextBlockAt = 0;
  #lastSyncAt = 0;
  #isSynced = true;

  constructor(
    private readonly rpc: JsonRpc,
    private readonly store: ChainStore,
    private readonly snapshots: SnapshotTaker,
    private head: BlockHead,
    private readonly log: (line: string) => void,
  ) {}

  start(): void {
    this.#subscribe();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  /** Finishes the block at hand, notes it and stops. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#socket?.close();
    await this.#pumping;
    await this.#record();
  }

  #tick(): void {
    if (this.#socket?.readyState === WebSocket.CLOSED) this.#subscribe();
    this.#wake();
  }

  #wake(): void {
    this.#woken = true;
    if (this.#isPumping || this.#stopped) return;
    this.#isPumping = true;
    this.#pumping = this.#pump()
      // A node that ended is reported by whoever watches it; the next tick tries again.
      .catch((error: unknown) => this.#stopped || this.log(`block producer: ${String(error)}`))
      .then(() => void (this.#isPumping = false));
  }

  async #pump(): Promise<void> {
    while (this.#woken && !this.#stopped) {
      this.#woken = false;
      while (!this.#stopped && (await this.#hasPending())) {
        if (!(await this.#mine())) break;
      }
      await this.#record();
    }
    const isQuiet = Date.now() - this.#lastBlockAt > QUIET_MS;
    if (this.snapshots.isDue(isQuiet)) await this.#snapshot();
    await this.#sync();
  }

  async #sync(): Promise<void> {
    if (this.#isSynced || Date.now() - this.#lastSyncAt < SYNC_EVERY_MS) return;
    await this.store.sync();
    this.#isSynced = true;
    this.#lastSyncAt = Date.now();
  }

  async #hasPending(): Promise<boolean> {
    const { pending } = await this.rpc.call<{ pending: string }>('txpool_status');
    return Number(pending) > 0;
  }

  /** False if what waits cannot be mined: another empty block would not help it. */
  async #mine(): Promise<boolean> {
    await pause(Math.max(this.#nextBlockAt - performance.now(), 0));
    const started = performance.now();
    await this.rpc.call('evm_mine');
    const ended = performance.now();
    this.snapshots.noteMined(ended - started);
    this.#nextBlockAt = ended + Math.min(ended - started, PAUSE_MS_MAX);
    return (await this.#record()) > 0;
  }

  /** Notes every new block; returns how many transactions they held. */
  async #record(): Promise<number> {
    const head = await readHead(this.rpc);
    if (head.hash === this.head.hash) return 0;
    let transactions = 0;
    while (this.head.number < head.number) {
      const block = await readBlock(this.rpc, this.head.number + 1);
      if (block.parentHash !== this.head.hash) break;
      await this.store.append(block);
      this.#isSynced = false;
      this.head = block;
      transactions += block.transactions.length;
    }
    // A journal only goes forward: a chain that was reorganised is stored as a whole.
    if (this.head.hash !== head.hash) await this.#snapshot();
    this.#lastBlockAt = Date.now();
    return transactions;
  }

  async #snapshot(): Promise<void> {
    this.head = await this.snapshots.take();
  }

  #subscribe(): void {
    const socket = new WebSocket(this.rpc.url.replace(/^http/, 'ws'));
    const request = {
      jsonrpc: '2.0',
      id: 1,
      method: 'eth_subscribe',
      params: ['newPendingTransactions'],
    };
    socket.addEventListener('open', () => socket.send(JSON.stringify(request)));
    socket.addEventListener('message', () => this.#wake());
    // Without the socket the ticks still find what waits; a closed one is opened again by them.
    socket.addEventListener('error', () => undefined);
    this.#socket = socket;
  }
}
