import { randomUUID } from 'node:crypto';

import { DomainError } from '../../../backend/src/api/index.js';
import {
  CreditGuaranteeMissingError,
  CreditPrepaymentMissingError,
} from '../../../backend/src/credit-limits/credit-limit.errors.js';
import { debtsOfLots } from '../../../backend/src/factoring/new-credit.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { ConfirmationScope } from '../../../backend/src/receivables/receivable.type.js';
import type { StoryWorld } from '../settlement/story.world.js';
import { FUTURE, LimitsWorld, key } from './limits.world.js';

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
  await world.pipeline.db.query('DELETE FROM credit_record');
  await world.pipeline.db.query('DELETE FROM rating');
});

/** Something in the credit file of the viewer that secures the buyer's debts with 100.00. */
async function record(viewer: Viewer, change: object = {}): Promise<void> {
  await world.pipeline.database.insert('credit_record', [
    {
      ...{ record_id: randomUUID(), owner: viewer.party, party: world.buyer.party },
      ...{ kind: 'GUARANTEE', title: 'of the parent', source: 'parent', fields: [] },
      ...{ record_date: '2026-01-01', recorded_by: viewer.userId, recorded_at: FUTURE },
      ...{ amount_minor: 10_000, currency: 'EUR', ...change },
    },
  ]);
}

/** The supplier graded the buyer, and the grade asks for something. */
async function graded(asks: object): Promise<void> {
  const limits = [{ currency: 'EUR', limitMinor: '1000000' }];
  const { db } = world.pipeline;
  await db.query(
    `INSERT INTO grade_scale VALUES ($1, 9, 0, '[]', $2, $3, now())
     ON CONFLICT (assessor, version) DO UPDATE SET grades = EXCLUDED.grades`,
    [world.supplier.party, JSON.stringify([{ grade: 'G', limits, ...asks }]), randomUUID()],
  );
  await db.query(
    `INSERT INTO rating VALUES ($1, $2, 'EUR', '2026-03-01', 9, 0, 'G', 1, '[]', now())`,
    [...[world.supplier.party, world.buyer.party]],
  );
}

/** A medium warning of the owner that asks for something. */
function warned(owner: string, asks: { guarantee?: boolean; prepaymentBps?: number }) {
  return world.pipeline.db.query(
    `INSERT INTO early_warning (warning_id, owner, party, currency, indicator, level,
       as_of_date, deadline, needs_guarantee, prepayment_bps)
     VALUES ($1, $2, $3, 'EUR', 'NEWS', 'MEDIUM', now(), now(), $4, $5)`,
    [...[randomUUID(), owner, world.buyer.party], asks.guarantee ?? false, asks.prepaymentBps],
  );
}

async function closeWarnings(): Promise<void> {
  await world.pipeline.db.query(
    `UPDATE early_warning SET closed_at = now(), outcome = 'ACCEPTED' WHERE owner = $1`,
    [world.supplier.party],
  );
}

/** What the buyer owes the supplier in euro. */
async function owedMinor(): Promise<bigint> {
  const rows = await world.pipeline.db.query(
    'SELECT sum(outstanding_minor) AS owed FROM receivable WHERE supplier = $1 AND buyer = $2',
    [world.supplier.party, world.buyer.party],
  );
  return BigInt(rows[0]?.owed ?? 0);
}

describe('a guarantee', () => {
  it('that the grade asks for lets a confirmation pass while it holds, in the supplier’s own file', async () => {
    const receivableId = await limits.registered('G-1', 100n);
    await graded({ needsGuarantee: true });
    const missingMinor = (await owedMinor()) + 100n;
    const missing = {
      ...{ code: 'CREDIT_GUARANTEE_MISSING', ownerId: world.supplier.party, currency: 'EUR' },
      ...{ buyerId: world.buyer.party, missingMinor },
    };
    expect(await limits.confirm(receivableId)).toMatchObject(missing);
    await record(world.stranger);
    await record(world.supplier, { kind: 'NEWS' });
    await record(world.supplier, { expires_date: '2026-01-02' });
    await record(world.supplier, { currency: 'USD' });
    await record(world.supplier, { amount_minor: null, currency: null });
    const replaced = randomUUID();
    await record(world.supplier, { record_id: replaced });
    await record(world.supplier, { replaces: replaced, expires_date: '2026-01-02' });
    expect(await limits.confirm(receivableId)).toMatchObject(missing);

    await record(world.supplier, { kind: 'COLLATERAL', amount_minor: String(missingMinor) });
    expect(await limits.confirm(receivableId)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });

  it('covers all that the buyer then owes, until the last of it is due', async () => {
    const [first, second] = [
      await limits.registered('G-4', 100n),
      await limits.registered('G-5', 100n),
    ];
    await graded({ needsGuarantee: true });
    const beforeMinor = await owedMinor();
    await record(world.supplier, { amount_minor: String(beforeMinor + 150n) });
    expect(await limits.confirm(first, second)).toMatchObject({ missingMinor: 50n });
    expect(await limits.confirm(first)).not.toBeInstanceOf(DomainError);
    // The first one counts while its confirmation is on its way.
    const refused = await limits.confirm(second);
    expect(refused).toMatchObject({ missingMinor: 50n });

    const { untilDate } = refused as CreditGuaranteeMissingError;
    const dayBefore = new Date(Date.parse(untilDate) - 86_400_000).toISOString().slice(0, 10);
    await record(world.supplier, { amount_minor: 50, expires_date: dayBefore });
    expect(await limits.confirm(second)).toMatchObject({ missingMinor: 50n });
    await record(world.supplier, { amount_minor: 50, expires_date: untilDate });
    expect(await limits.confirm(second)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });

  it('is not asked for by a limit by buyer that two persons approved in place of the grade’s', async () => {
    const receivableId = await limits.registered('G-2', 100n);
    await graded({ needsGuarantee: true });
    expect(await limits.confirm(receivableId)).toBeInstanceOf(CreditGuaranteeMissingError);
    await limits.limit(world.supplier, {
      limitMinor: 1_000_000n,
      reason: 'known for twenty years',
    });
    expect(await limits.confirm(receivableId)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });

  it('is asked for by a medium warning of the supplier until it is closed', async () => {
    const receivableId = await limits.registered('G-3', 100n);
    await warned(world.stranger.party, { guarantee: true });
    await warned(world.supplier.party, { guarantee: true });
    expect(await limits.confirm(receivableId)).toBeInstanceOf(CreditGuaranteeMissingError);
    await closeWarnings();
    expect(await limits.confirm(receivableId)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });
});

describe('a prepayment', () => {
  const prepaid = (receivableId: string, amountMinor: number, change: object = {}) =>
    record(world.supplier, {
      ...{ kind: 'PREPAYMENT', receivable_id: receivableId, amount_minor: amountMinor, ...change },
    });

  it('that the grade asks for is in the supplier’s file, for this receivable and of the whole share', async () => {
    const [receivableId, other] = [
      await limits.registered('P-1', 1_001n),
      await limits.registered('P-2'),
    ];
    await graded({ prepaymentBps: 3_000 });
    // 300.3 of 1,001: the share is rounded up.
    const missing = {
      ...{ code: 'CREDIT_PREPAYMENT_MISSING', ownerId: world.supplier.party, receivableId },
      ...{ prepaymentBps: 3_000, invoicedMinor: 1_001n, owedMinor: 1_001n, currency: 'EUR' },
    };
    expect(await limits.confirm(receivableId)).toMatchObject({ ...missing, missingMinor: 301n });
    await prepaid(other, 3_000);
    await prepaid(receivableId, 301, { owner: world.stranger.party });
    await prepaid(receivableId, 301, { expires_date: '2026-01-02' });
    await prepaid(receivableId, 301, { currency: 'USD' });
    await prepaid(receivableId, 300);
    const almost = { ...missing, prepaidMinor: 300n, missingMinor: 1n };
    expect(await limits.confirm(receivableId)).toMatchObject(almost);
    await prepaid(receivableId, 1);
    expect(await limits.confirm(receivableId, other)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });

  it('needs no evidence where the buyer confirms no more than the rest', async () => {
    const receivableId = await limits.registered('P-3', 1_000n);
    await graded({ prepaymentBps: 3_000 });
    const some = (confirmedMinor: bigint) =>
      limits.confirming.confirm(world.buyer, {
        idempotencyKey: key(),
        confirmations: [{ receivableId, confirmedMinor, scope: Object.values(ConfirmationScope) }],
      });
    expect(await some(701n)).toMatchObject({ owedMinor: 701n, missingMinor: 1n });
    expect(await some(700n)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });

  it('is not asked for by an approved limit in place of the grade’s, but by a medium warning', async () => {
    const receivableId = await limits.registered('P-4', 1_000n);
    await graded({ prepaymentBps: 3_000 });
    await limits.limit(world.supplier, {
      limitMinor: 1_000_000n,
      reason: 'known for twenty years',
    });
    await warned(world.supplier.party, { prepaymentBps: 500 });
    expect(await limits.confirm(receivableId)).toBeInstanceOf(CreditPrepaymentMissingError);
    await closeWarnings();
    expect(await limits.confirm(receivableId)).not.toBeInstanceOf(DomainError);
    await world.pipeline.settle();
  });

  it('that a financier asks for counts what the buyer does not owe of what was invoiced', async () => {
    await limits.registered('P-5', 1_000n);
    await world.confirm('P-5', 800n);
    const lots = [world.lotId('P-5')];
    const findRefusal = async () =>
      limits.gate.findRefusal(world.pipeline.db, world.supplier, {
        debts: await debtsOfLots(world.pipeline.db, lots),
        financier: world.financier.party,
      });
    await warned(world.financier.party, { prepaymentBps: 2_000 });
    expect(await findRefusal()).toBeNull();
    await world.pipeline.db.query('UPDATE early_warning SET prepayment_bps = 2001');
    expect(await findRefusal()).toMatchObject({
      ...{ ownerId: world.financier.party, invoicedMinor: 1_000n, owedMinor: 800n },
      missingMinor: 1n,
    });
  });
});
