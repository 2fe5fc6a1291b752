import { randomUUID } from 'node:crypto';

import {
  DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { LimitState } from '../../../backend/src/credit-limits/credit-gate.js';
import {
  CreditLimitExceededError,
  CreditStoppedError,
  CreditTermsExceededError,
} from '../../../backend/src/credit-limits/credit-limit.errors.js';
import { LimitScope } from '../../../backend/src/credit-limits/limit-scope.js';
import type { QuoteRequestType } from '../../../backend/src/factoring/quote.type.js';
import type { StoryWorld } from '../settlement/story.world.js';
import { LimitsWorld, colleagueOf, key } from './limits.world.js';

const PAGE = { size: 50, limit: 51, after: null };

let limits: LimitsWorld;
let world: StoryWorld;

beforeAll(async () => {
  limits = await LimitsWorld.start();
  world = limits.story;
});

afterAll(async () => {
  await limits.stop();
});

afterEach(async () => {
  await limits.forgetLimits();
});

describe('a confirmation', () => {
  it('is refused above the supplier’s limit, and counts what is on its way', async () => {
    const [first, second] = [await limits.registered('L-1'), await limits.registered('L-2')];
    await limits.limit(world.supplier);

    expect(await limits.confirm(first, second)).toMatchObject({
      ...{ code: 'CREDIT_LIMIT_EXCEEDED', ownerId: world.supplier.party, scope: 'BUYER' },
      // The buyer is not the owner of the limit.
      ...{ limitMinor: null, usedMinor: null, requestedMinor: 20_000n },
    });
    expect(await limits.confirm(first)).not.toBeInstanceOf(DomainError);
    expect(await limits.confirm(second)).toBeInstanceOf(CreditLimitExceededError);
    await world.pipeline.settle();
    expect(await limits.confirm(second)).toBeInstanceOf(CreditLimitExceededError);

    // An override takes the place of the limit before.
    await limits.limit(world.supplier, { limitMinor: 20_000n, reason: 'guarantee of the parent' });
    expect(await limits.confirm(second)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });

  it('is refused with a longer time to pay than the limit allows', async () => {
    const receivableId = await limits.registered('L-3', 1n);
    await limits.limit(world.supplier, { longestTermsDays: 90 });
    expect(await limits.confirm(receivableId)).toBeInstanceOf(CreditTermsExceededError);
  });

  it('is refused by limits of group and industry as the buyer is classed, and by the platform’s', async () => {
    const receivableId = await limits.registered('L-4', 100n);
    await world.pipeline.db.query(
      `INSERT INTO party_class VALUES ($1, 1, 'C10', 'Group One', '', '', now())`,
      [world.buyer.party],
    );
    const group = { scope: LimitScope.GROUP, subject: 'Group One', limitMinor: 99n };
    const limitId = await limits.limit(world.supplier, group);
    expect(await limits.confirm(receivableId)).toMatchObject({ scope: 'GROUP' });
    await limits.service.end(world.supplier, { idempotencyKey: key(), limitId });

    await limits.limit(world.supplier, { ...group, scope: LimitScope.INDUSTRY, subject: 'F41' });
    const { operator } = world.pipeline;
    await limits.limit(operator, { scope: LimitScope.INDUSTRY, subject: 'C10', limitMinor: 99n });
    expect(await limits.confirm(receivableId)).toMatchObject({
      ...{ scope: 'INDUSTRY', ownerId: operator.party },
    });
  });

  it('counts for a supplier only what it is owed itself, when others are confirmed with it', async () => {
    await limits.limit(world.supplier, { longestTermsDays: 30 });
    const debt = {
      ...{ currency: 'EUR', buyer: world.buyer.party, termsDays: 30, dueDate: '2026-12-31' },
      ...{ receivableId: '', invoicedMinor: 0n, owedMinor: 0n },
    };
    const debts = [
      { ...debt, countedId: '1', supplier: world.supplier.party, amountMinor: 1n },
      { ...debt, countedId: '2', supplier: world.stranger.party, amountMinor: 2n ** 40n },
    ];
    const [own, other] = debts as [(typeof debts)[0], (typeof debts)[0]];
    await world.pipeline.db.query(`UPDATE credit_limit SET limit_minor = $1`, [String(2n ** 39n)]);
    const ask = (given: typeof debts) =>
      limits.gate.findRefusal(world.pipeline.db, world.buyer, { debts: given, financier: null });
    expect(await ask([own, { ...other, termsDays: 90 }])).toBeNull();
    expect(await ask([{ ...own, termsDays: 31 }, other])).toBeInstanceOf(CreditTermsExceededError);
    const large = { ...own, amountMinor: 2n ** 39n + 1n };
    expect(await ask([large, other])).toMatchObject({ requestedMinor: 2n ** 39n + 1n });
  });

  it('is stopped by a severe warning of the supplier, not of others', async () => {
    const receivableId = await limits.registered('L-5', 100n);
    const warn = (owner: string) =>
      world.pipeline.db.query(
        `INSERT INTO early_warning (warning_id, owner, party, currency, indicator, level,
           as_of_date, deadline) VALUES ($1, $2, $3, 'EUR', 'NEWS', 'SEVERE', now(), now())`,
        [randomUUID(), owner, world.buyer.party],
      );
    await warn(world.stranger.party);
    await warn(world.supplier.party);
    expect(await limits.confirm(receivableId)).toBeInstanceOf(CreditStoppedError);
    await world.pipeline.db.query('DELETE FROM early_warning WHERE owner = $1', [
      world.supplier.party,
    ]);
    expect(await limits.confirm(receivableId)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });
});

describe('financing', () => {
  it('is refused above the financier’s limit when a quote is accepted and when it is funded', async () => {
    const lots = [await world.confirmed('L-6'), await world.confirmed('L-7')] as const;
    const dealNumber = await world.acceptedDeal('limits', lots[0]);
    await limits.limit(world.financier, { limitMinor: 15_000n });
    const request = {
      idempotencyKey: key(),
      financierIds: [world.financier.party],
      lotIds: [lots[1]],
    };
    const [asked] = (await world.requests.request(
      world.supplier,
      request,
    )) as readonly QuoteRequestType[];
    const quote = (await world.issuing.issue(world.financier, {
      ...{ idempotencyKey: key(), requestId: asked?.requestId ?? '', advanceRateBps: 8_000 },
      ...{ discountRateBps: 20, serviceFeeBps: 50, dayCountBasis: 360, recourseDays: 60 },
      ...{ disclosed: true, fundingHours: 48, validUntil: new Date(Date.now() + 86_400_000) },
    })) as { quoteHash: string };

    const acceptance = { idempotencyKey: key(), quoteHash: quote.quoteHash };
    expect(await world.acts.accept(world.supplier, acceptance)).toMatchObject({
      ...{ code: 'CREDIT_LIMIT_EXCEEDED', ownerId: world.financier.party, usedMinor: null },
    });
    // What is reserved already counts once.
    expect(await world.fund('fits', dealNumber)).toMatchObject({ status: 'INCLUDED' });
    await limits.limit(world.financier, { limitMinor: 9_000n });
    const funding = { idempotencyKey: key(), dealNumber, evidence: 'paid' };
    expect(await world.acts.fund(world.financier, funding)).toMatchObject({
      ...{ limitMinor: 9_000n, usedMinor: 0n, requestedMinor: 10_000n },
    });
  });
});

describe('a limit', () => {
  it('holds from the approval by another person of its party until it expires or ends', async () => {
    const check = () =>
      limits.reader.check(world.supplier, {
        ...{ supplierId: world.supplier.party, buyerId: world.buyer.party, currency: 'EUR' },
        amountMinor: 15_000n,
      });
    const limitId = (await limits.service.propose(world.supplier, limits.proposal())) as string;
    const input = { idempotencyKey: key(), limitId };
    expect(await limits.service.approve(world.supplier, input)).toBeInstanceOf(NotPermittedError);
    expect(await limits.service.approve(world.stranger, input)).toBeInstanceOf(NotFoundError);
    expect(await check()).toEqual([]);

    expect(await limits.service.approve(colleagueOf(world.supplier), input)).toBe(limitId);
    expect(await check()).toMatchObject([{ limitId, limitMinor: 15_000n }]);
    await world.pipeline.db.query(`UPDATE credit_limit SET expires_at = now()`);
    expect(await check()).toEqual([]);
    expect(await limits.reader.list(world.stranger, PAGE)).toEqual([]);
    expect(await limits.reader.list(world.pipeline.operator, PAGE)).toMatchObject([{ limitId }]);
  });

  it('is near from the part of it that its owner chose', async () => {
    const buyerId = world.stranger.party;
    await limits.limit(world.supplier, { subject: buyerId, limitMinor: 100n });
    const at = async (amountMinor: bigint) => {
      const args = { supplierId: world.supplier.party, buyerId, currency: 'EUR', amountMinor };
      return (await limits.reader.check(world.supplier, args))[0]?.state;
    };
    expect([await at(79n), await at(80n), await at(100n), await at(101n)]).toEqual([
      ...[LimitState.WITHIN, LimitState.NEAR, LimitState.NEAR, LimitState.EXCEEDED],
    ]);
  });

  it('comes from the grade that the followed assessor gave, until one by buyer is approved', async () => {
    const { db } = world.pipeline;
    const grade = { grade: 'B', limits: [{ currency: 'EUR', limitMinor: '50' }] };
    await db.query(`INSERT INTO grade_scale VALUES ($1, 1, 0, '[]', $2, $3, now())`, [
      world.supplier.party,
      JSON.stringify([grade]),
      randomUUID(),
    ]);
    await db.query(
      `INSERT INTO rating VALUES ($1, $2, 'EUR', '2026-01-01', 1, 0, 'B', 1, '[]', now())`,
      [world.supplier.party, world.stranger.party],
    );
    const args = { supplierId: world.supplier.party, currency: 'EUR', amountMinor: 51n };
    const check = () =>
      limits.reader.check(world.supplier, { ...args, buyerId: world.stranger.party });
    expect(await check()).toMatchObject([{ limitId: null, limitMinor: 50n, state: 'EXCEEDED' }]);
    const limitId = await limits.limit(world.supplier, { subject: world.stranger.party });
    expect(await check()).toMatchObject([{ limitId, state: 'WITHIN' }]);
  });

  it('is refused without reason, in the past, or with a subject of another scope', async () => {
    const propose = (change: object) =>
      limits.service.propose(world.supplier, limits.proposal(change));
    expect(await propose({ reason: '' })).toMatchObject({ path: 'reason' });
    expect(await propose({ expiresAt: new Date(0) })).toMatchObject({ path: 'expiresAt' });
    expect(await propose({ scope: LimitScope.PAIR })).toBeInstanceOf(InputInvalidError);
    expect(await propose({ scope: LimitScope.COUNTRY, subject: 'de' })).toMatchObject({
      path: 'subject',
    });
    expect(await limits.service.propose(world.buyer, limits.proposal())).toBeInstanceOf(
      NotPermittedError,
    );
  });
});
