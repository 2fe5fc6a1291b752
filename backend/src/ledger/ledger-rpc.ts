import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import type { RawLog } from './event-decoder.js';
import type { EndpointHealth, LedgerEndpoint } from './ledger-endpoint.js';
import { LedgerEndpoints } from './ledger-endpoints.js';
import { observeRpc } from './ledger-telemetry.js';

/** Errors by which an endpoint refuses a request of any content: it is exhausted. */
const LIMIT_EXCEEDED = -32_005;

/** What has become of a block that was seen before. */
export enum BlockStanding {
  STANDS = 'STANDS',
  /** Another block is in its place, or the chain ends before it. */
  REPLACED = 'REPLACED',
  /** The endpoints that answer do not have it yet, and others may. */
  UNSEEN = 'UNSEEN',
}

export interface BlockHeader {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
  readonly time: Date;
}

export interface SentTransaction {
  /** In lower case. */
  readonly from: string;
  readonly nonce: number;
  readonly callData: string;
}

interface RpcBlock {
  readonly number: string;
  readonly hash: string;
  readonly parentHash: string;
  readonly timestamp: string;
}

/**
 * JSON-RPC to the ledger's nodes, whichever of them are well.
 *
 * Answers of a node, such as a reverted call, are no failures of it: no other node is asked.
 */
@Injectable()
export class LedgerRpc implements OnModuleDestroy {
  private readonly endpoints: LedgerEndpoints;

  constructor(@Inject(BACKEND_CONFIG) config: BackendConfig) {
    this.endpoints = new LedgerEndpoints(config);
  }

  health(): EndpointHealth[] {
    return this.endpoints.health();
  }

  async blockNumber(): Promise<number> {
    return this.use(async (endpoint) => {
      const head = Number(await this.ask<string>(endpoint, 'eth_blockNumber', []));
      endpoint.sawHead(head);
      return head;
    });
  }

  /** Header of a block; null beyond the head. */
  async header(block: number | 'latest'): Promise<BlockHeader | null> {
    return this.use((endpoint) => this.headerAt(endpoint, block));
  }

  async headers(from: number, to: number): Promise<Array<BlockHeader | null>> {
    const numbers = Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
    return Promise.all(numbers.map((number) => this.header(number)));
  }

  /** Logs of a range, from an endpoint that has all of it: others would leave out what they lack. */
  async logs(from: number, to: number, addresses: readonly string[]): Promise<RawLog[]> {
    const filter = { fromBlock: hexOf(from), toBlock: hexOf(to), address: addresses };
    return this.send<RawLog[]>('eth_getLogs', [filter], to);
  }

  /** Result of a call at a block, ABI-encoded. */
  async call(to: string, data: string, block: number): Promise<string> {
    return this.send<string>('eth_call', [{ to, data }, hexOf(block)], block);
  }

  /**
   * What has become of a block.
   *
   * A lower head alone proves nothing: another endpoint may be ahead. That blocks were lost is believed only if every
   * endpoint of the chain answers and none has the block.
   */
  async standingOf(block: {
    readonly blockNumber: number;
    readonly blockHash: string;
  }): Promise<BlockStanding> {
    const found = await this.header(block.blockNumber);
    if (found !== null) {
      return found.hash === block.blockHash ? BlockStanding.STANDS : BlockStanding.REPLACED;
    }
    const answers = await Promise.all(
      this.endpoints.inOrder().map((endpoint) =>
        this.headerAt(endpoint, block.blockNumber).then(
          (header) => header?.hash ?? null,
          () => undefined,
        ),
      ),
    );
    const isLag = answers.includes(undefined) || answers.includes(block.blockHash);
    return isLag ? BlockStanding.UNSEEN : BlockStanding.REPLACED;
  }

  /** Transactions of an account that were mined, up to a block or the head. */
  async transactionCount(address: string, block?: number): Promise<number> {
    const tag = block === undefined ? 'latest' : hexOf(block);
    return Number(await this.send<string>('eth_getTransactionCount', [address, tag], block));
  }

  async sendRawTransaction(raw: string): Promise<void> {
    await this.send('eth_sendRawTransaction', [raw]);
  }

  /**
   * Sends the same bytes through every endpoint that takes them: their nonce lets them take effect once.
   *
   * @throws what the first endpoint said, if none took them.
   */
  async sendRawTransactionEverywhere(raw: string): Promise<void> {
    const sent = await Promise.allSettled(
      this.endpoints
        .inOrder()
        .map((endpoint) => this.ask(endpoint, 'eth_sendRawTransaction', [raw])),
    );
    const refused = sent.filter((one) => one.status === 'rejected');
    if (refused.length === sent.length) {
      // An answer explains more than a silence.
      throw (refused.find(({ reason }) => isAnswer(reason)) ?? refused[0])?.reason;
    }
  }

  /** Block that a transaction is in; null while it is in none. */
  async minedIn(transactionHash: string): Promise<number | null> {
    const receipt = await this.send<{ blockNumber: string } | null>('eth_getTransactionReceipt', [
      transactionHash,
    ]);
    return receipt === null ? null : Number(receipt.blockNumber);
  }

  /** A transaction that was sent; null if the node does not know it. */
  async transaction(transactionHash: string): Promise<SentTransaction | null> {
    const found = await this.send<{ from: string; nonce: string; input: string } | null>(
      'eth_getTransactionByHash',
      [transactionHash],
    );
    return found === null
      ? null
      : { from: found.from.toLowerCase(), nonce: Number(found.nonce), callData: found.input };
  }

  /** Sends a request to the first endpoint that is well and has the block that it is about. */
  async send<Result>(method: string, params: unknown[], atBlock?: number): Promise<Result> {
    return this.use((endpoint) => this.ask<Result>(endpoint, method, params), atBlock);
  }

  onModuleDestroy(): void {
    this.endpoints.close();
  }

  private use<Result>(
    work: (endpoint: LedgerEndpoint) => Promise<Result>,
    atBlock?: number,
  ): Promise<Result> {
    return this.endpoints.use(work, { isAnswer, atBlock });
  }

  private ask<Result>(
    endpoint: LedgerEndpoint,
    method: string,
    params: unknown[],
  ): Promise<Result> {
    return observeRpc(method, () => endpoint.call<Result>(method, params), isAnswer);
  }

  private async headerAt(
    endpoint: LedgerEndpoint,
    block: number | 'latest',
  ): Promise<BlockHeader | null> {
    const tag = block === 'latest' ? block : hexOf(block);
    const found = await this.ask<RpcBlock | null>(endpoint, 'eth_getBlockByNumber', [tag, false]);
    if (found === null) {
      return null;
    }
    const header = headerOf(found);
    if (block === 'latest') {
      endpoint.sawHead(header.number);
    }
    return header;
  }
}

/** The node answered, with an error: trying another endpoint would not change it. */
function isAnswer(error: unknown): boolean {
  const answer = answerIn(error);
  return answer !== null && (answer as { code?: unknown }).code !== LIMIT_EXCEEDED;
}

function answerIn(error: unknown): object | null {
  if (typeof error !== 'object' || error === null) {
    return null;
  }
  const { error: own, info } = error as { error?: unknown; info?: { error?: unknown } };
  const answer = own ?? info?.error;
  return typeof answer === 'object' ? (answer ?? null) : null;
}

function hexOf(value: number): string {
  return `0x${value.toString(16)}`;
}

function headerOf(block: RpcBlock): BlockHeader {
  return {
    number: Number(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    time: new Date(Number(block.timestamp) * 1_000),
  };
}
