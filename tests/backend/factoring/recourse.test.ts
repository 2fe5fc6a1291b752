import { NotFoundError, NotPermittedError } from '../../../backend/src/api/index.js';
import { FINANCIER_IBAN } from '../settlement/story.world.js';
import { RIVAL_IBAN, TitleWorld } from '../assignments/title.world.js';

let world: TitleWorld;

beforeAll(async () => {
  world = await TitleWorld.start();
});

afterAll(() => world.stop());

interface Lots {
  readonly dealNumber: number;
  readonly lotIds: readonly string[];
}

async function offer(lots: Lots, as = world.supplier) {
  return world.recourse.offer(as, { idempotencyKey: world.key(), ...lots });
}

async function demand(lots: Lots, as = world.financier) {
  const input = { idempotencyKey: world.key(), ...lots, evidence: 'demand' };
  return world.recourse.demand(as, input);
}

async function repurchase(lots: Lots, as = world.financier) {
  const input = { idempotencyKey: world.key(), ...lots, evidence: 'price received' };
  return world.recourse.repurchase(as, input);
}

describe('the position of a lot', () => {
  it('is its share of the deal, rounded by itself, from acceptance on', async () => {
    const lotId = await world.confirmed('P-101');
    const quote = await world.quoted({ recourseDays: 0 }, lotId);
    await world.accept(quote);

    expect(await world.position(lotId)).toMatchObject({
      ...{ advanceMinor: 8_000n, reserveMinor: 2_000n, repurchasePriceMinor: 8_000n },
      ...{ demandableFrom: null, repurchaseOffered: false, isClosed: false },
    });
    expect(await world.position(lotId, world.supplier)).toBeDefined();
    expect(await world.position(lotId, world.rival)).toBeUndefined();
  });

  it('ends when the deal lapses', async () => {
    const lotId = await world.confirmed('P-102');
    const quote = await world.quoted({}, lotId);
    await world.accept(quote);
    const [deal] = await world.story.deals.findByQuotes(world.supplier, [quote.quoteHash]);
    await world.pass(3);
    const input = { idempotencyKey: world.key(), dealNumber: deal?.dealNumber ?? 0 };

    await world.outcome(world.supplier, await world.story.acts.lapse(world.supplier, input));

    expect(await world.position(lotId)).toBeUndefined();
  });

  it('is divided with its lot, the part rounded down', async () => {
    const { lotIds } = await world.sold({}, 'P-103');
    const [lotId] = lotIds as [string];

    await world.split(lotId, 3_333n);

    expect(await world.position(lotId.replace(/1$/, '2'))).toMatchObject({
      ...{ advanceMinor: 2_666n, reserveMinor: 666n },
    });
    expect(await world.position(lotId)).toMatchObject({
      ...{ advanceMinor: 5_334n, reserveMinor: 1_334n },
    });
  });
});

describe('a repurchase', () => {
  it('that the supplier offered gives it the lot, and the buyer pays it again', async () => {
    const { dealNumber, lotIds } = await world.sold({ recourseDays: 0 }, 'P-201', 'P-202');
    const [first = '', second = ''] = lotIds;
    await world.told(first);
    const some = { dealNumber, lotIds: [first] };
    await world.outcome(world.supplier, await offer(some));
    expect(await world.position(first)).toMatchObject({ repurchaseOffered: true });

    expect(await world.outcome(world.financier, await repurchase(some))).toMatchObject({
      ...{ status: 'INCLUDED', subjects: [String(dealNumber), first] },
    });

    expect(await world.owner(first)).toBe(world.supplier.party);
    expect(await world.payee(first)).toBe(world.supplier.party);
    expect(await world.position(first, world.supplier)).toBeUndefined();
    expect(await world.positions.repurchasesOf([dealNumber])).toMatchObject([
      { lotId: first, priceMinor: 8_000n, reserveAppliedMinor: 2_000n, reserveReleasedMinor: 0n },
    ]);
    const [free] = await world.lots.findVisible(world.supplier, [first]);
    expect(free?.dealNumber).toBeNull();
    expect(await world.story.deals.find(world.supplier, dealNumber)).toMatchObject({
      status: 'FUNDED',
    });

    await world.outcome(world.supplier, await offer({ dealNumber, lotIds: [second] }));
    await world.outcome(world.financier, await repurchase({ dealNumber, lotIds: [second] }));
    expect(await world.story.deals.find(world.supplier, dealNumber)).toMatchObject({
      status: 'CLOSED',
    });
  });

  it('is demanded once the recourse days are over, by the owner', async () => {
    const sale = await world.sold({ recourseDays: 10, dueInDays: 5 }, 'P-203');
    const [lotId = ''] = sale.lotIds;
    const early = await world.outcome(world.financier, await demand(sale));
    expect(early.refusal).toMatchObject({ error: 'RecourseNotDue' });
    const { demandableFrom } = (await world.position(lotId)) ?? {};
    await world.pass(16);
    const today = (await world.inDays(0)).toISOString().slice(0, 10);
    expect(demandableFrom).toBe(today);

    await world.outcome(world.financier, await demand(sale));

    expect(await world.position(lotId)).toMatchObject({ demandedAt: expect.any(Date) });
    await world.outcome(world.financier, await repurchase(sale));
    expect(await world.owner(lotId)).toBe(world.supplier.party);
  });

  it('is refused by the ledger without recourse, and without demand or offer', async () => {
    const sale = await world.sold({ recourseDays: 0 }, 'P-204');

    const demanded = await world.outcome(world.financier, await demand(sale));
    expect(demanded.refusal).toMatchObject({ error: 'DealWithoutRecourse' });
    const bought = await world.outcome(world.financier, await repurchase(sale));
    expect(bought.refusal).toMatchObject({ error: 'RepurchaseNotAgreed' });
  });

  it('finds no lots of other deals and parties, and is for its sides', async () => {
    const sale = await world.sold({}, 'P-205');
    const other = { ...sale, dealNumber: sale.dealNumber + 1 };

    expect(await demand(sale, world.rival)).toBeInstanceOf(NotFoundError);
    expect(await demand(other)).toBeInstanceOf(NotFoundError);
    expect(await offer(sale, world.financier)).toBeInstanceOf(NotFoundError);
    expect(await offer(sale, world.buyer)).toBeInstanceOf(NotPermittedError);
    expect(await demand({ ...sale, dealNumber: 2 ** 31 })).toBeInstanceOf(NotFoundError);
    expect(await demand({ ...sale, lotIds: [] })).toMatchObject({ path: 'lotIds' });
  });
});

describe('closing a part of the lots', () => {
  it('releases the reserve of those that are named, also by who took them over', async () => {
    const { dealNumber, lotIds } = await world.sold({}, 'P-301', 'P-302', 'P-303');
    const [first = '', second = '', third = ''] = lotIds;
    await world.told(first, second);
    await world.outcome(world.rival, await world.take(await world.offered(third)));
    await world.story.told(world.rival, third);
    const payments = ['P-301', 'P-302'].map((remittance) => ({ remittance }));
    await world.story.receive(payments, world.financier, FINANCIER_IBAN);
    await world.story.receive([{ remittance: 'P-303' }], world.rival, RIVAL_IBAN);
    const close = async (named: string[] | null, as = world.financier) => {
      const input = { idempotencyKey: world.key(), dealNumber, lotIds: named, evidence: 'paid' };
      return world.outcome(as, await world.recourse.close(as, input));
    };

    expect(await close([second])).toMatchObject({ status: 'INCLUDED' });
    expect(await world.position(second)).toMatchObject({ isClosed: true, reserveMinor: 0n });
    expect(await world.position(first)).toMatchObject({ isClosed: false });
    expect((await close([second])).refusal).toMatchObject({ error: 'ReserveAlreadyReleased' });
    expect((await close([third])).refusal).toMatchObject({ error: 'LotNotOwned' });
    expect(await close(null)).toMatchObject({ subjects: [String(dealNumber), first] });
    expect(await close(null, world.rival)).toMatchObject({ status: 'INCLUDED' });
    expect(await world.story.deals.find(world.supplier, dealNumber)).toMatchObject({
      ...{ status: 'CLOSED', reserveReleasedMinor: 6_000n, reserveNettedMinor: 0n },
    });
  });
});

describe('cancelQuotes', () => {
  it('takes quotes back, one by one and all that were issued before', async () => {
    const [first, second] = [
      await world.quoted({}, await world.confirmed('P-401')),
      await world.quoted({}, await world.confirmed('P-402')),
    ];
    const cancel = async (input: object, as = world.financier) =>
      world.cancelling.cancel(as, { idempotencyKey: world.key(), ...input });

    const one = await cancel({ quoteHashes: [first.quoteHash] });
    expect(await world.outcome(world.financier, one)).toMatchObject({ status: 'INCLUDED' });
    const statuses = async () => {
      const both = [first.quoteHash, second.quoteHash];
      const found = await world.story.quotes.findByHashes(world.supplier, both);
      return both.map((hash) => found.find(({ quoteHash }) => quoteHash === hash)?.status);
    };
    expect(await statuses()).toEqual(['CANCELLED', 'OPEN']);

    await world.outcome(world.financier, await cancel({ issuedBefore: new Date() }));
    expect(await statuses()).toEqual(['CANCELLED', 'CANCELLED']);
    expect((await world.accept(second)).refusal).toMatchObject({ error: 'QuoteIsCancelled' });

    expect(await cancel({ quoteHashes: [first.quoteHash] }, world.rival)).toBeInstanceOf(
      NotFoundError,
    );
    expect(await cancel({})).toMatchObject({ path: 'quoteHashes' });
    expect(await cancel({ issuedBefore: await world.inDays(1_000) })).toMatchObject({
      path: 'issuedBefore',
    });
    expect(await cancel({}, world.supplier)).toBeInstanceOf(NotPermittedError);
  });
});

describe('the read models of recourse', () => {
  it('equal the ledger, are rebuilt identically, and planted differences are found', async () => {
    const { pipeline } = world.story;
    expect((await pipeline.verifier.verify()).differences).toEqual([]);
    const before = await pipeline.readModels();
    await pipeline.db.query(
      'UPDATE lot_position SET reserve_minor = reserve_minor + 1 WHERE lot_id = $1',
      [world.story.lotId('P-101')],
    );
    await pipeline.db.query('UPDATE quote_nonce SET nonce_min = nonce_min + 1');

    expect((await pipeline.verifier.verify()).differences).toEqual([
      expect.objectContaining({ table: 'lot_position', field: 'reserve_minor' }),
      expect.objectContaining({ table: 'quote_nonce', field: 'nonce_min' }),
    ]);

    await pipeline.db.query('DELETE FROM ledger_checkpoint');
    await pipeline.indexAll();
    expect(await pipeline.readModels()).toEqual(before);
  });
});
