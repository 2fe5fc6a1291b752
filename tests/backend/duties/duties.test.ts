import { NotFoundError } from '../../../backend/src/api/index.js';
import { DutyReader } from '../../../backend/src/duties/duty.reader.js';
import { DutyService } from '../../../backend/src/duties/duty.service.js';
import { CollectionsWorld } from '../collections/collections.world.js';

const PAGE = { size: 10, limit: 11, after: null };

let world: CollectionsWorld;
let service: DutyService;
let reader: DutyReader;
let entryHash: string;

beforeAll(async () => {
  world = await CollectionsWorld.start();
  service = new DutyService(world.pipeline.outbox);
  reader = new DutyReader(world.pipeline.database.dataSource);
  await world.dueTomorrow('D-1');
  // The stranger's account got what the supplier's lot earned.
  entryHash = await world.pay('D-1', 4_000n, world.stranger.party);
});

afterAll(async () => {
  await world.pipeline.stop();
});

function discharge(amountMinor: bigint, change = {}) {
  return service.discharge(world.supplier, {
    ...world.key(),
    ...{ debtorId: world.stranger.party, currency: 'EUR', amountMinor },
    ...change,
  });
}

describe('a duty', () => {
  it('arises with its reason and entry, when another than the creditor was paid', async () => {
    const [entry] = await reader.listEntries(world.supplier, PAGE, { sourceHash: entryHash });
    expect(entry).toMatchObject({
      debtor: world.stranger.party,
      creditor: world.supplier.party,
      amountMinor: 4_000n,
      owedMinor: 4_000n,
    });
    expect(['COLLECTED', 'MISDIRECTED']).toContain(entry?.reason);
  });

  it('is seen by debtor and creditor, and by nobody else', async () => {
    const owed = [{ owedMinor: 4_000n, currency: 'EUR' }];
    expect(await reader.list(world.supplier, PAGE, { openOnly: true })).toMatchObject(owed);
    expect(await reader.list(world.stranger, PAGE, {})).toMatchObject(owed);
    expect(await reader.list(world.buyer, PAGE, {})).toEqual([]);
    expect(await reader.listEntries(world.buyer, PAGE, {})).toEqual([]);
  });

  it('falls by what the creditor says it received, with the hash of its note', async () => {
    const submitted = await discharge(1_500n, { note: 'transfer 4711' });
    expect(await world.outcome(world.supplier, submitted)).toMatchObject({
      status: 'INCLUDED',
      subjects: [world.stranger.party],
    });

    const [duty] = await reader.list(world.stranger, PAGE, { creditorId: world.supplier.party });
    expect(duty?.owedMinor).toBe(2_500n);
    const entries = await reader.listEntries(world.stranger, PAGE, { currency: 'EUR' });
    expect(entries).toMatchObject([{ reason: null, amountMinor: 1_500n }, { amountMinor: 4_000n }]);
    const kept = await world.pipeline.db.query(
      'SELECT content FROM duty_evidence WHERE evidence_hash = $1',
      [entries[0]?.sourceHash],
    );
    expect(kept).toEqual([{ content: 'transfer 4711' }]);
    const after = entries[0]?.keyset ?? null;
    expect(await reader.listEntries(world.stranger, { ...PAGE, after }, {})).toHaveLength(1);
  });

  it('is not discharged above what is owed, by values of the ledger, nor where nothing ever was', async () => {
    const above = await world.outcome(world.supplier, await discharge(2_501n));
    expect(above.refusal).toMatchObject({
      error: 'DischargeAboveOwed',
      values: expect.arrayContaining([{ name: 'owedMinor', value: '2500' }]),
    });
    expect(await discharge(1n, { debtorId: world.buyer.party })).toBeInstanceOf(NotFoundError);
    expect(await discharge(1n, { currency: 'CNY' })).toBeInstanceOf(NotFoundError);
    expect(await discharge(1n, { currency: 'eur' })).toMatchObject({ path: 'currency' });
    expect(await discharge(1n, { debtorId: '0x1' })).toMatchObject({ path: 'debtorId' });
    expect(await discharge(1n, { note: 'x'.repeat(2_001) })).toMatchObject({ path: 'note' });
  });
});

describe('the read models of duties', () => {
  it('are the same after a rebuild, and a planted difference is told', async () => {
    const before = await world.rowsOf(['duty', 'duty_entry']);
    await world.rebuild();
    expect(await world.rowsOf(['duty', 'duty_entry'])).toEqual(before);
    expect((await world.pipeline.verifier.verify()).differences).toEqual([]);

    await world.pipeline.db.query('UPDATE duty SET owed_minor = owed_minor + 1');
    expect((await world.pipeline.verifier.verify()).differences).toMatchObject([
      { table: 'duty', field: 'owed_minor', readModel: '2501', ledger: '2500' },
    ]);
  });
});
