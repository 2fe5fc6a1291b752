import { InputInvalidError, NotPermittedError } from '../../../backend/src/api/index.js';
import { BehaviourReader } from '../../../backend/src/behaviour/behaviour.reader.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import { LedgerClock, OffLedgerActs } from '../../../backend/src/ledger/index.js';
import { RatingFeature } from '../../../backend/src/ratings/grade-scale.js';
import { PartyClassService } from '../../../backend/src/ratings/party-class.service.js';
import { RatingReader } from '../../../backend/src/ratings/rating.reader.js';
import { RatingService } from '../../../backend/src/ratings/rating.service.js';
import { TestDatabase } from '../../support/test-database.js';
import { WorkWorld } from '../assessment-work/work.world.js';
import { HistoryWorld, party, viewerOf } from '../credit/history.world.js';

const TODAY = '2026-12-31';
const PAGE = { size: 50, limit: 51, after: null };
const assessor = viewerOf('assessor', PartyRole.ASSESSOR);
const other = viewerOf('other assessor', PartyRole.ASSESSOR);
const [prompt, late] = [party('prompt'), party('late')];

const grade = (name: string, pointsMin: number) => ({
  ...{ grade: name, pointsMin, limits: [{ currency: 'EUR', limitMinor: 2n ** 60n }] },
  ...{ longestTermsDays: 60, cashDiscountBps: 0, prepaymentBps: 0, needsGuarantee: false },
  reviewDays: 90,
});
const scale = {
  basePoints: 500,
  rules: [
    {
      feature: RatingFeature.DAYS_BEYOND_TERMS_MILLI,
      bands: [
        { upTo: 0, points: 100 },
        { upTo: 10_000, points: 20 },
        { upTo: null, points: -200 },
      ],
      missingPoints: -10,
    },
    {
      feature: RatingFeature.TREND_MILLI,
      bands: [{ upTo: null, points: 7 }],
      missingPoints: -1,
    },
  ],
  grades: [grade('A', 590), grade('B', 400), grade('C', 399)],
};

let database: TestDatabase;
let history: HistoryWorld;
let works: WorkWorld;
let service: RatingService;
let reader: RatingReader;
let classes: PartyClassService;
let sequence = 0;

beforeAll(async () => {
  database = await TestDatabase.start();
  history = new HistoryWorld(database);
  const { dataSource } = database;
  const acts = new OffLedgerActs(dataSource);
  const behaviour = new BehaviourReader(dataSource);
  works = new WorkWorld(database);
  const clock = new LedgerClock(dataSource);
  service = new RatingService(dataSource, acts, works.service, works.kinds, clock, behaviour);
  service.onModuleInit();
  reader = new RatingReader(dataSource);
  classes = new PartyClassService(acts);
  const paid = (date: string) => [{ kind: 'paid', amountMinor: 100n, date } as const];
  const base = { supplier: party('s'), faceMinor: 100n, confirmedDate: '2026-01-01' };
  await history.tell(
    [
      { ...base, buyer: prompt, dueDate: '2026-02-01', happenings: paid('2026-02-01') },
      { ...base, buyer: late, dueDate: '2026-02-01', happenings: paid('2026-03-01') },
    ],
    TODAY,
  );
});

afterAll(async () => {
  await database.stop();
});

const key = (): string => `key ${++sequence}`;
const set = (change: object = {}) =>
  service.setScale(assessor, { ...scale, ...change, idempotencyKey: key() });
const rate = async (asOfDate: string, who = assessor) => {
  const made = await service.rateAll(who, { idempotencyKey: key(), asOfDate });
  return typeof made === 'string' ? works.done(who, made) : made;
};

describe('ratings', () => {
  it('have reasons that sum with the base to the points, in English and Chinese', async () => {
    const version = await set();
    expect(await rate('2026-03-31')).toMatchObject({
      ...{ status: 'DONE', answer: 'Ratings of 2026-03-31: 2.' },
    });

    const rows = await reader.list(assessor, PAGE, null);
    const byParty = new Map(rows.map((one) => [one.partyId, one]));
    expect(byParty.get(prompt)).toMatchObject({ points: 599, grade: 'A', scaleVersion: version });
    expect(byParty.get(late)).toMatchObject({
      ...{ points: 299, grade: 'C', rank: 3, basePoints: 500 },
      reasons: [
        {
          ...{ value: 28_000, points: -200, textEn: 'Days beyond terms: 28 days (−200)' },
          textZh: '逾期付款加权天数：28 天（−200）',
        },
        { value: null, points: -1 },
      ],
    });
    for (const { basePoints, reasons, points } of byParty.values()) {
      expect(reasons.reduce((sum, reason) => sum + reason.points, basePoints)).toBe(points);
    }
  });

  it('of an earlier day know nothing of the days after it', async () => {
    await rate('2026-02-15');
    const rows = await reader.list(assessor, PAGE, late);
    const ofDay = rows.find(({ asOfDate }) => asOfDate === '2026-02-15');
    // Nothing was paid yet.
    expect(ofDay).toMatchObject({ points: 489, grade: 'B' });
  });

  it('are given by assessors with a scale only, up to the ledger’s day, and read by them', async () => {
    expect(await rate('2026-03-31', other)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await rate('2027-01-01')).toBeInstanceOf(InputInvalidError);
    const supplier = viewerOf('s', PartyRole.SUPPLIER);
    expect(await rate('2026-03-31', supplier)).toBeInstanceOf(NotPermittedError);
    expect(await reader.list(other, PAGE, null)).toEqual([]);
    expect(await reader.list(viewerOf('a', PartyRole.AUDITOR), PAGE, late)).not.toEqual([]);
  });
});

describe('a scale', () => {
  it('is refused unless bounds rise to a band without one and grades go down', async () => {
    const [rule] = scale.rules;
    const bands = [{ upTo: 5, points: 1 }];
    expect(await set({ rules: [{ ...rule, bands }] })).toMatchObject({ path: 'rules[0].bands' });
    expect(await set({ rules: [rule, rule] })).toMatchObject({ path: 'rules' });
    expect(await set({ grades: [grade('A', 1), grade('B', 1)] })).toMatchObject({
      path: 'grades[1].pointsMin',
    });
    expect(await set({ grades: [grade('a', 1)] })).toMatchObject({ path: 'grades[0].grade' });
  });

  it('is kept with its limits to the minor unit', async () => {
    await set();
    const kept = await reader.findScale(assessor);
    expect(kept?.grades[0]?.limits).toEqual([{ currency: 'EUR', limitMinor: 2n ** 60n }]);
  });
});

describe('classifyParty', () => {
  it('keeps what was said before, and the newest holds', async () => {
    const say = (industry: string) =>
      classes.classify(assessor, {
        ...{ idempotencyKey: key(), partyId: late, industry, companyGroup: 'G', sizeBand: 'SMALL' },
      });
    expect(await say('C10')).toBe(late);
    await say('F41');
    expect(await reader.findClass(late)).toMatchObject({ number: 2, industry: 'F41' });
    expect(await say('lower')).toMatchObject({ path: 'industry' });
  });
});
