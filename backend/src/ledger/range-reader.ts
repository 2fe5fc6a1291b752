import { present } from '../common/index.js';
import { CONTRACT_NAMES, type ContractAddresses, type ContractName } from './contracts.js';
import { type DecodedEvent, type RawLog, decodeLog } from './event-decoder.js';
import type { BlockHeader, LedgerRpc } from './ledger-rpc.js';
import type { LedgerEvent } from './projector.js';

/** What is written in one database transaction at best: enough to make its costs small, and no more memory. */
const RANGE_EVENTS = 8_000;
/** The first range of a process tells how many events a block has. */
const FIRST_BLOCKS = 16;
/** Every block is asked for its header. */
const BLOCKS_MAX = 200;
/** Ranges that are read while one is written; with their size they bound what a backlog takes of memory. */
const READ_AHEAD = 3;

/** Blocks that follow one another, with their events. */
export interface LedgerRange {
  readonly parentHash: string;
  readonly to: BlockHeader;
  readonly events: readonly LedgerEvent[];
}

interface Reading {
  readonly from: number;
  readonly to: number;
  readonly range: Promise<LedgerRange | null>;
  /** What it has resolved with, so far null. */
  found: LedgerRange | null;
}

/**
 * Reads ranges of blocks in order, the next ones while the caller writes what it has.
 *
 * Ranges have as many blocks as give about the same number of events, so that a busy chain takes no more memory than a
 * quiet one. What was read ahead may be of blocks that were replaced since: the caller finds out by their hashes.
 */
export class RangeReader {
  private readonly addresses: readonly string[];
  private readonly nameByAddress: ReadonlyMap<string, ContractName>;
  private blocks = FIRST_BLOCKS;
  private ahead: Reading[] = [];

  constructor(
    private readonly rpc: LedgerRpc,
    contracts: ContractAddresses,
  ) {
    this.nameByAddress = new Map(
      CONTRACT_NAMES.map((name) => [contracts[name].toLowerCase(), name] as const),
    );
    this.addresses = [...this.nameByAddress.keys()];
  }

  /** The range that begins at `from`, and not beyond `target`; null if the chain changed while it was read. */
  async next(from: number, target: number): Promise<LedgerRange | null> {
    if (this.ahead[0]?.from !== from || this.ahead[0].to > target) {
      this.forget();
    }
    const reading = this.ahead.shift() ?? this.read(from, target);
    try {
      const range = await reading.range;
      this.adapt(reading, range);
      this.readAhead(reading.to, target);
      return range;
    } catch (error) {
      // A node may refuse to answer for so much at once.
      this.shrink(reading.to - reading.from + 1);
      throw error;
    }
  }

  /** The range that begins at `from`, if it was read already; `next` gives the same one. */
  peek(from: number): LedgerRange | null {
    return this.ahead.find((reading) => reading.from === from)?.found ?? null;
  }

  /** The next range has at most half as many blocks, since these were too many. */
  shrink(blocks: number): void {
    this.forget();
    this.blocks = Math.max(1, Math.floor(blocks / 2));
  }

  /** Drops what was read ahead. */
  forget(): void {
    this.ahead = [];
  }

  private readAhead(after: number, target: number): void {
    let last = this.ahead.at(-1)?.to ?? after;
    while (last < target && this.ahead.length < READ_AHEAD) {
      const reading = this.read(last + 1, target);
      this.ahead.push(reading);
      last = reading.to;
    }
  }

  private adapt({ from, to }: Reading, range: LedgerRange | null): void {
    if (range !== null) {
      const perBlock = Math.max(range.events.length, 1) / (to - from + 1);
      // Growing slowly keeps a burst after quiet blocks from filling the memory.
      const wanted = Math.min(Math.floor(RANGE_EVENTS / perBlock), this.blocks * 2, BLOCKS_MAX);
      this.blocks = Math.max(wanted, 1);
    }
  }

  private read(from: number, target: number): Reading {
    const to = Math.min(from + this.blocks - 1, target);
    const range = this.fetch(from, to);
    const reading: Reading = { from, to, range, found: null };
    // Whoever takes it gets the error; it may be dropped before.
    range.then(
      (found) => (reading.found = found),
      () => undefined,
    );
    return reading;
  }

  private async fetch(from: number, to: number): Promise<LedgerRange | null> {
    const [logs, headers] = await Promise.all([
      this.rpc.logs(from, to, this.addresses),
      this.rpc.headers(from, to),
    ]);
    const first = headers[0];
    let previous: BlockHeader | null = null;
    for (const header of headers) {
      if (header === null || (previous !== null && header.parentHash !== previous.hash)) {
        return null;
      }
      previous = header;
    }
    const events: LedgerEvent[] = [];
    for (const log of logs) {
      const header = headers[Number(log.blockNumber) - from];
      // The log is of another block than the header that was read.
      if (header?.hash !== log.blockHash) {
        return null;
      }
      events.push(this.toEvent(log, header));
    }
    return {
      parentHash: present(first, 'first header').parentHash,
      to: present(previous, 'last header'),
      events,
    };
  }

  private toEvent(log: RawLog, header: BlockHeader): LedgerEvent {
    const contract =
      this.nameByAddress.get(log.address) ??
      present(this.nameByAddress.get(log.address.toLowerCase()), log.address);
    const { name, args, words, hasText } =
      decodeLog(contract, log) ??
      present<DecodedEvent>(null, `event ${log.topics[0]} of ${contract}`);
    return {
      contract,
      name,
      args,
      words,
      hasText,
      blockNumber: header.number,
      blockTime: header.time,
      logIndex: Number(log.logIndex),
      transactionHash: log.transactionHash,
    };
  }
}
