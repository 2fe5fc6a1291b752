import { jest } from '@jest/globals';

import { ProjectorRegistry } from '../../../backend/src/ledger/projector-registry.js';
import {
  type Verification,
  type VerifiedRow,
  pageSqlOf,
  rowsSqlOf,
  touchedKeyOf,
} from '../../../backend/src/ledger/verification.js';
import { readModels } from '../../../backend/src/read-models.js';
import { TitleWorld } from '../assignments/title.world.js';
import { FINANCIER_IBAN } from '../settlement/story.world.js';
import type { PipelineWorld } from './pipeline.world.js';

const ALL_ROWS = 100_000;
/** Steps that are more than enough to go through everything. */
const STEPS_MAX = 200;

let story: TitleWorld;
let world: PipelineWorld;

interface Found {
  table_name: string;
  row_key: string;
  field: string;
  read_model: string;
  ledger: string;
}

beforeAll(async () => {
  story = await TitleWorld.start();
  world = story.story.pipeline;
  const { lotIds } = await story.sold({ disclosed: true }, 'V-1');
  await story.told(...lotIds);
  await story.story.receive(
    [{ remittance: 'V-1', amountMinor: 4_000n }],
    story.financier,
    FINANCIER_IBAN,
  );
  await story.confirmed('V-2');
});

afterAll(async () => {
  await story.stop();
});

/** Until a new pass over all rows begins. */
async function verifyAll(): Promise<void> {
  const passes = async () => {
    const rows: Array<{ begun: string }> = await world.db.query(
      'SELECT begun_at::text AS begun FROM ledger_sweep',
    );
    return rows[0]?.begun;
  };
  await world.verification.step();
  const begun = await passes();
  for (let step = 0; step < STEPS_MAX && (await passes()) === begun; step++) {
    await world.verification.step();
  }
}

async function status() {
  const rows: Array<{ indexed: number; verified: number | null; hash: string | null }> =
    await world.db.query(
      `SELECT c.block_number::int AS indexed, c.verified_block::int AS verified, t.events_hash AS hash
       FROM ledger_checkpoint c LEFT JOIN ledger_event_trail t ON t.to_block = c.verified_block`,
    );
  return rows[0];
}

const standing = (): Promise<Found[]> =>
  world.db.query('SELECT * FROM ledger_difference WHERE gone_at IS NULL ORDER BY found_at');

describe('continuous verification', () => {
  it('follows to the indexed block with the hash that a whole verification finds', async () => {
    await verifyAll();
    const followed = await status();
    expect(followed?.verified).toBe(followed?.indexed);

    const whole = await world.verifier.verify();

    expect(whole.differences).toEqual([]);
    expect(whole.eventsHash).toMatch(/^[0-9a-f]{64}$/);
    expect(followed?.hash).toBe(whole.eventsHash);
  });

  it('begins again after a rebuild, and finds the same hash', async () => {
    const before = await status();
    await world.db.query('DELETE FROM ledger_checkpoint');
    await world.indexAll();
    expect((await status())?.verified).toBeNull();

    await verifyAll();

    expect(await status()).toEqual(before);
  });

  it('stops at an event that is not as the ledger has it, and names it', async () => {
    await story.confirmed('V-10');
    const before = await status();
    const [event] = await world.db.query(
      `SELECT block_number::int AS block, log_index AS index, args->>'faceMinor' AS face FROM ledger_event
       WHERE name = 'ReceivableRegistered' ORDER BY block_number DESC LIMIT 1`,
    );
    const setFace = (face: string) =>
      world.db.query(
        `UPDATE ledger_event SET args = jsonb_set(args, '{faceMinor}', to_jsonb($3::text))
         WHERE block_number = $1 AND log_index = $2`,
        [event.block, event.index, face],
      );
    await setFace('1');

    await verifyAll();

    const [found, ...others] = await standing();
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      ...{ table_name: 'ledger_event', row_key: `${event.block}:${event.index}`, field: 'event' },
      read_model: expect.stringContaining('["faceMinor","1"]'),
      ledger: expect.stringContaining(`["faceMinor","${event.face}"]`),
    });
    expect((await status())?.verified).toBe(before?.verified);

    await setFace(event.face);
    await verifyAll();
    await verifyAll();
    expect(await standing()).toEqual([]);
    expect((await status())?.verified).toBe((await status())?.indexed);
  });

  it('asks again, as long as a node answers from another block', async () => {
    await story.confirmed('V-11');
    const call = world.rpc.call.bind(world.rpc);
    const times = new Map<string, number>();
    const spy = jest.spyOn(world.rpc, 'call').mockImplementation((to, data, block) => {
      const asked = (times.get(data) ?? 0) + 1;
      times.set(data, asked);
      return call(to, data, asked === 1 ? block - 1 : block);
    });

    await verifyAll();
    spy.mockRestore();

    expect(Math.max(...times.values())).toBeGreaterThan(1);
    expect(await standing()).toEqual([]);
  });

  it('names a receivable that the ledger does not have', async () => {
    const receivableId = `0x${'ee'.repeat(32)}`;
    await world.db.query(
      `CREATE TEMP TABLE invented AS SELECT * FROM receivable LIMIT 1;
       UPDATE invented SET receivable_id = '${receivableId}';
       INSERT INTO receivable SELECT * FROM invented; DROP TABLE invented`,
    );

    await verifyAll();

    const invented = (await standing()).filter(({ row_key: key }) => key.includes('ee'.repeat(32)));
    expect(invented).toContainEqual(
      expect.objectContaining({ table_name: 'receivable', field: 'currency', ledger: '' }),
    );
    await world.db.query('DELETE FROM receivable WHERE receivable_id = $1', [receivableId]);
    await verifyAll();
    await verifyAll();
    expect(await standing()).toEqual([]);
  });

  it.each([
    ['is missing', 'absent', 'ReceivableConfirmed'],
    ['nobody emitted', 'ReceivableConfirmed', 'absent'],
  ])('names an event that %s', async (kind, readModel, ledger) => {
    await story.confirmed(`V-${kind}`);
    const last = `(SELECT max(block_number) FROM ledger_event WHERE name = 'ReceivableConfirmed')`;
    await world.db.query('CREATE TEMP TABLE kept_event AS SELECT * FROM ledger_event WHERE false');
    await world.db.query(
      `INSERT INTO kept_event SELECT * FROM ledger_event
       WHERE name = 'ReceivableConfirmed' AND block_number = ${last}`,
    );
    await world.db.query(
      readModel === 'absent'
        ? `DELETE FROM ledger_event WHERE (block_number, log_index) IN
             (SELECT block_number, log_index FROM kept_event)`
        : `INSERT INTO ledger_event SELECT block_number, log_index + 1000, block_time,
             transaction_hash, contract, name, subject, args FROM kept_event`,
    );

    await world.verification.step();

    const [found] = await standing();
    expect(found).toMatchObject({ table_name: 'ledger_event', field: 'event' });
    expect(found?.read_model).toContain(readModel);
    expect(found?.ledger).toContain(ledger);

    await world.db.query('DELETE FROM ledger_event WHERE log_index >= 1000');
    await world.db.query(
      'INSERT INTO ledger_event SELECT * FROM kept_event ON CONFLICT DO NOTHING',
    );
    await world.db.query('DROP TABLE kept_event');
    await verifyAll();
    await verifyAll();
    expect(await standing()).toEqual([]);
  });

  it('finds a difference in what new events touched before it moves on', async () => {
    await story.confirmed('V-20');
    const before = await status();
    const id = world.receivableId('V-20');
    const change = (by: number) =>
      world.db.query(
        'UPDATE receivable SET face_minor = face_minor + $2 WHERE receivable_id = $1',
        [...[id, by]],
      );
    await change(1);

    await world.verification.step();

    expect(await standing()).toEqual([
      expect.objectContaining({ table_name: 'receivable', row_key: id, field: 'face_minor' }),
    ]);
    expect((await status())?.verified).toBe(before?.verified);
    await change(-1);
    await verifyAll();
    await verifyAll();
    expect(await standing()).toEqual([]);
  });

  it('finds a difference in what new events made before it moves on', async () => {
    await world.register('V-21');
    await world.settle();
    const id = world.receivableId('V-21');
    await world.db.query('UPDATE receivable SET due_date = due_date + 1 WHERE receivable_id = $1', [
      id,
    ]);

    await world.verification.step();

    expect(await standing()).toEqual([
      expect.objectContaining({ table_name: 'receivable', row_key: id, field: 'due_date' }),
    ]);
    await world.db.query('UPDATE receivable SET due_date = due_date - 1 WHERE receivable_id = $1', [
      id,
    ]);
    await verifyAll();
    await verifyAll();
    expect(await standing()).toEqual([]);
  });

  it('finds in its pass over all rows what no event touched, once, until it is gone', async () => {
    await verifyAll();
    const lotId = story.story.lotId('V-2');
    const change = (by: number) =>
      world.db.query(
        'UPDATE lot SET outstanding_minor = outstanding_minor + $2 WHERE lot_id = $1',
        [...[lotId, by]],
      );
    await change(7);

    await verifyAll();
    await verifyAll();

    const found = (await standing()).filter(({ field }) => field === 'outstanding_minor');
    expect(found).toEqual([
      expect.objectContaining({
        ...{ table_name: 'lot', row_key: lotId, read_model: '10007', ledger: '10000' },
      }),
    ]);
    await change(-7);
    await verifyAll();
    await verifyAll();
    expect(await standing()).toEqual([]);
  });

  it('asks a node twice that answered from another block', async () => {
    const ask = world.rpc.call.bind(world.rpc);
    const { receivables } = world.configuration.deployment.contracts;
    const wrong: string[] = [];
    const call = jest.spyOn(world.rpc, 'call').mockImplementation(async (...request) => {
      const answer = await ask(...request);
      if (request[0] !== receivables || wrong.length > 0) return answer;
      // 10,000 outstanding.
      wrong.push(answer.replaceAll('2710', '2711'));
      return wrong[0] === answer ? '' : (wrong[0] ?? '');
    });

    const { differences } = await world.verifier.verify();

    expect(wrong).toHaveLength(1);
    expect(differences).toEqual([]);
    call.mockRestore();
  });

  it('goes back with a reorganisation, and on with the new blocks', async () => {
    await verifyAll();
    const snapshot = await world.chain.provider.send('evm_snapshot', []);
    await story.confirmed('V-30');
    await verifyAll();
    const before = await status();
    await world.chain.provider.send('evm_revert', [snapshot]);
    await world.indexAll();
    expect((await status())?.verified).toBeLessThan(before?.verified ?? 0);

    await world.settle();
    await verifyAll();

    const after = await status();
    expect(after?.verified).toBe(after?.indexed);
    expect((await world.verifier.verify()).eventsHash).toBe(after?.hash);
  });
});

describe('what an event touches', () => {
  const registry = new ProjectorRegistry(readModels);
  const verifications = registry.verifications.map((one) => [one.table, one] as const);

  /** Keys that changes of all rows of all tables touch. */
  async function touchedKeys(verification: Verification): Promise<Array<string | number>> {
    const keys = new Set<string | number>();
    for (const entity of registry.entities) {
      const { tableName, primaryColumns } = world.database.dataSource.getMetadata(entity);
      const columns = primaryColumns.map(({ databaseName }) => databaseName);
      const rows: VerifiedRow[] = await world.db.query(
        `SELECT ${columns.join(', ')} FROM ${tableName}`,
      );
      for (const row of rows) {
        const primaryKey = columns.map((column) => row[column] as string | number);
        const key = touchedKeyOf(verification, { table: tableName, primaryKey });
        if (key !== null) keys.add(key);
      }
    }
    return [...keys];
  }

  it.each(verifications)('leads to every row of %s', async (table, verification) => {
    const all: VerifiedRow[] = await world.db.query(pageSqlOf(verification), [
      verification.firstKey,
      ALL_ROWS,
    ]);
    const found: VerifiedRow[] = await world.db.query(rowsSqlOf(verification), [
      await touchedKeys(verification),
    ]);

    // Balances belong to no event, and nothing was ever paused here: the pass over all rows finds them.
    const isSweptOnly = table === 'balance' || table === 'paused_act';
    expect(found).toHaveLength(isSweptOnly ? 0 : all.length);
  });
});
