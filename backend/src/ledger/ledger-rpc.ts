import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { FetchRequest, type JsonRpcProvider, Network } from 'ethers';

import { present } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import type { RawLog } from './event-decoder.js';
import { observeRpc } from './ledger-telemetry.js';
import { NodeProvider } from './node-provider.js';

const REQUEST_TIMEOUT_MS = 15_000;
/** Requests that are made in one turn of the event loop go out as one; a round trip each would dominate. */
const BATCH_MAX_COUNT = 200;

export interface BlockHeader {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
  readonly time: Date;
}

interface RpcBlock {
  readonly number: string;
  readonly hash: string;
  readonly parentHash: string;
  readonly timestamp: string;
}

/**
 * JSON-RPC to the ledger's nodes: the first that answers, in the order of the configuration.
 *
 * An endpoint that fails is put last. Answers of the node itself, such as a reverted call, are not failures of it.
 */
@Injectable()
export class LedgerRpc implements OnModuleDestroy {
  private readonly logger = new Logger(LedgerRpc.name);
  private providers: JsonRpcProvider[];

  constructor(@Inject(BACKEND_CONFIG) config: BackendConfig) {
    const network = Network.from(config.deployment.chainId);
    this.providers = config.rpcUrls.map((url) => {
      const request = new FetchRequest(url);
      request.timeout = REQUEST_TIMEOUT_MS;
      return new NodeProvider(request, network, {
        staticNetwork: network,
        batchMaxCount: BATCH_MAX_COUNT,
        batchStallTime: 0,
      });
    });
  }

  async blockNumber(): Promise<number> {
    return Number(await this.send<string>('eth_blockNumber', []));
  }

  /** Header of a block; null beyond the head. */
  async header(block: number | 'latest'): Promise<BlockHeader | null> {
    const tag = block === 'latest' ? block : hexOf(block);
    const found = await this.send<RpcBlock | null>('eth_getBlockByNumber', [tag, false]);
    return found === null ? null : headerOf(found);
  }

  async headers(from: number, to: number): Promise<Array<BlockHeader | null>> {
    const numbers = Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
    return Promise.all(numbers.map((number) => this.header(number)));
  }

  async logs(from: number, to: number, addresses: readonly string[]): Promise<RawLog[]> {
    return this.send<RawLog[]>('eth_getLogs', [
      { fromBlock: hexOf(from), toBlock: hexOf(to), address: addresses },
    ]);
  }

  /** Result of a call at a block, ABI-encoded. */
  async call(to: string, data: string, block: number): Promise<string> {
    return this.send<string>('eth_call', [{ to, data }, hexOf(block)]);
  }

  async transactionCount(address: string): Promise<number> {
    return Number(await this.send<string>('eth_getTransactionCount', [address, 'latest']));
  }

  async sendRawTransaction(raw: string): Promise<void> {
    await this.send('eth_sendRawTransaction', [raw]);
  }

  /** Block that a transaction is in; null while it is in none. */
  async minedIn(transactionHash: string): Promise<number | null> {
    const receipt = await this.send<{ blockNumber: string } | null>('eth_getTransactionReceipt', [
      transactionHash,
    ]);
    return receipt === null ? null : Number(receipt.blockNumber);
  }

  async send<Result>(method: string, params: unknown[]): Promise<Result> {
    const tried = this.providers;
    let failure: unknown;
    for (const provider of tried) {
      try {
        const request = (): Promise<Result> => provider.send(method, params);
        return await observeRpc(method, request, isAnswer);
      } catch (error) {
        if (isAnswer(error)) {
          throw error;
        }
        failure = error;
        this.putLast(provider);
      }
    }
    throw failure;
  }

  private putLast(provider: JsonRpcProvider): void {
    if (this.providers.length > 1 && this.providers[0] === provider) {
      this.logger.warn('a ledger endpoint fails; the next one is used');
      this.providers = [...this.providers.slice(1), present(this.providers[0], 'endpoint')];
    }
  }

  onModuleDestroy(): void {
    this.providers.forEach((provider) => provider.destroy());
  }
}

/** The node answered, with an error: trying another endpoint would not change it. */
function isAnswer(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    ('error' in error || ('info' in error && hasError(error.info)))
  );
}

function hasError(info: unknown): boolean {
  return typeof info === 'object' && info !== null && 'error' in info;
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
