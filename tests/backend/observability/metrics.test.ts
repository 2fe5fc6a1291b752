import { jest } from '@jest/globals';
import { Registry } from 'prom-client';

import { LedgerLag, LedgerRpc } from '../../../backend/src/ledger/index.js';
import { LedgerMetrics } from '../../../backend/src/observability/ledger-metrics.js';
import { ProcessMetrics } from '../../../backend/src/observability/process-metrics.js';
import { PipelineWorld } from '../ledger/pipeline.world.js';

let world: PipelineWorld;
let registry: Registry;
let processMetrics: ProcessMetrics;
let ledgerMetrics: LedgerMetrics;

beforeAll(async () => {
  world = await PipelineWorld.start();
});

afterAll(async () => {
  await world.stop();
});

beforeEach(() => {
  registry = new Registry();
  processMetrics = new ProcessMetrics(registry);
  ledgerMetrics = ledgerMetricsOver(world.rpc);
});

afterEach(() => {
  processMetrics.onModuleDestroy();
});

function ledgerMetricsOver(rpc: LedgerRpc): LedgerMetrics {
  const { dataSource } = world.database;
  return new LedgerMetrics(
    registry,
    dataSource,
    new LedgerLag(world.configuration, dataSource, rpc),
  );
}

/** The value of a series, by its name and labels as Prometheus prints them; undefined if it is not there. */
async function valueOf(series: string): Promise<number | undefined> {
  const line = (await registry.metrics()).split('\n').find((text) => text.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

describe('ProcessMetrics', () => {
  it('counts what relay and indexer did and refusals by error, when commands are settled', async () => {
    await world.register('M-1', { key: 'M-1 first' });
    await world.register('M-1', { key: 'M-1 again' });
    await world.register('M-2');

    await world.settle();

    expect(await valueOf('duebill_commands_ended_total{outcome="included"}')).toBe(2);
    expect(await valueOf('duebill_commands_ended_total{outcome="refused"}')).toBe(1);
    expect(await valueOf('duebill_refusals_total{error="ReceivableAlreadyRegistered"}')).toBe(1);
    expect(await valueOf('duebill_relay_transactions_total')).toBe(1);
    expect(await valueOf('duebill_relay_commands_total')).toBe(3);
    expect(await valueOf('duebill_relay_gas_limit_total')).toBeGreaterThan(3_000_000);
    expect(await valueOf('duebill_relay_sendings_total')).toBeGreaterThanOrEqual(1);
    expect(await valueOf('duebill_indexer_events_total')).toBeGreaterThanOrEqual(5);
    expect(await valueOf('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  });

  it('tells requests to nodes apart by method and outcome', async () => {
    const dead = new LedgerRpc({ ...world.configuration, rpcUrls: ['http://127.0.0.1:1'] });

    await world.rpc.blockNumber();
    await expect(world.rpc.send('eth_unknown', [])).rejects.toThrow();
    await expect(dead.blockNumber()).rejects.toThrow();
    dead.onModuleDestroy();

    const count = (method: string, outcome: string) =>
      valueOf(`duebill_rpc_duration_seconds_count{method="${method}",outcome="${outcome}"}`);
    expect(await count('eth_blockNumber', 'ok')).toBe(1);
    expect(await count('eth_unknown', 'error')).toBe(1);
    expect(await count('eth_blockNumber', 'unreachable')).toBe(1);
  });

  it('counts nothing any more, when it was stopped', async () => {
    processMetrics.onModuleDestroy();

    await world.register('M-3');
    await world.settle();

    expect(await valueOf('duebill_relay_transactions_total')).toBe(0);
  });
});

describe('LedgerMetrics', () => {
  it('shows no backlog and no lag, when everything is settled', async () => {
    await ledgerMetrics.refresh();

    expect(await valueOf('duebill_commands{state="queued"}')).toBe(0);
    expect(await valueOf('duebill_commands{state="sent"}')).toBe(0);
    expect(await valueOf('duebill_oldest_command_seconds{state="queued"}')).toBe(0);
    expect(await valueOf('duebill_lag_blocks{projector="live"}')).toBe(0);
    expect(await valueOf('duebill_lag_seconds{projector="live"}')).toBe(0);
    expect(await valueOf('duebill_source_up{source="lag"}')).toBe(1);
  });

  it('shows commands by state with the age of the oldest, and the lag, when they are on their way', async () => {
    await world.register('M-4');
    await world.relay.step();
    await world.register('M-5');
    await world.db.query(
      "UPDATE command SET created_at = now() - interval '1 minute' WHERE relay_nonce IS NULL",
    );

    await ledgerMetrics.refresh();

    expect(await valueOf('duebill_commands{state="queued"}')).toBe(1);
    expect(await valueOf('duebill_commands{state="sent"}')).toBe(1);
    const queuedSeconds = await valueOf('duebill_oldest_command_seconds{state="queued"}');
    expect(queuedSeconds).toBeGreaterThanOrEqual(60);
    expect(queuedSeconds).toBeLessThan(70);
    expect(await valueOf('duebill_oldest_command_seconds{state="sent"}')).toBeLessThan(10);
    expect(await valueOf('duebill_lag_blocks{projector="live"}')).toBeGreaterThanOrEqual(1);
    await world.settle();
  });

  it('shows how far verification is, and what stands of what it found', async () => {
    await world.verification.step();
    await world.db.query(
      `INSERT INTO ledger_difference (table_name, row_key, field, read_model, ledger, block_number, gone_at)
       VALUES ('lot', '1', 'owner', 'a', 'b', 1, NULL), ('lot', '2', 'owner', 'a', 'b', 1, NULL),
         ('deal', '1', 'status', 'a', 'b', 1, now())`,
    );

    await ledgerMetrics.refresh();

    const indexed = await valueOf('duebill_block{of="indexed"}');
    expect(await valueOf('duebill_block{of="verified"}')).toBe(indexed);
    expect(await valueOf('duebill_differences{table="lot"}')).toBe(2);
    expect(await valueOf('duebill_differences{table="deal"}')).toBeUndefined();
    await world.db.query('DELETE FROM ledger_difference');
  });

  it('reads the database once, when many scrape within a moment', async () => {
    const query = jest.spyOn(world.database.dataSource.manager, 'query');

    await Promise.all([1, 2, 3].map(() => ledgerMetrics.refresh()));
    await ledgerMetrics.refresh();

    expect(query.mock.calls.filter(([sql]) => sql.includes('relay_transaction'))).toHaveLength(1);
    expect(query.mock.calls.filter(([sql]) => sql.includes('ledger_difference'))).toHaveLength(1);
    query.mockRestore();
  });

  it('leaves the lag out and says so, when no node answers', async () => {
    const dead = new LedgerRpc({ ...world.configuration, rpcUrls: ['http://127.0.0.1:1'] });
    registry = new Registry();

    await ledgerMetricsOver(dead).refresh();

    expect(await valueOf('duebill_source_up{source="lag"}')).toBe(0);
    expect(await valueOf('duebill_source_up{source="backlog"}')).toBe(1);
    expect(await valueOf('duebill_lag_blocks{projector="live"}')).toBeUndefined();
    expect(await valueOf('duebill_commands{state="queued"}')).toBe(0);
    dead.onModuleDestroy();
  });
});
