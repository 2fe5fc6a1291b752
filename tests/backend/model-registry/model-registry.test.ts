import {
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { WorkLostError } from '../../../backend/src/assessment-work/assessment-work.desk.js';
import { AssessmentWorkStatus } from '../../../backend/src/assessment-work/assessment-work.type.js';
import { PartyRole, Refusal } from '../../../backend/src/common/index.js';
import { modelHash, readModelRecord } from '../../../backend/src/credit-models/index.js';
import { decideChampion } from '../../../backend/src/model-registry/champion.js';
import { HistoryTooShortRefusal } from '../../../backend/src/model-registry/model-registry.errors.js';
import { ModelPurpose, ModelStatus } from '../../../backend/src/model-registry/model-purpose.js';
import { eventually } from '../../support/eventually.js';
import { TestDatabase } from '../../support/test-database.js';
import { viewerOf } from '../credit/history.world.js';
import { RegistryWorld, TODAY, drawnReceivables } from './registry.world.js';

const PAGE = { size: 50, limit: 51, after: null };
const PATIENCE_MS = 120_000;
const assessor = viewerOf('assessor', PartyRole.ASSESSOR);
const rival = viewerOf('rival', PartyRole.ASSESSOR);

let database: TestDatabase;
let world: RegistryWorld;

beforeAll(async () => {
  database = await TestDatabase.start();
  world = new RegistryWorld(database);
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await world.clear();
});

const versions = (viewer = assessor) => world.models.list(viewer, PAGE, null);

describe('a training on the platform’s own history', () => {
  it(
    'registers its models with figures of later rows, and the best one becomes champion by its lead over the simplest forecast',
    async () => {
      await world.history.tell(drawnReceivables(500), TODAY);
      const work = await world.train(assessor);
      expect(work).toMatchObject({ status: 'DONE', percent: 100, attempt: 1 });
      expect(work.answer).toMatch(/is champion: AUC 0\.\d{4} against 0\.\d{4} of the simplest/);

      const found = await versions();
      expect(found.map(({ algorithm }) => algorithm).toSorted()).toEqual([
        ...['blend', 'boosting', 'logistic', 'scorecard'],
      ]);
      const [champion, ...others] = found.filter(({ status }) => status === ModelStatus.CHAMPION);
      expect(others).toEqual([]);
      expect(champion?.figures?.auc).toBeGreaterThan(0.8);
      expect(champion?.figures?.rows).toBeGreaterThan(100);
      expect(champion!.knowledgeUntil <= champion!.holdoutFrom!).toBe(true);
      expect(champion?.trainedById).toBe(assessor.userId);
      const [comparison] = await world.models.comparisons(champion!.versionId);
      expect(comparison).toMatchObject({ championVersion: null, decision: 'REPLACED' });

      const text = await world.models.model(assessor, champion!.versionId);
      expect(modelHash(text)).toBe(champion!.modelHash);
      expect(readModelRecord(text)).not.toBeInstanceOf(Refusal);
    },
    PATIENCE_MS,
  );

  it(
    'keeps the champion where the challenger is no better on the same rows, and says so',
    async () => {
      await world.history.tell(drawnReceivables(500), TODAY);
      await world.train(assessor);
      const before = await world.models.champion(ModelPurpose.LATE_PAYMENT);
      const again = await world.train(rival);
      expect(again.answer).toMatch(/stays a candidate: AUC (\S+) against \1 of the champion/);
      expect(await world.models.champion(ModelPurpose.LATE_PAYMENT)).toEqual(before);
      const own = await versions(rival);
      const all = await Promise.all(own.map((one) => world.models.comparisons(one.versionId)));
      expect(all.flat()).toMatchObject([{ championVersion: before?.version, decision: 'KEPT' }]);
    },
    PATIENCE_MS,
  );

  it('is refused at once with the figures where too little has fallen due, and to others than assessors', async () => {
    await world.history.tell(drawnReceivables(40), TODAY);
    const refusal = await world.ask(assessor);
    expect(refusal).toBeInstanceOf(HistoryTooShortRefusal);
    const { paidInTimeCount, lateCount, neededOfEach } = refusal as HistoryTooShortRefusal;
    expect([paidInTimeCount + lateCount, neededOfEach]).toEqual([40, 50]);
    expect(await world.ask(viewerOf('s', PartyRole.SUPPLIER))).toBeInstanceOf(NotPermittedError);
    expect(await world.ask(viewerOf('a', PartyRole.AUDITOR))).toBeInstanceOf(NotPermittedError);
    expect(await world.ask(assessor, '2027-01-01')).toBeInstanceOf(InputInvalidError);
  });

  it(
    'ends refused with the figures where a part of the history says too little',
    async () => {
      await world.history.tell(drawnReceivables(180), TODAY);
      const workId = await world.ask(assessor, TODAY, ModelPurpose.BUYER_DEFAULT);
      await world.work.worker().run();
      const work = await world.work.reader.find(assessor, workId as string);
      expect(work?.status).toBe('REFUSED');
      expect(work?.answer).toMatch(
        /too short: the rows that judge have \d+ good outcomes and 0 bad ones/,
      );
      expect(await versions()).toEqual([]);
    },
    PATIENCE_MS,
  );
});

describe('work in the background', () => {
  beforeEach(async () => {
    await world.history.tell(drawnReceivables(400), TODAY);
  });

  it(
    'that a killed process left behind is begun anew by another one, which alone ends it',
    async () => {
      const workId = (await world.ask(assessor)) as string;
      const left = (await world.work.desk.begin())!;
      expect(await world.work.desk.progress(left, 40)).toBe(true);
      expect(await world.work.reader.find(assessor, workId)).toMatchObject({
        ...{ status: 'RUNNING', percent: 40, attempt: 1 },
      });

      await world.work.worker().run();
      expect(await world.work.reader.find(assessor, workId)).toMatchObject({
        ...{ status: 'DONE', attempt: 2 },
      });
      const count = (await versions()).length;
      await expect(world.work.desk.finish(left, () => Promise.resolve('mine'))).rejects.toThrow(
        WorkLostError,
      );
      expect(await world.work.desk.progress(left, 50)).toBe(false);
      expect(await versions()).toHaveLength(count);
    },
    PATIENCE_MS,
  );

  it(
    'that is taken back while it runs ends without a trace',
    async () => {
      const workId = (await world.ask(assessor)) as string;
      const running = world.work.worker().run();
      await eventually(
        () => world.work.reader.find(assessor, workId),
        (work) => work?.status === AssessmentWorkStatus.RUNNING,
      );
      expect(await world.work.service.cancel(rival, world.key(), workId)).toBeInstanceOf(
        NotFoundError,
      );
      expect(await world.work.service.cancel(assessor, world.key(), workId)).toBe(workId);
      await running;
      expect(await world.work.reader.find(assessor, workId)).toMatchObject({ status: 'CANCELLED' });
      expect(await versions()).toEqual([]);
      expect(await world.work.service.cancel(assessor, world.key(), workId)).toBeInstanceOf(
        NotPermittedError,
      );
    },
    PATIENCE_MS,
  );

  it('that was begun three times is given up', async () => {
    const workId = (await world.ask(assessor)) as string;
    for (let attempt = 0; attempt < 3; attempt += 1) await world.work.desk.begin();
    await world.work.worker().run();
    expect(await world.work.reader.find(assessor, workId)).toMatchObject({ status: 'FAILED' });
  });

  it('is bounded by party, and the same key gives the same work', async () => {
    const input = { idempotencyKey: 'same', purpose: ModelPurpose.LATE_PAYMENT, asOfDate: TODAY };
    const first = await world.training.train(assessor, input);
    expect(await world.training.train(assessor, input)).toBe(first);
    for (let asked = 1; asked < 5; asked += 1) {
      expect(typeof (await world.ask(assessor))).toBe('string');
    }
    expect(await world.ask(assessor)).toBeInstanceOf(NotPermittedError);
    expect(typeof (await world.ask(rival))).toBe('string');
  });
});

describe('models and works', () => {
  it(
    'are seen by the party that asked for them, operator and auditor, and by nobody else',
    async () => {
      await world.history.tell(drawnReceivables(400), TODAY);
      const work = await world.train(assessor);
      const [{ versionId } = { versionId: '' }] = await versions();
      const supplier = viewerOf('s0', PartyRole.SUPPLIER, PartyRole.FINANCIER);
      for (const stranger of [rival, supplier, viewerOf('b0', PartyRole.BUYER)]) {
        expect(await versions(stranger)).toEqual([]);
        expect(await world.models.find(stranger, versionId)).toBeNull();
        expect(await world.models.model(stranger, versionId)).toBe('');
        expect(await world.work.reader.find(stranger, work.workId)).toBeNull();
        expect(await world.work.reader.list(stranger, PAGE)).toEqual([]);
      }
      const auditor = viewerOf('auditor', PartyRole.AUDITOR);
      expect(await world.models.find(auditor, versionId)).not.toBeNull();
      expect(await world.work.reader.find(auditor, work.workId)).not.toBeNull();
      expect(await world.models.find(assessor, 'no id')).toBeNull();
    },
    PATIENCE_MS,
  );
});

describe('a challenger', () => {
  const figures = (auc: number, brier: number) => ({
    ...{ rows: 100, bad: 40, challenger: { auc, brier }, incumbent: { auc: 0.8, brier: 0.15 } },
  });

  it('replaces the champion with half a hundredth more AUC and no worse probabilities', () => {
    expect(decideChampion(figures(0.8051, 0.15))).toBe('REPLACED');
    expect(decideChampion(figures(0.8049, 0.1))).toBe('KEPT');
    expect(decideChampion(figures(0.9, 0.1501))).toBe('KEPT');
    expect(decideChampion(null)).toBe('UNDECIDED');
  });
});
