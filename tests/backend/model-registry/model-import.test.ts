import { InputInvalidError, NotPermittedError } from '../../../backend/src/api/index.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import {
  type ModelRecord,
  canonicalModel,
  modelHash,
  writeModelRecord,
} from '../../../backend/src/credit-models/index.js';
import { LedgerClock, OffLedgerActs } from '../../../backend/src/ledger/index.js';
import { ModelImportService } from '../../../backend/src/model-registry/model-import.service.js';
import { ModelPurpose } from '../../../backend/src/model-registry/model-purpose.js';
import { storeTraining } from '../../../backend/src/model-registry/model-store.js';
import { TestDatabase } from '../../support/test-database.js';
import { viewerOf } from '../credit/history.world.js';
import { RegistryWorld, TODAY, drawnReceivables } from './registry.world.js';

const PAGE = { size: 50, limit: 51, after: null };
const PATIENCE_MS = 120_000;
const assessor = viewerOf('assessor', PartyRole.ASSESSOR);
const rival = viewerOf('rival', PartyRole.ASSESSOR);
const purpose = ModelPurpose.LATE_PAYMENT;

/** A node that asks, and two leaves. */
const TREE = {
  ...{ features: [0, -1, -1], thresholds: [0.5, 0, 0], missingLeft: [true, true, true] },
  ...{ left: [1, -1, -1], right: [2, -1, -1], values: [0, -1, 1], covers: [10, 5, 5] },
};
const RECORD: ModelRecord = {
  ...{ format: 'duebill-credit-model', formatVersion: 1, purpose, name: 'boosting' },
  ...{ version: 'v1', knowledgeUntil: '2025-12-31', trainingDataHash: `0x${'1'.repeat(64)}` },
  ...{ trainingRows: 10, figures: { auc: 0.99, brier: 0.01, rows: 10 } },
  calibration: { intercept: 0, slope: 1 },
  artefact: {
    kind: 'BOOSTING',
    boosted: { names: ['lateShare'], baseMargin: 0, trees: [TREE] },
  },
};

let database: TestDatabase;
let world: RegistryWorld;
let imports: ModelImportService;

beforeAll(async () => {
  database = await TestDatabase.start();
  world = new RegistryWorld(database);
  const { dataSource } = database;
  imports = new ModelImportService(new OffLedgerActs(dataSource), new LedgerClock(dataSource));
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await world.clear();
  await world.history.day(TODAY);
});

function importing(record: object, viewer = rival, change: object = {}) {
  const text = canonicalModel(record as ModelRecord);
  const input = { purpose, model: text, modelHash: modelHash(text), ...change };
  return imports.import(viewer, { idempotencyKey: world.key(), ...input });
}

const boosted = (change: object) => ({
  ...RECORD,
  artefact: {
    kind: 'BOOSTING',
    boosted: { names: ['lateShare'], baseMargin: 0, trees: [TREE], ...change },
  },
});

describe('a model that was trained elsewhere', () => {
  it('is a candidate of the assessor that imports it, whatever its figures say, and comes out as it came in', async () => {
    const model = writeModelRecord(RECORD);
    const versionId = (await importing(RECORD, rival, { model })) as string;
    expect(await world.models.find(rival, versionId)).toMatchObject({
      ...{ status: 'CANDIDATE', origin: 'IMPORTED', algorithm: 'boosting', figures: null },
      ...{ knowledgeUntil: TODAY, holdoutFrom: null },
    });
    expect(await world.models.model(rival, versionId)).toBe(canonicalModel(RECORD));
    expect(await world.models.champion(purpose)).toBeNull();
    expect(await world.models.find(assessor, versionId)).toBeNull();
    expect(await importing(RECORD)).toMatchObject({ path: 'model' });
    expect(typeof (await importing(RECORD, assessor))).toBe('string');
  });

  it.each([
    ['model.format', { ...RECORD, format: 'other' }],
    ['model.formatVersion', { ...RECORD, formatVersion: 2 }],
    ['model.purpose', { ...RECORD, purpose: 'BANKRUPTCY' }],
    ['model.purpose', { ...RECORD, purpose: 'BUYER_DEFAULT' }],
    ['model.knowledgeUntil', { ...RECORD, knowledgeUntil: '2027-01-01' }],
    ['model.secret', { ...RECORD, secret: 1 }],
    ['model.calibration.slope', { ...RECORD, calibration: { intercept: 0, slope: -1 } }],
    [
      'model.calibration.steps',
      {
        ...RECORD,
        calibration: { ...RECORD.calibration, steps: { from: [0], probabilities: [0, 1] } },
      },
    ],
    ['model.artefact.boosted.names', boosted({ names: ['lateShare', 'lateShare'] })],
    ['model.artefact.boosted.names[0]', boosted({ names: ['shoeSize'] })],
    ['model.artefact.boosted.trees[0]', boosted({ trees: [{ ...TREE, left: [0, -1, -1] }] })],
    ['model.artefact.boosted.trees[0]', boosted({ trees: [{ ...TREE, right: [3, -1, -1] }] })],
    ['model.artefact.boosted.trees[0]', boosted({ trees: [{ ...TREE, values: [1] }] })],
    ['model.artefact.boosted', boosted({ trees: [{ ...TREE, features: [1, -1, -1] }] })],
    [
      'model.artefact.boosted.trees[0].values[1]',
      boosted({ trees: [{ ...TREE, values: [0, null, 0] }] }),
    ],
    ['model.artefact', { ...RECORD, artefact: { kind: 'NET' } }],
    [
      'model.artefact.parts[0].kind',
      {
        ...RECORD,
        artefact: { kind: 'BLEND', parts: [{ kind: 'BLEND', parts: [RECORD.artefact] }] },
      },
    ],
    [
      'model.artefact.logistic',
      {
        ...RECORD,
        artefact: {
          kind: 'LOGISTIC',
          logistic: {
            ...{ names: ['lateShare'], means: [0], deviations: [1], intercept: 0 },
            coefficients: [1, 2],
          },
        },
      },
    ],
  ])('is refused with the field %s', async (path, record) => {
    const refusal = await importing(record);
    expect(refusal).toBeInstanceOf(InputInvalidError);
    expect((refusal as InputInvalidError).path).toBe(path);
  });

  it('is refused with another hash, too long, broken, or from who assesses nobody', async () => {
    const hash = { modelHash: `0x${'0'.repeat(64)}` };
    expect(await importing(RECORD, rival, hash)).toMatchObject({ path: 'modelHash' });
    const long = { model: ' '.repeat(2_000_001) };
    expect(await importing(RECORD, rival, long)).toMatchObject({ path: 'model' });
    expect(await importing(RECORD, rival, { model: '{' })).toMatchObject({ path: 'model' });
    const supplier = viewerOf('s', PartyRole.SUPPLIER);
    expect(await importing(RECORD, supplier)).toBeInstanceOf(NotPermittedError);
  });

  it(
    'is compared with the champion on rows that were forecast after it came, whatever it says that it knew',
    async () => {
      await world.history.tell(drawnReceivables(500), TODAY);
      await world.train(assessor);
      const champion = (await world.models.champion(purpose))!;
      const { holdoutFrom, figures } = (await world.models.find(assessor, champion.versionId))!;
      const importDate = '2026-06-15';
      expect(holdoutFrom! < importDate).toBe(true);
      await world.history.day(importDate);
      // It had seen everything and says that it had not.
      const copy = { ...champion.record, knowledgeUntil: '2025-01-01', version: 'copy' };
      const versionId = (await importing(copy)) as string;
      await world.history.day(TODAY);
      const late = (await importing({ ...copy, version: 'late' }, assessor)) as string;

      await world.train(assessor);
      const [comparison, ...others] = await world.models.comparisons(versionId);
      expect(others).toEqual([]);
      expect(comparison).toMatchObject({
        ...{ decision: 'KEPT', championVersion: champion.version },
      });
      expect(comparison!.rows).toBeGreaterThan(20);
      expect(comparison!.rows).toBeLessThan(figures!.rows);
      expect(comparison!.challengerAuc).toBe(comparison!.championAuc);
      // Nothing was forecast since.
      expect(await world.models.comparisons(late)).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'takes the champion’s place where those rows say so',
    async () => {
      await world.history.tell(drawnReceivables(500), TODAY);
      const work = await world.train(assessor);
      const champion = (await world.models.champion(purpose))!;
      const versionId = (await importing(RECORD)) as string;
      const figures = (auc: number) => ({
        ...{ rows: 100, bad: 40, challenger: { auc, brier: 0.1 } },
        incumbent: { auc: 0.8, brier: 0.1 },
      });
      await database.dataSource.transaction((db) =>
        storeTraining(db, {
          ...{ purpose, championId: champion.versionId },
          work: {
            ...{ workId: work.workId, owner: assessor.party, askedBy: assessor.userId },
            ...{ kind: work.kind, task: {} },
          },
          outcome: {
            versions: [
              {
                ...{ algorithm: 'scorecard', isChosen: true, text: '{}', hash: '0x' },
                figures: {} as never,
              },
            ],
            ...{ trainingRows: 1, trainingDataHash: '0x', knowledgeUntil: TODAY },
            ...{ holdoutFrom: TODAY, holdoutUntil: TODAY, comparison: figures(0.8) },
            imported: [{ versionId, comparison: figures(0.9) }],
          },
        }),
      );
      expect(await world.models.champion(purpose)).toMatchObject({ versionId });
      const all = await world.models.list(assessor, PAGE, purpose);
      expect(all.find((one) => one.versionId === champion.versionId)?.status).toBe('RETIRED');
    },
    PATIENCE_MS,
  );
});
