import {
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { EarlyPaymentReader } from '../../../backend/src/early-payments/early-payment.reader.js';
import { EarlyPaymentService } from '../../../backend/src/early-payments/early-payment.service.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { LienReader } from '../../../backend/src/pledges/lien.reader.js';
import { EntryRecordingService } from '../../../backend/src/settlement/index.js';
import { StoryWorld } from '../settlement/story.world.js';

const DAY_SECONDS = 86_400;
const PAGE = { size: 50, limit: 51, after: null };
let world: StoryWorld;
let reader: EarlyPaymentReader;
let service: EarlyPaymentService;
let keys = 0;

beforeAll(async () => {
  world = await StoryWorld.start();
  const { database, outbox } = world.pipeline;
  reader = new EarlyPaymentReader(database.dataSource);
  const recording = new EntryRecordingService(database.dataSource, outbox);
  service = new EarlyPaymentService(outbox, reader, recording);
});

afterAll(async () => {
  await world.pipeline.stop();
});

const key = (): string => `early ${++keys}`;

async function offer(lotId: string, change = {}, as: Viewer = world.buyer) {
  const block = await world.pipeline.chain.provider.getBlock('latest');
  const payBy = new Date(((block?.timestamp ?? 0) + DAY_SECONDS) * 1_000);
  return service.offer(as, { idempotencyKey: key(), lotId, discountMinor: 200n, payBy, ...change });
}

/** An offer that the ledger took; its number. */
async function offered(lotId: string): Promise<number> {
  const command = await world.outcome(world.buyer, await offer(lotId));
  if (command.refusal !== null) throw new Error(JSON.stringify(command.refusal));
  const rows = await world.pipeline.db.query('SELECT max(number) AS number FROM early_payment');
  return rows[0].number as number;
}

async function act(name: 'accept' | 'withdraw' | 'lapse', as: Viewer, earlyPaymentNumber: number) {
  const input = { idempotencyKey: key(), earlyPaymentNumber };
  return world.outcome(as, await service[name](as, input));
}

async function agreed(lotId: string): Promise<number> {
  const number = await offered(lotId);
  await act('accept', world.supplier, number);
  return number;
}

async function settle(earlyPaymentNumber: number, entryHash: string, as = world.settlement.agent) {
  return service.settle(as, { idempotencyKey: key(), earlyPaymentNumber, entryHash });
}

/** Brings in an entry of the supplier's account; its hash. */
async function received(remittance: string, amountMinor: bigint): Promise<string> {
  await world.receive([{ remittance, amountMinor }]);
  const found = await world.entries.list(world.supplier, PAGE, {});
  return found.find((entry) => entry.remittance === remittance)?.entryHash ?? '';
}

async function availableMinor(lotId: string): Promise<bigint | undefined> {
  const liens = new LienReader(world.pipeline.database.dataSource);
  return (await liens.availableMinor([lotId])).get(lotId);
}

describe('an early payment', () => {
  it('is offered, accepted and settled with an entry that matching left alone', async () => {
    const lotId = await world.confirmed('E-101');
    const number = await offered(lotId);
    expect(await reader.find(world.supplier, number)).toMatchObject({
      ...{ status: 'OFFERED', faceMinor: 10_000n, discountMinor: 200n, payMinor: 9_800n, lotId },
    });
    expect(await act('accept', world.supplier, number)).toMatchObject({ status: 'INCLUDED' });
    expect(await availableMinor(lotId)).toBe(0n);
    const entryHash = await received('E-101 early', 9_800n);
    expect(await world.entries.find(world.supplier, entryHash)).toMatchObject({
      status: 'SUGGESTED',
      suggestions: [
        {
          rule: 'NOT_PAYABLE',
          evidence: expect.arrayContaining([
            expect.objectContaining({ detail: 'agreed to be paid early' }),
          ]),
        },
      ],
    });

    const settled = await world.outcome(world.settlement.agent, await settle(number, entryHash));

    expect(settled).toMatchObject({ status: 'INCLUDED', subjects: [String(number), entryHash] });
    expect(await reader.find(world.buyer, number)).toMatchObject({ status: 'SETTLED', entryHash });
    expect(await world.outstandingMinor('E-101')).toBe(0n);
    expect(await world.entries.find(world.supplier, entryHash)).toMatchObject({
      ...{ status: 'SETTLED', rule: 'MANUAL', unappliedMinor: 0n },
    });
    expect((await world.pipeline.verifier.verify()).differences).toEqual([]);
  });

  it('is withdrawn by the buyer, and then cannot be accepted', async () => {
    const number = await offered(await world.confirmed('E-102'));
    await act('withdraw', world.buyer, number);

    expect(await reader.find(world.buyer, number)).toMatchObject({ status: 'WITHDRAWN' });
    expect((await act('accept', world.supplier, number)).refusal).toMatchObject({
      error: 'EarlyPaymentWrongStatus',
    });
  });

  it('lapses when it was not paid in time, and then the lot is free and matched again', async () => {
    const lotId = await world.confirmed('E-103');
    const number = await agreed(lotId);
    const entryHash = await received('E-103 in full', 10_000n);
    expect((await act('lapse', world.supplier, number)).refusal).toMatchObject({
      error: 'EarlyPaymentNotOverdue',
    });

    await world.pipeline.chain.provider.send('evm_increaseTime', [7 * DAY_SECONDS]);
    await act('lapse', world.supplier, number);
    expect(await reader.find(world.buyer, number)).toMatchObject({ status: 'LAPSED' });
    expect(await availableMinor(lotId)).toBe(10_000n);

    await world.settlement.settleMatched([world.supplier.party]);
    await world.pipeline.settle();
    expect(await world.entries.find(world.supplier, entryHash)).toMatchObject({
      ...{ status: 'SETTLED', rule: 'EXACT' },
    });
  });

  it('is refused by the ledger, when the entry is too small or the time to pay is invalid', async () => {
    const number = await agreed(await world.confirmed('E-104'));
    const entryHash = await received('E-104 too little', 9_799n);
    const settled = await world.outcome(world.settlement.agent, await settle(number, entryHash));
    expect(settled.refusal).toMatchObject({ error: 'ApplicationsAboveEntry' });

    const late = await offer(await world.confirmed('E-105'), { payBy: new Date('2099-01-01') });
    expect((await world.outcome(world.buyer, late)).refusal).toMatchObject({
      error: 'PayByInvalid',
    });
  });
});

describe('who does what', () => {
  it('is told by role and by side of the receivable', async () => {
    const lotId = await world.confirmed('E-106');
    const number = await offered(lotId);
    const input = { idempotencyKey: key(), earlyPaymentNumber: number };

    expect(await offer(lotId, {}, world.supplier)).toBeInstanceOf(NotPermittedError);
    expect(await offer(lotId, {}, world.stranger)).toBeInstanceOf(NotFoundError);
    expect(await service.accept(world.buyer, input)).toBeInstanceOf(NotPermittedError);
    expect(await service.accept(world.stranger, input)).toBeInstanceOf(NotFoundError);
    expect(await settle(number, `0x${'ab'.repeat(32)}`, world.supplier)).toBeInstanceOf(
      NotPermittedError,
    );
    expect(await settle(number, `0x${'ab'.repeat(32)}`)).toBeInstanceOf(NotFoundError);
    expect(await settle(number, '0x12')).toBeInstanceOf(InputInvalidError);
  });

  it('shows early payments and payable lots to the two sides only', async () => {
    const lotId = await world.confirmed('E-107');
    const number = await offered(lotId);
    const receivableIds = [world.receivableId('E-107')];
    for (const who of [world.buyer, world.supplier]) {
      expect(await reader.findOfReceivables(who, receivableIds)).toMatchObject([{ number }]);
      expect(await reader.payableLots(who, { receivableIds })).toMatchObject([
        { lotId, outstandingMinor: 10_000n },
      ]);
    }
    expect(await reader.findOfReceivables(world.stranger, receivableIds)).toEqual([]);
    expect(await reader.payableLots(world.stranger, { receivableIds })).toEqual([]);
    expect(await reader.list(world.stranger, PAGE, {})).toEqual([]);
    expect(await reader.find(world.stranger, number)).toBeNull();
  });
});

describe('the read model', () => {
  it('names a planted difference, and is the same after a rebuild', async () => {
    const { db, verifier } = world.pipeline;
    const rows = () => db.query('SELECT * FROM early_payment ORDER BY number');
    const before = await rows();
    await db.query('UPDATE early_payment SET discount_minor = 199 WHERE number = 1');
    expect((await verifier.verify()).differences).toEqual([
      {
        ...{ table: 'early_payment', key: '1', field: 'discount_minor' },
        ...{ readModel: '199', ledger: '200' },
      },
    ]);

    await db.query('DELETE FROM ledger_checkpoint');
    await world.pipeline.indexAll();

    expect(await rows()).toEqual(before);
    expect((await verifier.verify()).differences).toEqual([]);
  });
});
