import type { JsonRpc } from './json-rpc.js';

/** What it takes to mine a block again so that it gets the very same hash. */
export interface JournalBlock {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
  readonly timestamp: number;
  /** Signed transactions in the order of the block. */
  readonly transactions: readonly string[];
}

export interface BlockHead {
  readonly number: number;
  readonly hash: string;
  readonly timestamp: number;
}

interface RpcBlock {
  readonly number: string;
  readonly hash: string;
  readonly parentHash: string;
  readonly timestamp: string;
  readonly transactions: readonly string[];
}

export async function readHead(rpc: JsonRpc): Promise<BlockHead> {
  const block = await rpc.call<RpcBlock>('eth_getBlockByNumber', 'latest', false);
  const { number, hash, timestamp } = block;
  return { number: Number(number), hash, timestamp: Number(timestamp) };
}

export async function readBlock(rpc: JsonRpc, number: number): Promise<JournalBlock> {
  const tag = `0x${number.toString(16)}`;
  const block = await rpc.call<RpcBlock>('eth_getBlockByNumber', tag, false);
  const calls = block.transactions.map((hash) => ({
    method: 'eth_getRawTransactionByHash',
    params: [hash],
  }));
  return {
    number,
    hash: block.hash,
    parentHash: block.parentHash,
    timestamp: Number(block.timestamp),
    transactions: await rpc.batch<string>(calls),
  };
}

/** Sends and mines exactly this block; the caller compares the hash of what came out. */
export async function mineAgain(rpc: JsonRpc, block: JournalBlock): Promise<BlockHead> {
  // One after the other: the pool keeps the order of arrival, and a batch may be executed in any.
  for (const transaction of block.transactions) {
    await rpc.call('eth_sendRawTransaction', transaction);
  }
  await rpc.call('evm_setNextBlockTimestamp', block.timestamp);
  await rpc.call('evm_mine');
  return await readHead(rpc);
}
