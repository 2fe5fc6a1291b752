import fc from 'fast-check';

import { Refusal, canonicalJson } from '../../../backend/src/common/index.js';
import { RatingFeature } from '../../../backend/src/ratings/grade-scale.js';
import {
  inputCommitment,
  ratingInputs,
  reproduceRating,
} from '../../../backend/src/ratings/rating-inputs.js';
import { scoreRating } from '../../../backend/src/ratings/rating-score.js';
import { ratedBy } from '../../../backend/src/ratings/rating.sql.js';
import { TestDatabase } from '../../support/test-database.js';

const SALT = `0x${'ab'.repeat(32)}`;
const scale = {
  basePoints: 500,
  rules: [
    {
      feature: RatingFeature.LATE_SHARE_BPS,
      bands: [
        { upTo: 100, points: 50 },
        { upTo: null, points: -70 },
      ],
      missingPoints: 3,
    },
  ],
  grades: [
    { grade: 'A', pointsMin: 540 },
    { grade: 'B', pointsMin: 0 },
  ],
};

function inputs(change: object = {}): string {
  return ratingInputs({
    ...scale,
    ...{ assessor: '0xa', party: '0xb', currency: 'EUR', asOfDate: '2026-01-01', scaleVersion: 3 },
    ...{ figures: { LATE_SHARE_BPS: 100 }, points: 550, grade: 'A', ...change },
  });
}

describe('reproduceRating', () => {
  it('comes to the same points, grade and commitment from the same text', () => {
    const text = inputs();
    expect(reproduceRating(SALT, text)).toMatchObject({
      ...{ points: 550, grade: 'A', rank: 1, isSame: true },
      commitment: inputCommitment(SALT, text),
    });
  });

  it('says so when points or grade are other ones than stated', () => {
    expect(reproduceRating(SALT, inputs({ points: 551 }))).toMatchObject({ isSame: false });
    const late = inputs({ figures: { LATE_SHARE_BPS: 101 } });
    expect(reproduceRating(SALT, late)).toMatchObject({ points: 430, grade: 'B', isSame: false });
  });

  it.each([
    ['no JSON', 'x', SALT],
    ['another format', canonicalJson({ format: 'other' }), SALT],
    ['blanks', inputs().replace(',', ', '), SALT],
    ['a short salt', inputs(), '0x12'],
    ['no rules', canonicalJson({ format: 'duebill-rating-1' }), SALT],
  ])('refuses %s', (_, text, salt) => {
    const refused = reproduceRating(salt, text);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ code: 'INPUTS_INVALID' });
  });
});

describe('scoreRating', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await TestDatabase.start();
  });

  afterAll(async () => {
    await database.stop();
  });

  it('comes to the same as the database does for all buyers at once', async () => {
    const value = fc.option(fc.integer({ min: -300, max: 300 }), { nil: null });
    const points = fc.integer({ min: -100, max: 100 });
    const bounds = fc.uniqueArray(fc.integer({ min: -300, max: 300 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(value, value, bounds, points, async (late, dispute, drawn, step) => {
        const bands = [...drawn.sort((a, b) => a - b), null].map((upTo, index) => ({
          ...{ upTo, points: step * index + 0 },
        }));
        const rules = [
          { feature: RatingFeature.LATE_SHARE_BPS, bands, missingPoints: 7 },
          { feature: RatingFeature.DISPUTE_SHARE_BPS, bands, missingPoints: -7 },
        ];
        const grades = [
          { grade: 'A', pointsMin: 600 },
          { grade: 'B', pointsMin: 500 },
          { grade: 'C', pointsMin: 450 },
        ];
        const rows = await database.dataSource.query(
          ratedBy(`SELECT 'b' AS buyer, 'EUR' AS currency, $4::int AS late_share_bps,
            $5::int AS dispute_share_bps`),
          [500, JSON.stringify(rules), JSON.stringify(grades), late, dispute],
        );
        const figures = { LATE_SHARE_BPS: late, DISPUTE_SHARE_BPS: dispute };
        const scored = scoreRating({ basePoints: 500, rules, grades }, figures);
        expect(rows).toEqual([{ buyer: 'b', currency: 'EUR', ...scored }]);
      }),
      { numRuns: 60 },
    );
  });
});
