import { jest } from '@jest/globals';

import {
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { ArrangementKind } from '../../../backend/src/collections/arrangement.entity.js';
import { CollectionStage } from '../../../backend/src/collections/course.entity.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { CollectionsWorld } from './collections.world.js';

const YEAR_MS = 365 * 86_400_000;
const PAGE = { size: 10, limit: 11, after: null };
const TABLES = [
  ...['collection_course', 'collection_step', 'collection_arrangement', 'promise_record'],
  ...['collection_arrangement_ended', 'collection_instalment', 'collection_mandate', 'write_off'],
];

let world: CollectionsWorld;

beforeAll(async () => {
  world = await CollectionsWorld.start();
});

afterAll(async () => {
  await world.pipeline.stop();
});

async function course(number: string) {
  const [found] = await world.courses.findByIds([world.receivableId(number)]);
  return found;
}

async function newest(number: string) {
  const [found] = await world.arrangements.arrangements([world.receivableId(number)]);
  return found;
}

async function seenBy(who: Viewer, number: string): Promise<boolean> {
  const listed = await world.courses.list(who, PAGE, {});
  return listed.some(({ receivableId }) => receivableId === world.receivableId(number));
}

async function workerCommands(): Promise<number> {
  const rows = await world.pipeline.db.query(
    `SELECT count(*)::int AS count FROM command WHERE idempotency_key LIKE 'resolve %'`,
  );
  return rows[0].count;
}

describe('a course', () => {
  it('goes from step to step, each kept with who took it and the hash of its note', async () => {
    const lotId = await world.overdue('S-1');
    await world.step(world.supplier, lotId, CollectionStage.REMINDER, 'a letter');
    await world.step(world.supplier, lotId, CollectionStage.FORMAL_DEMAND);

    expect(await course('S-1')).toMatchObject({ stage: 'FORMAL_DEMAND', recoveredMinor: 0n });
    const steps = await world.courses.listSteps(world.buyer, world.receivableId('S-1'), PAGE);
    expect(steps).toMatchObject([
      { from: 'REMINDER', stage: 'FORMAL_DEMAND', evidenceHash: `0x${'0'.repeat(64)}` },
      { from: null, stage: 'REMINDER', actor: world.supplier.party, lotId },
    ]);
    const kept = await world.pipeline.db.query(
      'SELECT content, subject FROM collection_evidence WHERE evidence_hash = $1',
      [steps[1]?.evidenceHash],
    );
    expect(kept).toEqual([{ content: 'a letter', subject: lotId }]);
    expect(await world.courses.steps(world.buyer, [world.receivableId('S-1')])).toHaveLength(2);
  });

  it('is seen by supplier and buyer, and not by a stranger', async () => {
    const lotId = await world.overdue('S-2');
    await world.step(world.supplier, lotId, CollectionStage.REMINDER);

    expect(await seenBy(world.supplier, 'S-2')).toBe(true);
    expect(await seenBy(world.buyer, 'S-2')).toBe(true);
    expect(await seenBy(world.stranger, 'S-2')).toBe(false);
    const { acts, stranger, buyer } = world;
    const steps = [{ lotId, stage: CollectionStage.LEGAL }];
    expect(await acts.recordSteps(stranger, { ...world.key(), steps })).toBeInstanceOf(
      NotFoundError,
    );
    expect(await acts.recordSteps(buyer, { ...world.key(), steps })).toBeInstanceOf(NotFoundError);
  });

  it('hides from the buyer who holds a lot, unless that was disclosed', async () => {
    const receivableId = world.receivableId('S-2');
    const actorFor = async (who: Viewer) =>
      (await world.courses.steps(who, [receivableId]))[0]?.actor;
    const financier = world.stranger.party;
    await world.pipeline.db.query(
      'UPDATE collection_step SET actor = $1 WHERE receivable_id = $2',
      [financier, receivableId],
    );

    expect(await actorFor(world.buyer)).toBeNull();
    expect(await actorFor(world.supplier)).toBe(financier);
    expect(await actorFor(world.stranger)).toBe(financier);
    await world.rebuild();
    expect(await actorFor(world.buyer)).toBe(world.supplier.party);
  });

  it('is listed by stage and page', async () => {
    const first = await world.courses.list(
      world.supplier,
      { size: 1, limit: 1, after: null },
      { stage: [CollectionStage.REMINDER] },
    );
    expect(first).toMatchObject([{ stage: 'REMINDER' }]);
    const { since, receivableId } = first[0] ?? { since: new Date(0), receivableId: '' };
    const rest = await world.courses.list(
      world.supplier,
      { ...PAGE, after: [since.toISOString(), receivableId] },
      {},
    );
    expect(rest.map((row) => row.receivableId)).toEqual([world.receivableId('S-1')]);
  });

  it('is refused by the ledger by name, before the due day and out of order', async () => {
    const early = await world.dueTomorrow('S-3');
    expect(
      (await world.step(world.supplier, early, CollectionStage.REMINDER)).refusal,
    ).toMatchObject({ error: 'ReceivableNotPastDue' });
    await world.pass(2);
    expect((await world.step(world.supplier, early, CollectionStage.LEGAL)).refusal).toMatchObject({
      error: 'StageNotAllowed',
      values: expect.arrayContaining([{ name: 'to', value: '7' }]),
    });
    const own = await world.step(world.supplier, early, CollectionStage.WRITTEN_OFF);
    expect(own.refusal).toMatchObject({ error: 'StageNeedsOwnAct' });
    expect(await course('S-3')).toBeUndefined();
  });

  it('refuses empty batches, long notes and days before 1970 by path', async () => {
    const lotId = world.receivableId('S-1').replace(/0000$/, '0001');
    const { acts, supplier } = world;
    const steps = [{ lotId, stage: CollectionStage.LEGAL, note: 'x'.repeat(2_001) }];

    expect(await acts.recordSteps(supplier, { ...world.key(), steps: [] })).toBeInstanceOf(
      InputInvalidError,
    );
    expect(await acts.recordSteps(supplier, { ...world.key(), steps })).toMatchObject({
      path: 'steps[0].note',
    });
    const day = { lotId, amountMinor: 1n, promisedDate: '1969-12-31' };
    expect(await acts.recordPromise(supplier, { ...world.key(), ...day })).toMatchObject({
      path: 'promisedDate',
    });
    expect(
      await acts.recordPlan(supplier, { ...world.key(), lotId, instalments: [] }),
    ).toMatchObject({ path: 'instalments' });
  });
});

describe('a promise', () => {
  it('is KEPT and counted for the buyer, when it was paid and the platform asks after its day', async () => {
    const lotId = await world.overdue('P-1');
    const recorded = await world.promise(lotId, 4_000n, await world.day(3));
    expect(recorded).toMatchObject({ status: 'INCLUDED', kind: 'RECORD_PROMISE' });
    expect(await course('P-1')).toMatchObject({ stage: 'PROMISE' });
    await world.worker.run();
    expect(await workerCommands()).toBe(0);

    await world.pay('P-1', 4_000n);
    await world.pass(4);
    await world.worker.run();
    await world.pipeline.settle();

    expect(await newest('P-1')).toMatchObject({
      status: 'KEPT',
      amountMinor: 4_000n,
      instalments: [{ number: 1, status: 'MET' }],
    });
    expect(await world.arrangements.promiseRecords([world.buyer.party])).toMatchObject([
      { promisesKept: 1, promisesBroken: 0 },
    ]);
  });

  it('waits for the day of the ledger while blocks come, and for that of this machine without', async () => {
    const lotId = await world.overdue('P-9');
    await world.promise(lotId, 4_000n, await world.day(3));
    const before = await workerCommands();
    const machine = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + YEAR_MS);
    try {
      await world.worker.run();
      expect((await workerCommands()) - before).toBe(0);
      await world.worker.run();
      expect((await workerCommands()) - before).toBe(1);
    } finally {
      machine.mockRestore();
    }
    // Nothing is left running for the tests that follow.
    await world.step(world.supplier, lotId, CollectionStage.FORMAL_DEMAND);
    expect(await newest('P-9')).toMatchObject({ status: 'CANCELLED' });
  });

  it('is BROKEN when its day passed unpaid, by one command however often the worker runs', async () => {
    const lotId = await world.overdue('P-2');
    await world.promise(lotId, 4_000n, await world.day(1));
    await world.pay('P-2', 3_999n);
    await world.pass(2);
    const before = await workerCommands();

    await world.worker.run();
    await world.worker.run();
    await world.pipeline.settle();
    await world.worker.run();

    expect((await workerCommands()) - before).toBe(1);
    expect(await newest('P-2')).toMatchObject({
      status: 'BROKEN',
      instalments: [{ status: 'MISSED' }],
    });
  });

  it('is resolved by whoever sees the receivable, and refused while it is running', async () => {
    const lotId = await world.overdue('P-3');
    await world.promise(lotId, 1_000n, await world.day(5));
    const input = { receivableId: world.receivableId('P-3') };
    const resolve = (who: Viewer) =>
      world.resolution.resolve(who, ArrangementKind.PROMISE, { ...world.key(), ...input });

    expect(await resolve(world.stranger)).toBeInstanceOf(NotFoundError);
    const early = await world.outcome(world.buyer, await resolve(world.buyer));
    expect(early.refusal).toMatchObject({ error: 'PromiseStillRunning' });
    await world.pay('P-3', 1_000n);
    await world.outcome(world.buyer, await resolve(world.buyer));
    expect(await newest('P-3')).toMatchObject({ status: 'KEPT' });
  });

  it('is CANCELLED by a step before its day, and the history keeps it beside the next one', async () => {
    const lotId = await world.overdue('P-4');
    await world.promise(lotId, 1_000n, await world.day(5));
    await world.step(world.supplier, lotId, CollectionStage.FORMAL_DEMAND);
    await world.promise(lotId, 2_000n, await world.day(6));

    const found = await world.arrangements.arrangements([world.receivableId('P-4')]);
    expect(found).toMatchObject([
      { status: 'RUNNING', amountMinor: 2_000n, endedAt: null },
      { status: 'CANCELLED', amountMinor: 1_000n },
    ]);
    const running = await world.courses.list(world.buyer, PAGE, {
      arrangementStatus: found[0]?.status ?? null,
    });
    expect(running.map(({ receivableId }) => receivableId)).toContain(world.receivableId('P-4'));
  });
});

describe('an instalment plan', () => {
  it('is marked day by day by the platform, and BROKEN with the first that is missed', async () => {
    const lotId = await world.overdue('I-1');
    const instalments = [
      { dueDate: await world.day(1), amountMinor: 3_000n },
      { dueDate: await world.day(3), amountMinor: 7_000n },
    ];
    const input = { ...world.key(), lotId, instalments, note: 'agreed by phone' };
    const recorded = await world.acts.recordPlan(world.supplier, input);
    expect(await world.outcome(world.supplier, recorded)).toMatchObject({ status: 'INCLUDED' });

    await world.pay('I-1', 3_000n);
    await world.pass(2);
    await world.worker.run();
    await world.pipeline.settle();
    expect(await newest('I-1')).toMatchObject({
      status: 'RUNNING',
      instalments: [{ status: 'MET' }, { status: 'OPEN', dueDate: instalments[1]?.dueDate }],
    });

    await world.pass(2);
    await world.worker.run();
    await world.pipeline.settle();
    expect(await newest('I-1')).toMatchObject({
      kind: 'INSTALMENT_PLAN',
      status: 'BROKEN',
      instalments: [{ status: 'MET' }, { status: 'MISSED' }],
    });
    const records = await world.arrangements.listPromiseRecords(world.supplier, PAGE);
    expect(records).toMatchObject([{ buyer: world.buyer.party, plansBroken: 1 }]);
    expect(await world.arrangements.listPromiseRecords(world.stranger, PAGE)).toEqual([]);
  });
});

describe('a mandate', () => {
  it('shows the lot to the collector and lets it act, until it ends', async () => {
    const lotId = await world.overdue('M-1');
    const { collector, supplier, mandates } = world;
    const steps = [{ lotId, stage: CollectionStage.REMINDER }];
    const act = () => world.acts.recordSteps(collector, { ...world.key(), steps });
    expect(await act()).toBeInstanceOf(NotFoundError);

    const given = { ...world.key(), lotIds: [lotId], collectorId: collector.party };
    await world.outcome(supplier, await mandates.mandate(supplier, given));
    expect(await world.lots.findVisible(collector, [lotId])).toHaveLength(1);
    expect(await world.mandateReader.collectorsOf([lotId])).toEqual(
      new Map([[lotId, collector.party]]),
    );
    expect(await world.outcome(collector, await act())).toMatchObject({ status: 'INCLUDED' });
    expect(await seenBy(collector, 'M-1')).toBe(true);
    const [step] = await world.courses.steps(world.buyer, [world.receivableId('M-1')]);
    expect(step?.actor).toBe(collector.party);
    const writeOffs = [{ lotId, amountMinor: 1n }];
    expect(await world.acts.writeOff(collector, { ...world.key(), writeOffs })).toBeInstanceOf(
      NotPermittedError,
    );

    const ended = await mandates.end(collector, { ...world.key(), lotIds: [lotId] });
    expect(await world.outcome(collector, ended)).toMatchObject({ status: 'INCLUDED' });
    expect(await world.lots.findVisible(collector, [lotId])).toEqual([]);
    expect(await world.mandateReader.list(collector, PAGE)).toMatchObject([
      { lotId, holds: false, owner: supplier.party },
    ]);
    expect(await world.mandateReader.list(world.stranger, PAGE)).toEqual([]);
  });

  it('to a party that is no collector is refused by the ledger, one that is not there early', async () => {
    const lotId = await world.overdue('M-2');
    const { supplier, mandates } = world;
    const given = { lotIds: [lotId], collectorId: world.stranger.party };
    const refused = await mandates.mandate(supplier, { ...world.key(), ...given });
    expect((await world.outcome(supplier, refused)).refusal).toMatchObject({
      error: 'PartyLacksRole',
    });
    expect(await mandates.end(supplier, { ...world.key(), lotIds: [lotId] })).toBeInstanceOf(
      NotFoundError,
    );
    expect(
      await mandates.mandate(supplier, { ...world.key(), ...given, collectorId: 'nobody' }),
    ).toMatchObject({ path: 'collectorId' });
  });
});

describe('a write-off', () => {
  it('ends the course as WRITTEN_OFF, and what is paid since as RECOVERED', async () => {
    const lotId = await world.overdue('W-1');
    await world.step(world.supplier, lotId, CollectionStage.REMINDER);
    const writeOff = async (amountMinor: bigint) => {
      const input = { ...world.key(), writeOffs: [{ lotId, amountMinor, note: 'insolvent' }] };
      return world.outcome(world.supplier, await world.acts.writeOff(world.supplier, input));
    };
    expect(await writeOff(4_000n)).toMatchObject({ status: 'INCLUDED' });
    expect(await course('W-1')).toMatchObject({ stage: 'REMINDER', writtenOffMinor: 4_000n });
    expect(await writeOff(6_000n)).toMatchObject({ status: 'INCLUDED' });
    expect(await course('W-1')).toMatchObject({ stage: 'WRITTEN_OFF', writtenOffMinor: 10_000n });
    expect(await world.courses.writeOffs([world.receivableId('W-1')])).toMatchObject([
      { amountMinor: 6_000n },
      { amountMinor: 4_000n },
    ]);

    const recover = async () => {
      const input = { ...world.key(), recoveries: [{ lotId }] };
      return world.outcome(world.supplier, await world.acts.markRecovered(world.supplier, input));
    };
    expect((await recover()).refusal).toMatchObject({ error: 'NothingRecovered' });
    await world.pay('W-1', 2_500n);
    expect(await recover()).toMatchObject({ status: 'INCLUDED' });
    expect(await course('W-1')).toMatchObject({
      stage: 'RECOVERED',
      writtenOffMinor: 7_500n,
      recoveredMinor: 2_500n,
    });
  });
});

describe('the read models', () => {
  it('are equal to the ledger, and the same after a rebuild from block 0', async () => {
    expect((await world.pipeline.verifier.verify()).differences).toEqual([]);
    const before = await world.rowsOf(TABLES);
    await world.rebuild();
    expect(await world.rowsOf(TABLES)).toEqual(before);
  });

  it.each([
    ['collection_course', 'stage', `stage = 'LEGAL'`],
    ['collection_course', 'met_count', ''],
    ['collection_course', 'written_off_minor', ''],
    ['collection_instalment', 'due_date', `due_date = due_date + 1`],
    ['collection_mandate', 'collector', `ended_at = NULL`],
    ['promise_record', 'promises_kept', `promises_kept = 9`],
  ])('whose %s differs in %s are told', async (table, field, change) => {
    const changes: Record<string, string> = {
      met_count: `UPDATE collection_arrangement SET met_count = 0`,
      written_off_minor: `UPDATE write_off SET total_minor = total_minor + 1`,
    };
    await world.pipeline.db.query(changes[field] ?? `UPDATE ${table} SET ${change}`);

    const { differences } = await world.pipeline.verifier.verify();

    expect(differences).toContainEqual(expect.objectContaining({ table, field }));
    await world.rebuild();
    expect((await world.pipeline.verifier.verify()).differences).toEqual([]);
  });
});
