import { randomBytes } from 'node:crypto';
import { openSync, readSync, writeSync } from 'node:fs';

import { CONTRACT_NAMES, type ContractName } from '../../../backend/src/ledger/contracts.js';
import type { TransactionLogs } from './chain-story.js';
import { newHash } from './log-encoder.js';

/** What a block of the platform's node holds while it is busy: a few transactions of many requests. */
const BLOCK_EVENTS = 250;
const TRANSACTION_EVENTS = 100;
const FIRST_BLOCK_TIME = 1_750_000_000;
const BLOCK_SECONDS = 2;

/** The blocks of a story, with their logs in a file as `eth_getLogs` answers them. */
export class ChainFile {
  readonly contracts = Object.fromEntries(
    CONTRACT_NAMES.map((name) => [name, `0x${randomBytes(20).toString('hex')}`]),
  ) as Record<ContractName, string>;
  private readonly hashes = [newHash()];
  /** Where the logs of a block begin in the file; of the one after the last, where they end. */
  private readonly offsets = [0, 0];
  private readonly file: number;
  private events = 0;

  constructor(path: string) {
    this.file = openSync(path, 'w+');
  }

  get genesisHash(): string {
    return this.hashAt(0);
  }

  get head(): number {
    return this.hashes.length - 1;
  }

  /** Makes blocks until they hold `wanted` events; yields how many there are. */
  *grow(transactions: Iterator<TransactionLogs>, wanted: number): Generator<number> {
    while (this.events < wanted) {
      this.addBlock(transactions);
      yield this.events;
    }
  }

  get eventCount(): number {
    return this.events;
  }

  /** The logs of some blocks as a JSON list. */
  logs(from: number, to: number): Buffer {
    const start = this.offsets[from] ?? 0;
    const length = (this.offsets[to + 1] ?? start) - start;
    const text = Buffer.allocUnsafe(Math.max(length, 1) + 1);
    readSync(this.file, text, 0, length, start);
    // Each log comes with a comma before it.
    text[0] = '['.charCodeAt(0);
    text[text.length - 1] = ']'.charCodeAt(0);
    return text;
  }

  header(number: number): string {
    const parentHash = number === 0 ? `0x${'0'.repeat(64)}` : this.hashAt(number - 1);
    const timestamp = FIRST_BLOCK_TIME + number * BLOCK_SECONDS;
    return JSON.stringify({
      number: hexOf(number),
      hash: this.hashAt(number),
      parentHash,
      timestamp: hexOf(timestamp),
      logsBloom: `0x${'0'.repeat(512)}`,
      stateRoot: parentHash,
      receiptsRoot: parentHash,
      transactionsRoot: parentHash,
      miner: `0x${'0'.repeat(40)}`,
      gasLimit: '0x1c9c380',
      gasUsed: '0x1c9c380',
      extraData: '0x',
      transactions: [],
      uncles: [],
    });
  }

  private hashAt(number: number): string {
    return this.hashes[number] ?? newHash();
  }

  private addBlock(transactions: Iterator<TransactionLogs>): void {
    const number = this.hashes.length;
    const blockHash = newHash();
    let transactionHash = newHash();
    let inTransaction = 0;
    let transactionIndex = 0;
    let logIndex = 0;
    let text = '';
    while (logIndex < BLOCK_EVENTS) {
      for (const { contract, topics, data } of transactions.next().value as TransactionLogs) {
        text += `,${JSON.stringify({
          address: this.contracts[contract],
          topics,
          data,
          blockNumber: hexOf(number),
          transactionHash,
          transactionIndex: hexOf(transactionIndex),
          blockHash,
          logIndex: hexOf(logIndex++),
          removed: false,
        })}`;
        inTransaction++;
      }
      if (inTransaction >= TRANSACTION_EVENTS) {
        transactionHash = newHash();
        transactionIndex++;
        inTransaction = 0;
      }
    }
    const start = this.offsets[number] ?? 0;
    this.offsets.push(start + writeSync(this.file, text, start));
    this.hashes.push(blockHash);
    this.events += logIndex;
  }
}

function hexOf(value: number): string {
  return `0x${value.toString(16)}`;
}
