import {
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { LotLiensLoader } from '../../../backend/src/pledges/lien.loaders.js';
import { CIVIL_CODE_768, FIRST_TO_FILE, PledgesWorld } from './pledges.world.js';

let world: PledgesWorld;

beforeAll(async () => {
  world = await PledgesWorld.start();
});

afterAll(async () => {
  await world.story.pipeline.stop();
});

const evidence = 'letter of 3 March';

describe('a lien', () => {
  it('is offered, accepted and released, and takes its part of the lot out of what is available', async () => {
    const lotId = await world.story.confirmed('P-101');

    const lienNumber = await world.offered(lotId);
    expect(await world.lien(lienNumber)).toMatchObject({
      ...{ status: 'OFFERED', securedMinor: 6_000n, currency: 'EUR', rank: null, lotId },
      rankPolicy: { policyNumber: FIRST_TO_FILE, title: 'First to file' },
    });
    expect(await world.availableMinor(lotId)).toBe(10_000n);

    expect(await world.accept([lienNumber])).toMatchObject({
      status: 'INCLUDED',
      subjects: [String(lienNumber)],
    });
    expect(await world.lien(lienNumber)).toMatchObject({ status: 'ACTIVE', rank: 1 });
    expect(await world.availableMinor(lotId)).toBe(4_000n);

    const release = async (amountMinor?: bigint) => {
      const input = { idempotencyKey: world.key(), lienNumber, amountMinor: amountMinor ?? null };
      const submitted = await world.acts.release(world.financier, input);
      return world.story.outcome(world.financier, submitted);
    };
    await release(1_000n);
    expect(await world.lien(lienNumber)).toMatchObject({ status: 'ACTIVE', securedMinor: 5_000n });
    await release();
    expect(await world.lien(lienNumber)).toMatchObject({ status: 'RELEASED', securedMinor: 0n });
    expect(await world.availableMinor(lotId)).toBe(10_000n);
    expect((await release(1n)).refusal).toMatchObject({ error: 'LienWrongStatus' });
  });

  it('is withdrawn by its pledgor, and then cannot be accepted', async () => {
    const lienNumber = await world.offered(await world.story.confirmed('P-102'));
    const input = { idempotencyKey: world.key(), lienNumbers: [lienNumber] };

    expect(await world.offering.withdraw(world.financier, input)).toBeInstanceOf(NotPermittedError);
    await world.story.outcome(
      world.supplier,
      await world.offering.withdraw(world.supplier, { ...input, idempotencyKey: world.key() }),
    );

    expect(await world.lien(lienNumber)).toMatchObject({ status: 'WITHDRAWN', securedMinor: 0n });
    expect((await world.accept([lienNumber])).refusal).toMatchObject({
      error: 'LienWrongStatus',
      values: [
        { name: 'lienNumber', value: String(lienNumber) },
        { name: 'actual', value: '5' },
        { name: 'required', value: '1' },
      ],
    });
  });

  it('is refused by the ledger, when it secures more than is available', async () => {
    const lotId = await world.story.confirmed('P-103');
    await world.pledged(lotId);
    const second = await world.offered(lotId, { securedMinor: 4_001n });

    expect((await world.accept([second])).refusal).toMatchObject({
      error: 'LienAboveAvailable',
      values: [
        { name: 'lotId', value: lotId },
        { name: 'securedMinor', value: '4001' },
        { name: 'availableMinor', value: '4000' },
      ],
    });
  });

  it('shrinks with payments, the first rank first, and is off its lot when it was paid long ago', async () => {
    const lotId = await world.story.confirmed('P-104');
    const senior = await world.pledged(lotId, { securedMinor: 3_000n });
    await world.pass(1);
    const junior = await world.pledged(lotId, { securedMinor: 3_000n }, world.rival);

    await world.story.receive([{ remittance: 'P-104', amountMinor: 4_000n }]);

    expect(await world.lien(senior)).toMatchObject({ status: 'ACTIVE', securedMinor: 0n });
    expect((await world.lien(senior))?.satisfiedAt).not.toBeNull();
    expect(await world.lien(junior, world.rival)).toMatchObject({ securedMinor: 2_000n, rank: 2 });
    expect(await world.availableMinor(lotId)).toBe(4_000n);

    const drop = async () => {
      const input = { idempotencyKey: world.key(), lienNumber: senior };
      return world.story.outcome(world.supplier, await world.acts.drop(world.supplier, input));
    };
    expect((await drop()).refusal).toMatchObject({ error: 'LienNotDroppable' });
    await world.pass(61);
    expect(await drop()).toMatchObject({ status: 'INCLUDED' });
    expect(await world.lien(senior)).toMatchObject({ status: 'RELEASED' });
    expect(await world.lien(junior, world.rival)).toMatchObject({ rank: 1 });
  });
});

describe('the rank of liens', () => {
  it('follows registration before notice before nothing, under Article 768', async () => {
    const lotId = await world.story.confirmed('P-105');
    const policyNumber = CIVIL_CODE_768;
    const plain = await world.pledged(lotId, { securedMinor: 1_000n, policyNumber });
    const noticed = await world.pledged(lotId, { securedMinor: 1_000n, policyNumber });
    const registered = await world.pledged(
      lotId,
      { securedMinor: 1_000n, policyNumber },
      world.rival,
    );

    const notice = { idempotencyKey: world.key(), lienNumber: noticed, evidence };
    await world.acts.giveNotice(world.supplier, notice);
    const entry = { idempotencyKey: world.key(), lienNumber: registered, registration: 'No. 4711' };
    await world.story.outcome(world.rival, await world.acts.register(world.rival, entry));

    const loader = new LotLiensLoader(world.reader);
    const liens = await loader.load({ viewer: world.supplier }, lotId);
    expect(liens?.map(({ lienNumber, rank }) => [lienNumber, rank])).toEqual([
      [registered, 1],
      [noticed, 2],
      [plain, 3],
    ]);
    expect(liens?.[0]).toMatchObject({ registration: 'No. 4711' });
    const again = { ...entry, idempotencyKey: world.key() };
    const repeated = await world.story.outcome(
      world.rival,
      await world.acts.register(world.rival, again),
    );
    expect(repeated.refusal).toMatchObject({ error: 'MilestoneAlreadyRecorded' });
  });

  it('counts a registration that the offer named, from its acceptance on', async () => {
    const lotId = await world.story.confirmed('P-106');
    const lienNumber = await world.pledged(lotId, {
      ...{ securedMinor: 1_000n, policyNumber: CIVIL_CODE_768, registration: 'No. 815' },
    });

    const lien = await world.lien(lienNumber);
    expect(lien).toMatchObject({ registration: 'No. 815', rank: 1 });
    expect(lien?.registeredAt).toEqual(lien?.acceptedAt);
  });
});

describe('the enforcement of a lien', () => {
  it('waits for ten days, and gives the pledgee a lot of its own', async () => {
    const lotId = await world.story.confirmed('P-107');
    const lienNumber = await world.pledged(lotId);
    const act = (name: 'announceEnforcement' | 'enforce') =>
      world.acts[name](world.financier, { idempotencyKey: world.key(), lienNumber, evidence });

    expect(
      (await world.story.outcome(world.financier, await act('enforce'))).refusal,
    ).toMatchObject({ error: 'EnforcementNotDue' });
    await world.story.outcome(world.financier, await act('announceEnforcement'));
    expect((await world.lien(lienNumber))?.enforceableAt).not.toBeNull();
    await world.pass(11);
    await world.story.outcome(world.financier, await act('enforce'));

    const taken = lotId.replace(/0001$/, '0002');
    expect(await world.lien(lienNumber)).toMatchObject({
      ...{ status: 'ENFORCED', securedMinor: 0n, appropriatedLotId: taken },
    });
    const rows = await world.story.pipeline.db.query(
      'SELECT owner, outstanding_minor FROM lot WHERE lot_id = $1',
      [taken],
    );
    expect(rows).toEqual([{ owner: world.financier.party, outstanding_minor: '6000' }]);
  });

  it('can be called off', async () => {
    const lienNumber = await world.pledged(await world.story.confirmed('P-108'));
    const announced = { idempotencyKey: world.key(), lienNumber, evidence };
    await world.acts.announceEnforcement(world.financier, announced);
    const calledOff = { idempotencyKey: world.key(), lienNumber };
    await world.story.outcome(
      world.financier,
      await world.acts.withdrawEnforcement(world.financier, calledOff),
    );

    expect(await world.lien(lienNumber)).toMatchObject({ enforceableAt: null, status: 'ACTIVE' });
  });
});

describe('offerLiens', () => {
  it('refuses lots of others, bad fields and reused keys', async () => {
    const lotId = await world.story.confirmed('P-109');

    expect(await world.offer(lotId, {}, world.rival)).toBeInstanceOf(NotFoundError);
    expect(await world.offer(lotId, { securedMinor: 0n })).toMatchObject({
      path: 'liens[0].securedMinor',
    });
    expect(await world.offer(lotId, { pledgeeId: 'me' })).toMatchObject({
      path: 'liens[0].pledgeeId',
    });
    expect(await world.offer(lotId, { policyNumber: 256 })).toBeInstanceOf(InputInvalidError);
    expect(await world.offer(lotId, { registration: ' ' })).toMatchObject({
      path: 'liens[0].registration',
    });
    const idempotencyKey = world.key();
    const none = { idempotencyKey, liens: [] };
    expect(await world.offering.offer(world.supplier, none)).toMatchObject({ path: 'liens' });

    const lienNumber = await world.offered(lotId);
    const key = { idempotencyKey, lienNumbers: [lienNumber] };
    await world.offering.accept(world.financier, key);
    const other = { idempotencyKey, lienNumber, amountMinor: null };
    expect(await world.acts.release(world.financier, other)).toBeInstanceOf(
      IdempotencyKeyReusedError,
    );
  });

  it('is refused by the ledger for a rule that the liens of the lot do not follow', async () => {
    const lotId = await world.story.confirmed('P-1010');
    await world.pledged(lotId, { securedMinor: 10n });

    const other = await world.offer(lotId, { policyNumber: CIVIL_CODE_768 });

    expect((await world.story.outcome(world.supplier, other)).refusal).toMatchObject({
      error: 'RankPolicyInvalid',
    });
  });
});
