import { randomUUID } from 'node:crypto';

import {
  DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { CreditGate, LimitState } from '../../../backend/src/credit-limits/credit-gate.js';
import {
  CreditGuaranteeMissingError,
  CreditLimitExceededError,
  CreditStoppedError,
  CreditTermsExceededError,
} from '../../../backend/src/credit-limits/credit-limit.errors.js';
import { CreditLimitReader } from '../../../backend/src/credit-limits/credit-limit.reader.js';
import { CreditLimitService } from '../../../backend/src/credit-limits/credit-limit.service.js';
import { LimitScope } from '../../../backend/src/credit-limits/limit-scope.js';
import type { QuoteRequestType } from '../../../backend/src/factoring/quote.type.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { NetworkKey, OffLedgerActs } from '../../../backend/src/ledger/index.js';
import { ReceivableActsService } from '../../../backend/src/receivables/receivable-acts.service.js';
import { ConfirmationScope } from '../../../backend/src/receivables/receivable.type.js';
import { ReceivableReader } from '../../../backend/src/receivables/receivable.reader.js';
import { StoryWorld } from '../settlement/story.world.js';

const PAGE = { size: 50, limit: 51, after: null };
const FUTURE = new Date(Date.now() + 30 * 86_400_000);

let world: StoryWorld;
let service: CreditLimitService;
let reader: CreditLimitReader;
let confirming: ReceivableActsService;
let gate: CreditGate;
let sequence = 0;

beforeAll(async () => {
  world = await StoryWorld.start();
  const { dataSource } = world.pipeline.database;
  gate = new CreditGate(new NetworkKey(world.pipeline.configuration));
  service = new CreditLimitService(new OffLedgerActs(dataSource));
  reader = new CreditLimitReader(dataSource, gate);
  const { outbox } = world.pipeline;
  confirming = new ReceivableActsService(outbox, new ReceivableReader(dataSource), gate);
});

afterAll(async () => {
  await world.pipeline.stop();
});

afterEach(async () => {
  await world.pipeline.db.query('TRUNCATE credit_limit');
  await world.pipeline.db.query('DELETE FROM early_warning');
});

const key = (): string => `limit ${++sequence}`;
const colleagueOf = (viewer: Viewer): Viewer => ({ ...viewer, userId: randomUUID() });

function proposal(change: object = {}) {
  return {
    ...{ idempotencyKey: key(), scope: LimitScope.BUYER, subject: world.buyer.party },
    ...{ currency: 'EUR', limitMinor: 15_000n, reason: 'review of the year', expiresAt: FUTURE },
    ...change,
  };
}

/** Proposed by one person and approved by another one. */
async function limit(viewer: Viewer, change: object = {}): Promise<string> {
  const limitId = (await service.propose(viewer, proposal(change))) as string;
  const approval = { idempotencyKey: key(), limitId };
  expect(await service.approve(colleagueOf(viewer), approval)).toBe(limitId);
  return limitId;
}

async function registered(number: string, faceMinor = 10_000n): Promise<string> {
  await world.pipeline.register(number, { faceMinor });
  await world.pipeline.settle();
  return world.receivableId(number);
}

function confirm(...receivableIds: string[]) {
  const confirmations = receivableIds.map((receivableId) => ({
    receivableId,
    scope: Object.values(ConfirmationScope),
  }));
  return confirming.confirm(world.buyer, { idempotencyKey: key(), confirmations });
}

describe('a confirmation', () => {
  it('is refused above the supplier’s limit, and counts what is on its way', async () => {
    const [first, second] = [await registered('L-1'), await registered('L-2')];
    await limit(world.supplier);

    expect(await confirm(first, second)).toMatchObject({
      ...{ code: 'CREDIT_LIMIT_EXCEEDED', ownerId: world.supplier.party, scope: 'BUYER' },
      // The buyer is not the owner of the limit.
      ...{ limitMinor: null, usedMinor: null, requestedMinor: 20_000n },
    });
    expect(await confirm(first)).not.toBeInstanceOf(DomainError);
    expect(await confirm(second)).toBeInstanceOf(CreditLimitExceededError);
    await world.pipeline.settle();
    expect(await confirm(second)).toBeInstanceOf(CreditLimitExceededError);

    // An override takes the place of the limit before.
    await limit(world.supplier, { limitMinor: 20_000n, reason: 'guarantee of the parent' });
    expect(await confirm(second)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });

  it('is refused with a longer time to pay than the limit allows', async () => {
    const receivableId = await registered('L-3', 1n);
    await limit(world.supplier, { longestTermsDays: 90 });
    expect(await confirm(receivableId)).toBeInstanceOf(CreditTermsExceededError);
  });

  it('is refused by limits of group and industry as the buyer is classed, and by the platform’s', async () => {
    const receivableId = await registered('L-4', 100n);
    await world.pipeline.db.query(
      `INSERT INTO party_class VALUES ($1, 1, 'C10', 'Group One', '', '', now())`,
      [world.buyer.party],
    );
    const group = { scope: LimitScope.GROUP, subject: 'Group One', limitMinor: 99n };
    const limitId = await limit(world.supplier, group);
    expect(await confirm(receivableId)).toMatchObject({ scope: 'GROUP' });
    await service.end(world.supplier, { idempotencyKey: key(), limitId });

    await limit(world.supplier, { ...group, scope: LimitScope.INDUSTRY, subject: 'F41' });
    const { operator } = world.pipeline;
    await limit(operator, { scope: LimitScope.INDUSTRY, subject: 'C10', limitMinor: 99n });
    expect(await confirm(receivableId)).toMatchObject({
      ...{ scope: 'INDUSTRY', ownerId: operator.party },
    });
  });

  it('counts for a supplier only what it is owed itself, when others are confirmed with it', async () => {
    await limit(world.supplier, { longestTermsDays: 30 });
    const debt = { currency: 'EUR', buyer: world.buyer.party, termsDays: 30 };
    const debts = [
      { ...debt, countedId: '1', supplier: world.supplier.party, amountMinor: 1n },
      { ...debt, countedId: '2', supplier: world.stranger.party, amountMinor: 2n ** 40n },
    ];
    const [own, other] = debts as [(typeof debts)[0], (typeof debts)[0]];
    await world.pipeline.db.query(`UPDATE credit_limit SET limit_minor = $1`, [String(2n ** 39n)]);
    const ask = (given: typeof debts) =>
      gate.findRefusal(world.pipeline.db, world.buyer, { debts: given, financier: null });
    expect(await ask([own, { ...other, termsDays: 90 }])).toBeNull();
    expect(await ask([{ ...own, termsDays: 31 }, other])).toBeInstanceOf(CreditTermsExceededError);
    const large = { ...own, amountMinor: 2n ** 39n + 1n };
    expect(await ask([large, other])).toMatchObject({ requestedMinor: 2n ** 39n + 1n });
  });

  it('is stopped by a severe warning of the supplier, not of others', async () => {
    const receivableId = await registered('L-5', 100n);
    const warn = (owner: string) =>
      world.pipeline.db.query(
        `INSERT INTO early_warning (warning_id, owner, party, currency, indicator, level,
           as_of_date, deadline) VALUES ($1, $2, $3, 'EUR', 'NEWS', 'SEVERE', now(), now())`,
        [randomUUID(), owner, world.buyer.party],
      );
    await warn(world.stranger.party);
    await warn(world.supplier.party);
    expect(await confirm(receivableId)).toBeInstanceOf(CreditStoppedError);
    await world.pipeline.db.query('DELETE FROM early_warning WHERE owner = $1', [
      world.supplier.party,
    ]);
    expect(await confirm(receivableId)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });
});

describe('a guarantee', () => {
  async function record(viewer: Viewer, change: object = {}): Promise<void> {
    await world.pipeline.database.insert('credit_record', [
      {
        ...{ record_id: randomUUID(), owner: viewer.party, party: world.buyer.party },
        ...{ kind: 'GUARANTEE', title: 'of the parent', source: 'parent', fields: [] },
        ...{ record_date: '2026-01-01', recorded_by: viewer.userId, recorded_at: FUTURE },
        ...change,
      },
    ]);
  }

  async function graded(): Promise<void> {
    const limits = [{ currency: 'EUR', limitMinor: '1000000' }];
    const grade = { grade: 'G', limits, needsGuarantee: true };
    const { db } = world.pipeline;
    await db.query(
      `INSERT INTO grade_scale VALUES ($1, 9, 0, '[]', $2, $3, now()) ON CONFLICT DO NOTHING`,
      [world.supplier.party, JSON.stringify([grade]), randomUUID()],
    );
    await db.query(
      `INSERT INTO rating VALUES ($1, $2, 'EUR', '2026-03-01', 9, 0, 'G', 1, '[]', now())`,
      [...[world.supplier.party, world.buyer.party]],
    );
  }

  afterEach(async () => {
    await world.pipeline.db.query('DELETE FROM credit_record');
    await world.pipeline.db.query('DELETE FROM rating');
  });

  it('that the grade asks for lets a confirmation pass while it holds, in the supplier’s own file', async () => {
    const receivableId = await registered('G-1', 100n);
    await graded();
    const missing = { code: 'CREDIT_GUARANTEE_MISSING', ownerId: world.supplier.party };
    expect(await confirm(receivableId)).toMatchObject({ ...missing, buyerId: world.buyer.party });
    await record(world.stranger);
    await record(world.supplier, { kind: 'NEWS' });
    await record(world.supplier, { expires_date: '2026-01-02' });
    const replaced = randomUUID();
    await record(world.supplier, { record_id: replaced });
    await record(world.supplier, { replaces: replaced, expires_date: '2026-01-02' });
    expect(await confirm(receivableId)).toMatchObject(missing);

    await record(world.supplier, { kind: 'COLLATERAL', expires_date: FUTURE });
    expect(await confirm(receivableId)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });

  it('is not asked for by a limit by buyer that two persons approved in place of the grade’s', async () => {
    const receivableId = await registered('G-2', 100n);
    await graded();
    expect(await confirm(receivableId)).toBeInstanceOf(CreditGuaranteeMissingError);
    await limit(world.supplier, { limitMinor: 1_000_000n, reason: 'known for twenty years' });
    expect(await confirm(receivableId)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });

  it('is asked for by a medium warning of the supplier until it is closed', async () => {
    const receivableId = await registered('G-3', 100n);
    const warned = (owner: string) =>
      world.pipeline.db.query(
        `INSERT INTO early_warning (warning_id, owner, party, currency, indicator, level,
           as_of_date, deadline, needs_guarantee)
         VALUES ($1, $2, $3, 'EUR', 'NEWS', 'MEDIUM', now(), now(), true)`,
        [randomUUID(), owner, world.buyer.party],
      );
    await warned(world.stranger.party);
    await warned(world.supplier.party);
    expect(await confirm(receivableId)).toBeInstanceOf(CreditGuaranteeMissingError);
    await world.pipeline.db.query(
      `UPDATE early_warning SET closed_at = now(), outcome = 'ACCEPTED' WHERE owner = $1`,
      [world.supplier.party],
    );
    expect(await confirm(receivableId)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });
});

describe('financing', () => {
  it('is refused above the financier’s limit when a quote is accepted and when it is funded', async () => {
    const lots = [await world.confirmed('L-6'), await world.confirmed('L-7')] as const;
    const dealNumber = await world.acceptedDeal('limits', lots[0]);
    await limit(world.financier, { limitMinor: 15_000n });
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
    await limit(world.financier, { limitMinor: 9_000n });
    const funding = { idempotencyKey: key(), dealNumber, evidence: 'paid' };
    expect(await world.acts.fund(world.financier, funding)).toMatchObject({
      ...{ limitMinor: 9_000n, usedMinor: 0n, requestedMinor: 10_000n },
    });
  });
});

describe('a limit', () => {
  it('holds from the approval by another person of its party until it expires or ends', async () => {
    const check = () =>
      reader.check(world.supplier, {
        ...{ supplierId: world.supplier.party, buyerId: world.buyer.party, currency: 'EUR' },
        amountMinor: 15_000n,
      });
    const limitId = (await service.propose(world.supplier, proposal())) as string;
    const input = { idempotencyKey: key(), limitId };
    expect(await service.approve(world.supplier, input)).toBeInstanceOf(NotPermittedError);
    expect(await service.approve(world.stranger, input)).toBeInstanceOf(NotFoundError);
    expect(await check()).toEqual([]);

    expect(await service.approve(colleagueOf(world.supplier), input)).toBe(limitId);
    expect(await check()).toMatchObject([{ limitId, limitMinor: 15_000n }]);
    await world.pipeline.db.query(`UPDATE credit_limit SET expires_at = now()`);
    expect(await check()).toEqual([]);
    expect(await reader.list(world.stranger, PAGE)).toEqual([]);
    expect(await reader.list(world.pipeline.operator, PAGE)).toMatchObject([{ limitId }]);
  });

  it('is near from the part of it that its owner chose', async () => {
    const buyerId = world.stranger.party;
    await limit(world.supplier, { subject: buyerId, limitMinor: 100n });
    const at = async (amountMinor: bigint) => {
      const args = { supplierId: world.supplier.party, buyerId, currency: 'EUR', amountMinor };
      return (await reader.check(world.supplier, args))[0]?.state;
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
    const check = () => reader.check(world.supplier, { ...args, buyerId: world.stranger.party });
    expect(await check()).toMatchObject([{ limitId: null, limitMinor: 50n, state: 'EXCEEDED' }]);
    const limitId = await limit(world.supplier, { subject: world.stranger.party });
    expect(await check()).toMatchObject([{ limitId, state: 'WITHIN' }]);
  });

  it('is refused without reason, in the past, or with a subject of another scope', async () => {
    const propose = (change: object) => service.propose(world.supplier, proposal(change));
    expect(await propose({ reason: '' })).toMatchObject({ path: 'reason' });
    expect(await propose({ expiresAt: new Date(0) })).toMatchObject({ path: 'expiresAt' });
    expect(await propose({ scope: LimitScope.PAIR })).toBeInstanceOf(InputInvalidError);
    expect(await propose({ scope: LimitScope.COUNTRY, subject: 'de' })).toMatchObject({
      path: 'subject',
    });
    expect(await service.propose(world.buyer, proposal())).toBeInstanceOf(NotPermittedError);
  });
});
