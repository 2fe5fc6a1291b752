import { NotFoundError, NotPermittedError } from '../../../backend/src/api/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { contractInterfaces } from '../../../backend/src/ledger/index.js';
import { LotReader } from '../../../backend/src/receivables/lot.reader.js';
import { ReceivableReader } from '../../../backend/src/receivables/receivable.reader.js';
import { PledgesWorld } from './pledges.world.js';

let world: PledgesWorld;
let lotId: string;
let lienNumber: number;

beforeAll(async () => {
  world = await PledgesWorld.start();
  lotId = await world.story.confirmed('V-1');
  lienNumber = await world.pledged(lotId);
});

afterAll(async () => {
  await world.story.pipeline.stop();
});

const PAGE = { size: 50, limit: 51, after: null };
const evidence = 'letter of 3 March';

async function listed(who: Viewer): Promise<number[]> {
  return (await world.reader.list(who, PAGE, {})).map((lien) => lien.lienNumber);
}

describe('who sees a lien', () => {
  it('is pledgor, pledgee and operator, and neither buyer nor strangers', async () => {
    for (const who of [world.supplier, world.financier, world.story.pipeline.operator]) {
      expect(await listed(who)).toEqual([lienNumber]);
      expect(await world.lien(lienNumber, who)).toMatchObject({ lienNumber });
      expect(await world.reader.findOfLots(who, [lotId])).toHaveLength(1);
    }
    for (const who of [world.rival, world.story.buyer]) {
      expect(await listed(who)).toEqual([]);
      expect(await world.lien(lienNumber, who)).toBeUndefined();
      expect(await world.reader.findOfLots(who, [lotId])).toEqual([]);
    }
  });

  it('is also who is offered another one on the lot, and the buyer once it is notified', async () => {
    const second = await world.offered(lotId, { pledgeeId: world.rival.party, securedMinor: 9n });
    expect(await world.lien(lienNumber, world.rival)).toMatchObject({ rank: 1 });
    expect(await listed(world.rival)).toEqual([second]);

    const notice = { idempotencyKey: world.key(), lienNumber, evidence };
    await world.story.outcome(world.supplier, await world.acts.giveNotice(world.supplier, notice));
    expect(await listed(world.story.buyer)).toEqual([lienNumber]);
  });

  it('lets a pledgee see lot and receivable', async () => {
    const { dataSource } = world.story.pipeline.database;
    const lots = await new LotReader(dataSource).findVisible(world.financier, [lotId]);
    const receivables = await new ReceivableReader(dataSource).findVisible(world.financier, [
      world.story.receivableId('V-1'),
    ]);

    expect([lots.length, receivables.length]).toEqual([1, 1]);
  });

  it('bounds who acts on it', async () => {
    const input = { idempotencyKey: world.key(), lienNumber, evidence };
    expect(await world.acts.enforce(world.supplier, input)).toBeInstanceOf(NotPermittedError);
    const unknown = { ...input, lienNumber: 2_000_000_000 };
    expect(await world.acts.enforce(world.financier, unknown)).toBeInstanceOf(NotFoundError);
    expect(await world.acts.giveNotice(world.financier, { ...input, evidence: '' })).toMatchObject({
      path: 'evidence',
    });
  });
});

describe('what is available of a lot', () => {
  it('is less what is disputed, on the supplier’s lots first, and nothing while it is reserved', async () => {
    const disputed = await world.story.confirmed('V-2');
    const { db, outbox } = world.story.pipeline;
    await world.pledged(disputed, { securedMinor: 2_000n });
    const { receivables } = contractInterfaces;
    const values = [world.story.receivableId('V-2'), 3_000n, 1, `0x${'22'.repeat(32)}`] as const;
    const callData = receivables.encodeFunctionData('openDispute', [...values]);
    const act = {
      kind: 'TEST',
      contract: 'receivables',
      callData,
      gas: 1e6,
      subjects: [],
    } as const;
    const key = { key: 'dispute', operation: 'test', body: '' };
    const submitted = await outbox.submit(world.story.buyer, key, () => Promise.resolve(act));
    await world.story.outcome(world.story.buyer, submitted);

    expect(await world.availableMinor(disputed)).toBe(5_000n);
    expect((await world.story.pipeline.verifier.verify()).differences).toEqual([]);
    await db.query('UPDATE lot SET is_reserved = true WHERE lot_id = $1', [disputed]);
    expect(await world.availableMinor(disputed)).toBe(0n);
    await db.query('UPDATE lot SET is_reserved = false WHERE lot_id = $1', [disputed]);
  });
});

describe('verification', () => {
  it('compares liens, rules of rank and availability, and names what was planted', async () => {
    const { db, verifier } = world.story.pipeline;
    const { compared, differences } = await verifier.verify();
    expect(differences).toEqual([]);
    const counts = new Map(compared.map(({ table, rows }) => [table, rows]));
    expect(counts.get('rank_policy')).toBe(3);
    expect(counts.get('lien')).toBe(3);
    expect(counts.get('lot_availability')).toBe(2);

    await db.query('UPDATE lien SET secured_minor = 1 WHERE lien_number = $1', [lienNumber]);
    expect((await verifier.verify()).differences).toEqual([
      {
        ...{ table: 'lien', key: String(lienNumber), field: 'secured_minor' },
        ...{ readModel: '1', ledger: '6000' },
      },
      expect.objectContaining({ table: 'lot_availability', key: lotId, readModel: '9999' }),
    ]);
  });

  it('finds everything equal after a rebuild from block 0, which gives the same rows', async () => {
    const { db, verifier } = world.story.pipeline;
    await db.query('UPDATE lien SET secured_minor = 6000 WHERE lien_number = $1', [lienNumber]);
    const rows = () => db.query('SELECT * FROM lien ORDER BY lien_number');
    const before = await rows();
    await db.query('UPDATE lien SET order_key = order_key + 1');

    await db.query('DELETE FROM ledger_checkpoint');
    await world.story.pipeline.indexAll();

    expect(await rows()).toEqual(before);
    expect((await verifier.verify()).differences).toEqual([]);
  });
});
