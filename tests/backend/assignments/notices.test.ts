import {
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { TitleWorld } from './title.world.js';

const PAGE = { size: 50, limit: 51, after: null };

let world: TitleWorld;

beforeAll(async () => {
  world = await TitleWorld.start();
});

afterAll(() => world.stop());

describe('a notice of a disclosed deal', () => {
  it('waits for the buyer, who pays the financier once it has acknowledged', async () => {
    const { lotIds } = await world.sold({}, 'N-101');
    const [lotId] = lotIds as [string];
    expect(await world.payee(lotId)).toBe(world.supplier.party);

    await world.outcome(world.financier, await world.give(lotIds));
    const waiting = await world.notices.list(world.buyer, PAGE, true);
    expect(waiting).toMatchObject([
      { lotId, assignee: world.financier.party, payee: null, isPending: true },
    ]);
    expect(await world.payee(lotId)).toBe(world.supplier.party);

    await world.outcome(world.buyer, await world.acknowledge(lotIds));
    expect(await world.payee(lotId)).toBe(world.financier.party);
    expect(await world.notices.list(world.buyer, PAGE, true)).toEqual([]);
    expect(await world.notices.list(world.supplier, PAGE, null)).toMatchObject([
      { lotId, payee: world.financier.party, isPending: false, outstandingMinor: 10_000n },
    ]);
  });

  it('is seen by its buyer, supplier and owner, and not by a stranger', async () => {
    const { lotIds } = await world.sold({}, 'N-102');
    await world.told(...lotIds);
    const receivableId = world.story.receivableId('N-102');

    for (const who of [world.buyer, world.supplier, world.financier]) {
      expect(await world.notices.findOfReceivables(who, [receivableId])).toMatchObject([
        { lotId: lotIds[0] },
      ]);
    }
    expect(await world.notices.findOfReceivables(world.rival, [receivableId])).toEqual([]);
    expect(await world.notices.list(world.rival, PAGE, null)).toEqual([]);
  });

  it('goes with a part that is split off', async () => {
    const { lotIds } = await world.sold({}, 'N-103');
    const [lotId] = lotIds as [string];
    await world.told(lotId);

    await world.split(lotId, 4_000n);

    expect(await world.payee(lotId.replace(/1$/, '2'))).toBe(world.financier.party);
  });

  it('is paged, the latest first', async () => {
    const { lotIds } = await world.sold({}, 'N-104', 'N-105');
    await world.outcome(world.financier, await world.give([lotIds[0] ?? '']));
    await world.outcome(world.financier, await world.give([lotIds[1] ?? '']));

    const [first, second] = await world.notices.list(world.buyer, { ...PAGE, limit: 2 }, true);
    // Notices of one second are in order of their lots.
    expect(new Set([first?.lotId, second?.lotId])).toEqual(new Set([lotIds[0], lotIds[1]]));
    const after = first?.keyset ?? null;
    const rest = await world.notices.list(world.buyer, { ...PAGE, after }, true);
    expect(rest[0]?.lotId).toBe(second?.lotId);
  });
});

describe('giveNotice', () => {
  it('is refused by the ledger for a silent deal, until the receivable is past due', async () => {
    const { dealNumber, lotIds } = await world.sold({ disclosed: false, dueInDays: 2 }, 'N-201');

    const early = await world.outcome(world.financier, await world.give(lotIds));
    expect(early.refusal).toMatchObject({
      error: 'DealNotDisclosed',
      values: [{ name: 'dealNumber', value: String(dealNumber) }],
    });

    await world.pass(3);
    const late = await world.outcome(world.financier, await world.give(lotIds));
    expect(late).toMatchObject({ status: 'INCLUDED', subjects: lotIds });
  });

  it('refuses other parties, unknown lots, and input out of bounds', async () => {
    const { lotIds } = await world.sold({}, 'N-202');
    const own = await world.confirmed('N-203');

    expect(await world.give(lotIds, world.supplier)).toBeInstanceOf(NotPermittedError);
    expect(await world.give(lotIds, world.rival)).toBeInstanceOf(NotFoundError);
    expect(await world.give([own])).toBeInstanceOf(NotFoundError);
    expect(await world.give([])).toMatchObject({ path: 'lotIds' });
    expect(await world.give([...lotIds, ...lotIds])).toMatchObject({ path: 'lotIds[1]' });
    const empty = { idempotencyKey: world.key(), lotIds, evidence: ' ' };
    expect(await world.noticing.give(world.financier, empty)).toBeInstanceOf(InputInvalidError);
  });
});

describe('acknowledgeNotice', () => {
  it('is refused by the ledger, when nothing new was told', async () => {
    const { lotIds } = await world.sold({}, 'N-301');
    await world.told(...lotIds);

    const again = await world.outcome(world.buyer, await world.acknowledge(lotIds));

    expect(again.refusal).toMatchObject({
      error: 'NoticeMissing',
      values: [{ name: 'lotId', value: lotIds[0] }],
    });
  });

  it('finds no lots that the buyer was not told of, and is for buyers', async () => {
    const { lotIds } = await world.sold({}, 'N-302');

    expect(await world.acknowledge(lotIds)).toBeInstanceOf(NotFoundError);
    expect(await world.acknowledge(lotIds, world.financier)).toBeInstanceOf(NotPermittedError);
  });
});

describe('the read models of assignments', () => {
  it('equal the ledger, are rebuilt identically, and a planted payee is found', async () => {
    const { verifier, db, indexAll } = world.story.pipeline;
    expect((await verifier.verify()).differences).toEqual([]);
    const before = await world.story.pipeline.readModels();

    const lotId = world.story.lotId('N-101');
    await db.query('UPDATE lot_notice SET payee = $2 WHERE lot_id = $1', [
      lotId,
      world.rival.party,
    ]);
    expect((await verifier.verify()).differences).toEqual([
      expect.objectContaining({ table: 'lot_notice', key: lotId, field: 'payee' }),
    ]);

    await db.query('DELETE FROM ledger_checkpoint');
    await indexAll.call(world.story.pipeline);
    expect(await world.story.pipeline.readModels()).toEqual(before);
  });
});
