import {
  boostedMargin,
  explainMargin,
  marginsOf,
  readModelRecord,
  reasonText,
  scoreParty,
  trainBoosting,
  trainingDataHash,
  writeModelRecord,
  type LabelledTable,
  type ModelRecord,
} from '../../../backend/src/credit-models/index.js';
import { rowAt } from '../../../backend/src/credit-models/feature-table.js';
import { isRefusal } from '../../../backend/src/common/refusal.js';
import { seededRandom } from '../../../backend/src/credit-models/random.js';
import { scorecardOf } from '../../../backend/src/credit-models/scorecard/scorecard.js';
import {
  SELECTION_DEFAULTS,
  fitCharacteristics,
} from '../../../backend/src/credit-models/scorecard/selection.js';
import { characteristicOf } from '../../../backend/src/credit-models/scorecard/weight-of-evidence.js';

const ROWS = 1500;

/** Risk rises with `lateShare`, falls with `size`; some shares are missing, and that is bad. */
function sample(seed: number): LabelledTable {
  const random = seededRandom(seed);
  const column = (): Float64Array => Float64Array.from({ length: ROWS }, () => random.next());
  const [share, size, noise] = [column(), column(), column()];
  const labels = new Uint8Array(ROWS);
  for (let row = 0; row < ROWS; row += 1) {
    const isMissing = random.next() < 0.1;
    const margin = (isMissing ? 1.5 : 4 * share[row]! - 2.5) - 2 * size[row]!;
    labels[row] = random.next() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
    if (isMissing) share[row] = NaN;
  }
  const names = ['lateShare', 'size', 'noise'];
  return { table: { names, columns: [share, size, noise], rowCount: ROWS }, labels };
}

const DATA = sample(1);
const OPTIONS = { treesMax: 60, learningRate: 0.1, leavesMax: 8 };

describe('weight of evidence', () => {
  const [column] = DATA.table.columns;
  const { labels } = DATA;

  it('rows are in exactly one bin each, and information is never negative', () => {
    for (const [at, name] of DATA.table.names.entries()) {
      const values = DATA.table.columns[at]!;
      const { bins, informationValue } = characteristicOf({ name, column: values, labels });
      const rows = [...bins.counts, bins.missing].reduce((sum, bin) => sum + bin.good + bin.bad, 0);
      expect(rows).toBe(ROWS);
      expect(informationValue).toBeGreaterThanOrEqual(0);
    }
  });

  it('weights fall where risk must rise', () => {
    const input = { name: 'lateShare', column: column!, labels, monotone: 'rising' as const };
    const { weights, missingWeight } = characteristicOf(input);
    expect(weights.length).toBeGreaterThan(2);
    expect(weights.every((weight, at) => at === 0 || weight <= weights[at - 1]!)).toBe(true);
    expect(missingWeight).toBeLessThan(0);
  });

  it('a wanted direction that is not there leaves nothing to say', () => {
    const input = { name: 'lateShare', column: column!, labels, monotone: 'falling' as const };
    expect(characteristicOf(input).bins.counts.length).toBeLessThanOrEqual(2);
  });
});

describe('scorecard', () => {
  const fitted = fitCharacteristics(DATA, SELECTION_DEFAULTS);
  const scorecard = scorecardOf(fitted);

  it('takes what says something, and leaves noise out', () => {
    expect(fitted.characteristics.map(({ name }) => name).sort()).toEqual(['lateShare', 'size']);
    expect(fitted.logistic.coefficients.every((coefficient) => coefficient < 0)).toBe(true);
  });

  it('reasons and the neutral points add up to the score, to the point', () => {
    for (const record of [{ lateShare: 0.9, size: 0.1 }, { lateShare: null, size: 0.5 }, {}]) {
      const { score, neutralPoints, reasons } = scoreParty(scorecard, record);
      const sum = reasons.reduce((total, { points }) => total + points, neutralPoints);
      expect(sum).toBe(score);
      expect(Number.isInteger(score)).toBe(true);
      expect(reasons).toHaveLength(2);
    }
  });

  it('a worse party has fewer points and a higher probability', () => {
    const good = scoreParty(scorecard, { lateShare: 0.05, size: 0.9 });
    const bad = scoreParty(scorecard, { lateShare: 0.95, size: 0.05 });
    expect(good.score).toBeGreaterThan(bad.score);
    expect(good.probability).toBeLessThan(bad.probability);
    expect(bad.reasons[0]!.points).toBeLessThan(0);
  });

  it('words every reason in English and Chinese', () => {
    const reason = { name: 'lateShare', value: 0.45, above: 0.3, upTo: null, points: -18 };
    expect(reasonText(reason, 'en')).toBe('share paid late: 45.0 % (above 30.0 %): −18 points');
    expect(reasonText(reason, 'zh')).toBe('逾期付款占比：45.0 %（高于 30.0 %），−18 分');
    expect(reasonText({ ...reason, value: null }, 'zh')).toContain('缺失');
  });
});

describe('boosting', () => {
  const { model } = trainBoosting({ training: DATA, options: OPTIONS });

  it('the same rows and seed give the same model, another seed another one', () => {
    const again = trainBoosting({ training: DATA, options: OPTIONS }).model;
    expect(JSON.stringify(again)).toBe(JSON.stringify(model));
    const other = trainBoosting({ training: DATA, options: { ...OPTIONS, seed: 9 } }).model;
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(model));
  });

  it('contributions add up to the log odds of each row', () => {
    for (let row = 0; row < 200; row += 1) {
      const values = rowAt(DATA.table, row);
      const { baseMargin, contributions } = explainMargin(model, values);
      const sum = contributions.reduce((total, part) => total + part, baseMargin);
      expect(sum).toBeCloseTo(boostedMargin(model, values), 9);
    }
  });

  it('learns what a missing value means', () => {
    const known = boostedMargin(model, [0.1, 0.5, 0.5]);
    expect(boostedMargin(model, [NaN, 0.5, 0.5])).toBeGreaterThan(known + 0.5);
  });

  it('stops when the validation rows gain nothing more', () => {
    const run = trainBoosting({
      training: DATA,
      validation: sample(2),
      options: { treesMax: 2000, learningRate: 0.3, patienceTrees: 10 },
    });
    expect(run.model.trees).toHaveLength(run.bestTrees);
    expect(run.bestTrees).toBeLessThan(200);
    expect(run.validationAuc).toBeGreaterThan(0.7);
  });
});

describe('registry', () => {
  const { model } = trainBoosting({ training: DATA, options: OPTIONS });
  const record: ModelRecord = {
    format: 'duebill-credit-model',
    formatVersion: 1,
    purpose: 'LATE_PAYMENT',
    name: 'boosting',
    version: '2026-11-22',
    knowledgeUntil: '2026-10-31',
    trainingDataHash: trainingDataHash(DATA),
    trainingRows: ROWS,
    figures: { auc: 0.8, brier: 0.1, rows: 10 },
    calibration: { intercept: 0.1, slope: 0.9 },
    artefact: { kind: 'BOOSTING', boosted: model },
  };

  it('a version that was written scores to the digit after reading', () => {
    const read = readModelRecord(writeModelRecord(record));
    if (isRefusal(read)) throw read;
    expect(marginsOf(read.artefact, DATA.table)).toEqual(marginsOf(record.artefact, DATA.table));
  });

  it.each([
    ['{', 'MODEL_INVALID'],
    ['{}', 'MODEL_INVALID'],
    [JSON.stringify({ ...record, formatVersion: 2 }), 'MODEL_VERSION_UNKNOWN'],
    [JSON.stringify({ ...record, artefact: { kind: 'OTHER' } }), 'MODEL_INVALID'],
  ])('refuses %.12s…', (text, code) => {
    expect(readModelRecord(text)).toMatchObject({ code });
  });

  it('one changed value changes the hash of the training data', () => {
    const changed = sample(1);
    changed.table.columns[1]![7] = 0.5;
    expect(trainingDataHash(sample(1))).toBe(record.trainingDataHash);
    expect(trainingDataHash(changed)).not.toBe(record.trainingDataHash);
  });
});
