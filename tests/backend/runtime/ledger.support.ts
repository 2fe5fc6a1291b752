import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { keccak256, Wallet } from 'ethers';

import { EMBEDDED_CHAIN_ID } from '../../../backend/src/runtime/ledger/anvil.js';
import {
  type EmbeddedLedger,
  type EmbeddedLedgerOptions,
  startEmbeddedLedger,
} from '../../../backend/src/runtime/ledger/embedded-ledger.js';
import { JsonRpc } from '../../../backend/src/runtime/ledger/json-rpc.js';

/** Stores calldata[0..32] under itself and logs it. */
const RUNTIME_CODE = '5f355f355560205f5f3760205fa000';
const INIT_CODE = `0x600f8060095f395ff3${RUNTIME_CODE}`;

export interface Block {
  readonly number: string;
  readonly hash: string;
  readonly timestamp: string;
  readonly transactions: readonly string[];
}

export interface LedgerWorld {
  readonly dir: string;
  readonly lines: string[];
  start(options?: Partial<EmbeddedLedgerOptions>): Promise<LedgerUser>;
  dispose(): Promise<void>;
}

/** A folder of its own and every ledger that a test starts on it. */
export async function makeLedgerWorld(): Promise<LedgerWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'duebill-ledger-'));
  const started: EmbeddedLedger[] = [];
  const lines: string[] = [];
  return {
    dir,
    lines,
    start: async (options = {}) => {
      const log = (line: string) => void lines.push(line);
      const ledger = await startEmbeddedLedger({ dataDir: join(dir, 'a'), log, ...options });
      started.push(ledger);
      return new LedgerUser(ledger);
    },
    dispose: async () => {
      await Promise.all(started.map((ledger) => ledger.stop()));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Somebody without any funds who writes to the ledger. */
export class LedgerUser {
  readonly rpc: JsonRpc;
  readonly wallet = new Wallet(`0x${'42'.repeat(32)}`);

  constructor(readonly ledger: EmbeddedLedger) {
    this.rpc = new JsonRpc(ledger.rpcUrl);
  }

  async deploy(): Promise<string> {
    const receipt = await this.wait(await this.send({ data: INIT_CODE }, await this.nonce()));
    return receipt.contractAddress as string;
  }

  /** Sends `count` values at once and waits until all are in blocks. */
  async store(contract: string, count: number): Promise<void> {
    const first = await this.nonce();
    const hashes: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const data = `0x${(first + index).toString(16).padStart(64, '0')}`;
      hashes.push(await this.send({ to: contract, data }, first + index));
    }
    for (const hash of hashes) await this.wait(hash);
  }

  async nonce(): Promise<number> {
    return Number(await this.rpc.call('eth_getTransactionCount', this.wallet.address, 'latest'));
  }

  block(tag: string): Promise<Block> {
    return this.rpc.call<Block>('eth_getBlockByNumber', tag, false);
  }

  async countLogs(): Promise<number> {
    const filter = { fromBlock: '0x0', toBlock: 'latest' };
    return (await this.rpc.call<unknown[]>('eth_getLogs', filter)).length;
  }

  async wait(hash: string): Promise<Record<string, unknown>> {
    for (;;) {
      const receipt = await this.rpc.call<Record<string, unknown> | null>(
        'eth_getTransactionReceipt',
        hash,
      );
      if (receipt !== null) return receipt;
    }
  }

  private async send(fields: { to?: string; data: string }, nonce: number): Promise<string> {
    const raw = await this.wallet.signTransaction({
      ...{ type: 0, chainId: EMBEDDED_CHAIN_ID, gasPrice: 0, gasLimit: 200_000 },
      ...{ ...fields, nonce },
    });
    await this.rpc.call('eth_sendRawTransaction', raw);
    return keccak256(raw);
  }
}
