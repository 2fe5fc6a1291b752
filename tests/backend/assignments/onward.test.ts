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

async function exposureMinor(party: string): Promise<bigint> {
  const rows = await world.story.pipeline.db.query(
    'SELECT sum(exposure_minor) AS sum FROM exposure WHERE financier = $1',
    [party],
  );
  return BigInt(rows[0]?.sum ?? 0);
}

describe('an onward assignment', () => {
  it('shows the lots with their terms to the other financier, who takes them', async () => {
    const { dealNumber, lotIds } = await world.sold({}, 'O-101', 'O-102');
    const onwardNumber = await world.offered(...lotIds);
    const [lotId] = lotIds as [string];
    expect(await world.lots.findVisible(world.rival, lotIds)).toHaveLength(2);
    expect(await world.position(lotId, world.rival)).toMatchObject({
      ...{ dealNumber, advanceMinor: 8_000n, reserveMinor: 2_000n },
    });
    const exposed = await exposureMinor(world.financier.party);

    const command = await world.outcome(world.rival, await world.take(onwardNumber));

    expect(command).toMatchObject({ status: 'INCLUDED', subjects: [String(onwardNumber)] });
    expect(await world.owner(lotId)).toBe(world.rival.party);
    expect(await world.onwards.find(world.financier, onwardNumber)).toMatchObject({
      ...{ status: 'ACCEPTED', lotIds, toParty: world.rival.party, endedAt: expect.any(Date) },
    });
    expect(await exposureMinor(world.financier.party)).toBe(exposed - 20_000n);
    expect(await exposureMinor(world.rival.party)).toBe(20_000n);
    expect(await world.position(lotId, world.financier)).toBeUndefined();
    expect(await world.position(lotId, world.rival)).toMatchObject({ dealNumber });
  });

  it('leaves the payee as it was acknowledged, until the new owner is', async () => {
    const { lotIds } = await world.sold({}, 'O-103');
    const [lotId] = lotIds as [string];
    await world.told(lotId);
    await world.outcome(world.rival, await world.take(await world.offered(lotId)));
    expect(await world.payee(lotId)).toBe(world.financier.party);

    await world.pass(1);
    await world.outcome(world.rival, await world.give(lotIds, world.rival));
    await world.outcome(world.buyer, await world.acknowledge(lotIds));

    expect(await world.payee(lotId)).toBe(world.rival.party);
  });

  it('is withdrawn, hides the lots again, and cannot be taken then', async () => {
    const { lotIds } = await world.sold({}, 'O-104');
    const onwardNumber = await world.offered(...lotIds);
    const input = { idempotencyKey: world.key(), onwardNumber };

    await world.outcome(world.financier, await world.passing.withdraw(world.financier, input));

    expect(await world.lots.findVisible(world.rival, lotIds)).toEqual([]);
    const taken = await world.outcome(world.rival, await world.take(onwardNumber));
    expect(taken.refusal).toMatchObject({ error: 'OnwardWrongStatus' });
  });

  it('expires', async () => {
    const { lotIds } = await world.sold({}, 'O-105');
    const onwardNumber = await world.offered(...lotIds);
    await world.pass(2);

    const taken = await world.outcome(world.rival, await world.take(onwardNumber));

    expect(taken.refusal).toMatchObject({ error: 'OnwardExpired' });
  });

  it('is known to its two sides only', async () => {
    const { lotIds } = await world.sold({}, 'O-106');
    const onwardNumber = await world.offered(...lotIds);

    expect(await world.onwards.list(world.outsider, PAGE)).toEqual([]);
    expect(await world.onwards.find(world.supplier, onwardNumber)).toBeNull();
    expect(await world.lots.findVisible(world.outsider, lotIds)).toEqual([]);
    expect(await world.position(lotIds[0] ?? '', world.outsider)).toBeUndefined();
    expect(await world.take(onwardNumber, world.outsider)).toBeInstanceOf(NotFoundError);
    const input = { idempotencyKey: world.key(), onwardNumber };
    expect(await world.passing.withdraw(world.rival, input)).toBeInstanceOf(NotFoundError);
  });

  it('is refused with lots of others, and input out of bounds, by path', async () => {
    const { lotIds } = await world.sold({}, 'O-107');

    expect(await world.offer(lotIds, {}, world.rival)).toBeInstanceOf(NotFoundError);
    expect(await world.offer(lotIds, {}, world.buyer)).toBeInstanceOf(NotPermittedError);
    expect(await world.offer([])).toMatchObject({ path: 'lotIds' });
    expect(await world.offer(lotIds, { toId: 'x' })).toMatchObject({ path: 'toId' });
    expect(await world.offer(lotIds, { acceptBy: new Date('x') })).toMatchObject({
      path: 'acceptBy',
    });
    const empty = { idempotencyKey: world.key(), onwardNumber: 1, evidence: '' };
    expect(await world.passing.accept(world.rival, empty)).toBeInstanceOf(InputInvalidError);
  });

  it('is refused by the ledger to a party that is no financier, or too late', async () => {
    const { lotIds } = await world.sold({}, 'O-108');
    const offer = async (change: object) =>
      (await world.outcome(world.financier, await world.offer(lotIds, change))).refusal;

    expect(await offer({ toId: world.buyer.party })).toMatchObject({ error: 'PartyLacksRole' });
    expect(await offer({ acceptBy: new Date(1_000) })).toMatchObject({ error: 'OnwardExpired' });
  });
});

describe('the read model of onward assignments', () => {
  it('equals the ledger, and a planted status is found', async () => {
    const { verifier, db } = world.story.pipeline;
    expect((await verifier.verify()).differences).toEqual([]);

    await db.query(`UPDATE onward SET status = 'OFFERED' WHERE onward_number = 1`);

    expect((await verifier.verify()).differences).toEqual([
      expect.objectContaining({ table: 'onward', key: '1', field: 'status', ledger: 'ACCEPTED' }),
    ]);
  });
});
