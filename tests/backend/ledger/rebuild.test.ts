import { StepAsideError } from '../../../backend/src/ledger/leased-worker.js';
import { ProjectionRefill } from '../../../backend/src/ledger/projection-refill.service.js';
import { LedgerSignals } from '../../../backend/src/ledger/ledger-signals.js';
import { ProjectionRebuild } from '../../../backend/src/ledger/projection-rebuild.js';
import { ProjectorRegistry } from '../../../backend/src/ledger/projector-registry.js';
import { RebuildDesk } from '../../../backend/src/ledger/rebuild-desk.js';
import { dropReplaced } from '../../../backend/src/ledger/rebuild.repository.js';
import { RebuildResolver } from '../../../backend/src/ledger/rebuild.resolver.js';
import { readModels } from '../../../backend/src/read-models.js';
import { eventually } from '../../support/eventually.js';
import { PipelineWorld } from './pipeline.world.js';

let world: PipelineWorld;

beforeAll(async () => {
  world = await PipelineWorld.start();
  for (const number of ['R-1', 'R-2', 'R-3']) {
    await world.register(number);
    await world.settle();
  }
  await world.confirm('R-1');
  await world.settle();
});

afterAll(async () => {
  await world.stop();
});

function newRebuild(): ProjectionRebuild {
  const { configuration, database, rpc } = world;
  const registry = new ProjectorRegistry(readModels);
  return new ProjectionRebuild(configuration, database.dataSource, registry, rpc);
}

/** Names and definitions of whatever belongs to the tables, and the constraints that tie them. */
async function definitions(): Promise<unknown> {
  return world.db.query(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE schemaname = 'public'
     UNION ALL
     SELECT conname, conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace
     ORDER BY 1, 2`,
  );
}

describe('a rebuild beside the live tables', () => {
  it('gives identical tables, indexes and constraints, and keeps the old ones', async () => {
    const [rows, shapes] = [await world.readModels(), await definitions()];
    await world.db.query('UPDATE receivable SET due_date = due_date + 3');

    const result = await newRebuild().run();

    expect(await world.readModels()).toEqual(rows);
    expect(await definitions()).toEqual(shapes);
    expect(result?.counts).toContainEqual({ table: 'receivable', before: 3, after: 3 });
    expect((await world.verifier.verify()).differences).toEqual([]);
    expect(await dropReplaced(world.db)).toEqual([result?.replaced]);
  });

  it('leaves whoever may read a table, or columns of it, with what they had', async () => {
    const grants = (): Promise<unknown> =>
      world.db.query(
        `SELECT table_name, column_name, grantee, privilege_type, is_grantable
         FROM information_schema.column_privileges
         WHERE table_schema = 'public' AND grantee IN ('pg_monitor', 'PUBLIC') ORDER BY 1, 2, 3, 4`,
      );
    await world.db.query(
      `GRANT SELECT ON receivable TO pg_monitor WITH GRANT OPTION;
       GRANT SELECT (lot_id, owner) ON lot TO PUBLIC`,
    );
    const before = await grants();

    await newRebuild().run();

    expect(before).toContainEqual({
      ...{ table_name: 'lot', column_name: 'owner', grantee: 'PUBLIC' },
      ...{ privilege_type: 'SELECT', is_grantable: 'NO' },
    });
    expect(await grants()).toEqual(before);
  });

  it('is followed by an indexer that held rows of the old tables', async () => {
    await world.db.query(`UPDATE receivable SET due_date = due_date + 3`);
    await world.register('R-4');
    await world.settle();

    await newRebuild().run();
    await world.confirm('R-4');
    await world.confirm('R-2');
    await world.settle();

    expect((await world.verifier.verify()).differences).toEqual([]);
  });

  it('goes on where it was stopped', async () => {
    const before = await world.readModels();
    const stop = new AbortController();
    const stopped = await newRebuild().run({ signal: stop.signal, onProgress: () => stop.abort() });
    const [{ at }] = await world.db.query(
      'SELECT block_number::int AS at FROM rebuild.ledger_checkpoint',
    );

    const blocks: number[] = [];
    await newRebuild().run({ onProgress: ({ indexedBlock }) => blocks.push(indexedBlock) });

    expect(stopped).toBeNull();
    expect(blocks[0]).toBeGreaterThanOrEqual(at);
    expect(await world.readModels()).toEqual(before);
    expect((await world.verifier.verify()).differences).toEqual([]);
  });

  it('of one read model leaves the tables of the others as they are', async () => {
    const before = await world.readModels();
    const untouched = await world.db.query(`SELECT 'lot'::regclass::oid, 'party'::regclass::oid`);
    await world.db.query('UPDATE receivable SET due_date = due_date + 3');

    await newRebuild().run({ tables: ['receivable', 'payment', 'silence_agreement'] });

    expect(await world.readModels()).toEqual(before);
    expect(await world.db.query(`SELECT 'lot'::regclass::oid, 'party'::regclass::oid`)).toEqual(
      untouched,
    );
    await world.confirm('R-3');
    await world.settle();
    expect((await world.verifier.verify()).differences).toEqual([]);
  });
});

describe('a start with a read model of a newer version', () => {
  it('fills its tables anew, and those of no other', async () => {
    const { configuration, database, rpc } = world;
    const models = readModels.map((model) =>
      model.entities.some(({ name }) => name === 'ReceivableEntity')
        ? { ...model, version: 2 }
        : model,
    );
    const refillOf = (registry: ProjectorRegistry): ProjectionRefill =>
      new ProjectionRefill(configuration, database.dataSource, registry, rpc, new LedgerSignals());
    expect(await refillOf(new ProjectorRegistry(readModels)).staleTables()).toEqual([]);
    const before = await world.readModels();
    const lots = await world.db.query(`SELECT 'lot'::regclass::oid AS lot`);
    await world.db.query('UPDATE receivable SET due_date = due_date + 3');
    const refill = refillOf(new ProjectorRegistry(models));
    expect(await refill.staleTables()).toEqual(['payment', 'receivable', 'silence_agreement']);

    refill.start();
    while ((await refill.staleTables()).length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await refill.onModuleDestroy();
    // For what follows, the read models are those of the version that is installed.
    await world.db.query('UPDATE projection_version SET version = 1 WHERE version = 2');

    expect(await world.readModels()).toEqual(before);
    expect(await world.db.query(`SELECT 'lot'::regclass::oid AS lot`)).toEqual(lots);
  });
});

describe('a replica of an older version', () => {
  const TABLES = `SELECT count(*)::int AS rows, max(block_number)::int AS at FROM ledger_event`;

  /** Adds what a newer version would have written down once its tables stand. */
  async function withNewer(table: string, version: number, work: () => Promise<void>) {
    await world.db.query(
      `INSERT INTO projection_version VALUES ($1, $2)
       ON CONFLICT (table_name) DO UPDATE SET version = excluded.version`,
      [table, version],
    );
    try {
      await work();
    } finally {
      await world.db.query(
        `UPDATE projection_version SET version = 1 WHERE table_name = 'receivable';
         DELETE FROM projection_version WHERE table_name IN ('app_user', 'no_such_table')`,
      );
    }
  }

  it.each([
    ['of a newer version', 'receivable', 9],
    ['of a read model that it does not have', 'app_user', 1],
  ])('writes nothing once tables %s stand', async (_, table, version) => {
    const { configuration, database, rpc } = world;
    await world.register(`OLD-${table}`);
    await world.relay.step();
    const before = await world.db.query(TABLES);

    await withNewer(table, version, async () => {
      const refill = new ProjectionRefill(
        ...([configuration, database.dataSource, new ProjectorRegistry(readModels)] as const),
        ...([rpc, new LedgerSignals()] as const),
      );
      await world.db.query(`UPDATE projection_version SET asked_at = now()`);

      await expect(indexUntilWritten()).rejects.toThrow(StepAsideError);
      expect(await world.db.query(TABLES)).toEqual(before);
      expect(await refill.staleTables()).toEqual([]);
      await world.db.query(`UPDATE projection_version SET asked_at = NULL`);
    });
    await world.settle();
    expect(await world.db.query(TABLES)).not.toEqual(before);
  });

  it('goes on if the table of a read model is gone for good', async () => {
    const before = await world.db.query(TABLES);
    await withNewer('no_such_table', 1, async () => {
      await world.register('AFTER-A-DROP');
      await world.settle();
    });

    expect(await world.db.query(TABLES)).not.toEqual(before);
  });

  /** The node may take a moment to mine. */
  async function indexUntilWritten(): Promise<void> {
    for (let step = 0; step < 200; step++) {
      await world.indexer.step();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});

describe('a rebuild that somebody asks for', () => {
  const registry = new ProjectorRegistry(readModels);
  const deskOf = (): RebuildDesk => new RebuildDesk(world.database.dataSource, registry);

  function newRefill(rpc = world.rpc): ProjectionRefill {
    const { configuration, database } = world;
    return new ProjectionRefill(
      ...([configuration, database.dataSource, registry, rpc, new LedgerSignals()] as const),
    );
  }

  async function untilDone(): Promise<void> {
    while ((await deskOf().read()) !== null) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('is made by the running backend, of every table', async () => {
    const before = await world.readModels();
    await world.db.query('UPDATE ledger_event SET subject = NULL');
    const desk = deskOf();
    const refill = newRefill();

    const asked = await desk.ask(desk.tables);
    expect(asked?.tables).toHaveLength(registry.entities.length);
    expect((await desk.ask(desk.tables))?.askedAt).toEqual(asked?.askedAt);
    refill.start();
    await untilDone();
    await refill.onModuleDestroy();

    expect(await world.readModels()).toEqual(before);
    expect((await world.verifier.verify()).differences).toEqual([]);
  });

  it('says what an attempt failed for, until one does not', async () => {
    const desk = deskOf();
    await desk.cancel();
    await world.db.query('DROP SCHEMA IF EXISTS rebuild CASCADE');
    const refuses = (): Promise<never> => Promise.reject(new Error('too many logs'));
    const failing = newRefill(Object.create(world.rpc, { logs: { value: refuses } }));

    await desk.ask(['receivable']);
    failing.start();
    const failed = await eventually(
      () => desk.read(),
      (rebuild) => (rebuild?.problem ?? null) !== null,
    );
    await failing.onModuleDestroy();
    const refill = newRefill();
    refill.start();
    await untilDone();
    await refill.onModuleDestroy();

    expect(failed).toMatchObject({ tables: ['receivable'], problem: 'too many logs' });
    expect(await desk.ask(['receivable'])).toMatchObject({ problem: null });
    await desk.cancel();
  });

  it('is not made when it was taken back, and keeps what is filled for the next', async () => {
    const desk = deskOf();
    const stop = new AbortController();
    await newRebuild().run({ signal: stop.signal, onProgress: () => stop.abort() });
    const table = await world.db.query(`SELECT 'receivable'::regclass::oid`);
    const filled = await world.db.query(`SELECT 'rebuild.receivable'::regclass::oid`);

    expect(await desk.ask(['receivable'])).toMatchObject({ tables: ['receivable'] });
    expect(await desk.cancel()).toBeNull();
    const refill = newRefill();
    expect(await refill.staleTables()).toEqual([]);
    expect(await world.db.query(`SELECT 'receivable'::regclass::oid`)).toEqual(table);

    await desk.ask(['receivable']);
    refill.start();
    await untilDone();
    await refill.onModuleDestroy();
    expect(await world.db.query(`SELECT 'receivable'::regclass::oid`)).toEqual(filled);
  });

  it('ends before the switch when it is taken back on its way', async () => {
    const desk = deskOf();
    const table = await world.db.query(`SELECT 'receivable'::regclass::oid`);
    // A reader that holds on keeps the switch waiting.
    const reader = world.database.dataSource.createQueryRunner();
    await reader.startTransaction();
    await reader.query('SELECT FROM receivable');
    const refill = newRefill();
    await desk.ask(desk.tables);
    refill.start();
    while ((await desk.read())?.percent !== 100) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await desk.cancel();
    // Stopping waits for the run under way, which would switch if it were still wanted.
    await refill.onModuleDestroy();
    await reader.rollbackTransaction();
    await reader.release();

    expect(await world.db.query(`SELECT 'receivable'::regclass::oid`)).toEqual(table);
    expect(await desk.read()).toBeNull();
  });

  it('is refused to whoever does not operate the platform, and for tables that no read model has', async () => {
    const resolver = new RebuildResolver(deskOf());
    const [all, wrong] = [{ tables: null }, { tables: ['receivable', 'app_user'] }];

    expect(await resolver.rebuildReadModels(world.supplier, all)).toMatchObject({
      code: 'NOT_PERMITTED',
    });
    expect(await resolver.cancelRebuild(world.supplier)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await resolver.dropReplacedTables(world.buyer)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await resolver.rebuildReadModels(world.operator, wrong)).toMatchObject({
      ...{ code: 'INPUT_INVALID', path: 'tables[1]' },
    });
    expect(await resolver.rebuildReadModels(world.operator, { tables: [] })).toMatchObject({
      path: 'tables',
    });
    expect(await resolver.rebuild(world.supplier)).toBeNull();
  });
});
