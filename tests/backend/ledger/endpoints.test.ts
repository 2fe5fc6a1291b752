import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';

import { EndpointState } from '../../../backend/src/ledger/ledger-endpoint.js';
import { LedgerRpc } from '../../../backend/src/ledger/ledger-rpc.js';
import { LedgerStatusResolver } from '../../../backend/src/ledger/ledger-status.resolver.js';
import { EndpointMetrics } from '../../../backend/src/observability/endpoint-metrics.js';
import { eventually } from '../../support/eventually.js';
import { RpcProxy } from '../../support/rpc-proxy.js';
import { PipelineWorld } from './pipeline.world.js';

const LAG_BLOCKS = 3;
const TIMEOUT_MS = 1_000;

let world: PipelineWorld;
let first: RpcProxy;
let second: RpcProxy;
let rpc: LedgerRpc;

beforeAll(async () => {
  Logger.overrideLogger(['fatal']);
  world = await PipelineWorld.start();
});

beforeEach(async () => {
  await world.settle();
  first = await RpcProxy.before(world.chain.url);
  second = await RpcProxy.before(world.chain.url);
  const { pipeline } = world.configuration;
  rpc = new LedgerRpc({
    ...world.configuration,
    rpcUrls: [`http://name:hunter2@${new URL(first.url).host}/key-of-a-provider`, second.url],
    pipeline: { ...pipeline, rpcLagBlocks: LAG_BLOCKS, rpcTimeoutMs: TIMEOUT_MS },
  });
});

afterEach(async () => {
  rpc.onModuleDestroy();
  await first.stop();
  await second.stop();
});

afterAll(async () => {
  await world.stop();
});

function stateOf(index: number): EndpointState | undefined {
  return rpc.health()[index]?.state;
}

function becomes(index: number, state: EndpointState): Promise<EndpointState | undefined> {
  return eventually(
    () => stateOf(index),
    (found) => found === state,
  );
}

async function mine(blocks: number): Promise<void> {
  await world.chain.provider.send('anvil_mine', [`0x${blocks.toString(16)}`]);
}

function asksFor(method: string) {
  return (name: string) => name === method;
}

async function checkpoint(): Promise<number> {
  const [row] = await world.db.query('SELECT block_number::int AS at FROM ledger_checkpoint');
  return row.at;
}

describe('requests to several endpoints', () => {
  it('go to the first, while it is well', async () => {
    await rpc.blockNumber();

    expect(stateOf(0)).toBe(EndpointState.OK);
    expect(second.asked.filter(asksFor('eth_getTransactionCount'))).toEqual([]);
  });

  it.each([
    ['is down', (proxy: RpcProxy) => (proxy.isDown = true)],
    ['is silent', (proxy: RpcProxy) => (proxy.isSilent = true)],
    ['has exhausted its limit', (proxy: RpcProxy) => (proxy.errorCode = -32_005)],
  ])('go on with the second, when the first %s', async (_, fail) => {
    const head = await rpc.blockNumber();
    fail(first);

    expect(await rpc.header(head)).not.toBeNull();
    expect(await becomes(0, EndpointState.UNREACHABLE)).toBe(EndpointState.UNREACHABLE);
    expect(stateOf(1)).toBe(EndpointState.OK);
  });

  it('come back to the first, when it is well again', async () => {
    first.isDown = true;
    await rpc.blockNumber();
    first.isDown = false;

    expect(await becomes(0, EndpointState.OK)).toBe(EndpointState.OK);
    first.asked.length = 0;
    await rpc.transactionCount(world.configuration.deployment.contracts.forwarder);
    expect(first.asked).toContain('eth_getTransactionCount');
  });

  it.each([
    ['another chain id', 'eth_chainId', '0x1'],
    ['another first block', 'eth_getBlockByNumber', { hash: `0x${'00'.repeat(32)}` }],
  ])('are never answered by one of %s', async (_, method, answer) => {
    first.instead.set(method, answer);

    const header = await rpc.header('latest');

    expect(stateOf(0)).toBe(EndpointState.OTHER_CHAIN);
    expect(header?.number).toBe(await world.rpc.blockNumber());
    second.isDown = true;
    await expect(rpc.header('latest')).rejects.toThrow();
  });

  it('leave one that is more blocks behind than allowed', async () => {
    first.frozenAt = await world.rpc.blockNumber();
    await mine(LAG_BLOCKS + 1);

    expect(await becomes(0, EndpointState.LAGGING)).toBe(EndpointState.LAGGING);
    expect(await rpc.blockNumber()).toBe(first.frozenAt + LAG_BLOCKS + 1);

    first.frozenAt = null;
    expect(await becomes(0, EndpointState.OK)).toBe(EndpointState.OK);
  });

  it('of logs and calls are answered by one that has the block', async () => {
    await rpc.blockNumber();
    first.frozenAt = await world.rpc.blockNumber();
    await world.register(`logs at ${first.frozenAt}`);
    await world.settle();
    const head = await world.rpc.blockNumber();
    const { forwarder } = world.configuration.deployment.contracts;

    const logs = await rpc.logs(first.frozenAt + 1, head, [forwarder]);

    expect(logs.length).toBeGreaterThan(0);
    expect(first.asked).not.toContain('eth_getLogs');
  });

  it('that a node refuses are refused: no other one is asked', async () => {
    await rpc.blockNumber();

    await expect(rpc.send('eth_noSuchMethod', [])).rejects.toThrow();

    expect(second.asked).not.toContain('eth_noSuchMethod');
    expect(stateOf(0)).toBe(EndpointState.OK);
  });

  it('take the same transaction through each of them', async () => {
    const submitted = await world.register('everywhere');
    const kept = { relay: world.relay, rpc: world.rpc };
    rpc.sendRawTransaction = (raw) => rpc.sendRawTransactionEverywhere(raw);
    world.relay = world.newRelay({ rpc });

    await world.settle();

    world.relay = kept.relay;
    expect(first.asked).toContain('eth_sendRawTransaction');
    expect(second.asked).toContain('eth_sendRawTransaction');
    expect(await world.command(world.supplier, submitted)).toMatchObject({ status: 'INCLUDED' });
  });
});

describe('the health of endpoints', () => {
  it('names them without paths and credentials', () => {
    const names = rpc.health().map(({ name }) => name);

    expect(names).toEqual([new URL(first.url).host, new URL(second.url).host]);
  });

  it('is shown to operators, and to nobody else', async () => {
    const { dataSource } = world.database;
    const status = new LedgerStatusResolver(world.configuration, dataSource, rpc, world.verifier);
    second.isDown = true;
    await becomes(0, EndpointState.OK);
    await becomes(1, EndpointState.UNREACHABLE);

    const { endpoints } = await status.ledgerStatus(world.operator);

    expect(endpoints?.map(({ state }) => state)).toEqual(['OK', 'UNREACHABLE']);
    expect((await status.ledgerStatus(world.supplier)).endpoints).toBeNull();
  });

  it('is in the metrics, by endpoint', async () => {
    const registry = new Registry();
    new EndpointMetrics(registry, rpc);
    const head = await rpc.blockNumber();
    const { host } = new URL(first.url);

    const metrics = await registry.metrics();

    expect(metrics).toContain(`duebill_endpoint_state{endpoint="${host}",state="ok"} 1`);
    expect(metrics).toContain(`duebill_endpoint_block{endpoint="${host}"} ${head}`);
    expect(metrics).not.toContain('hunter2');
  });
});

describe('an indexer whose endpoint changes', () => {
  it('waits for one that is behind, and takes nothing back', async () => {
    await world.register('switch');
    await world.settle();
    const before = { models: await world.readModels(), at: await checkpoint() };
    second.frozenAt = before.at - 1;
    const indexer = world.newIndexer(rpc);
    await indexer.step();
    first.isDown = true;

    await indexer.step();
    await indexer.step();

    expect(stateOf(0)).toBe(EndpointState.UNREACHABLE);
    expect(await checkpoint()).toBe(before.at);
    expect(await world.readModels()).toEqual(before.models);
  });

  it('rolls back, when the one that is behind has another block at a known height', async () => {
    await world.register('fork A');
    await world.settle();
    const fork = await world.chain.provider.send('evm_snapshot', []);
    await world.register('fork B');
    await world.settle();
    await world.register('fork C');
    await world.settle();
    const indexed = await checkpoint();
    await world.chain.provider.send('evm_revert', [fork]);
    await mine(1);
    first.isDown = true;

    const indexer = world.newIndexer(rpc);
    await indexer.step();

    expect(await checkpoint()).toBeLessThan(indexed - 1);
    const rows: Array<{ receivable_id: string }> = await world.db.query(
      'SELECT receivable_id FROM receivable',
    );
    const ids = rows.map(({ receivable_id: id }) => id);
    expect(ids).toContain(world.receivableId('fork A'));
    expect(ids).not.toContain(world.receivableId('fork B'));
  });

  it('takes blocks back that no endpoint has any more', async () => {
    await world.register('lost A');
    await world.settle();
    const before = await world.chain.provider.send('evm_snapshot', []);
    const at = await checkpoint();
    await world.register('lost B');
    await world.settle();
    await world.chain.provider.send('evm_revert', [before]);

    await world.newIndexer(rpc).step();

    expect(await checkpoint()).toBe(at);
  });
});
