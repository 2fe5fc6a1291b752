import { NotFoundError, NotPermittedError } from '../../../backend/src/api/index.js';
import { BehaviourReader } from '../../../backend/src/behaviour/behaviour.reader.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import { CreditReader } from '../../../backend/src/credit/credit.reader.js';
import { RatingPublicationService } from '../../../backend/src/credit/rating-publication.service.js';
import { LedgerClock, OffLedgerActs } from '../../../backend/src/ledger/index.js';
import { RatingFeature } from '../../../backend/src/ratings/grade-scale.js';
import { reproduceRating } from '../../../backend/src/ratings/rating-inputs.js';
import { RatingPublicationReader } from '../../../backend/src/ratings/rating-publication.reader.js';
import { RatingService } from '../../../backend/src/ratings/rating.service.js';
import { WorkWorld } from '../assessment-work/work.world.js';
import { StoryWorld } from '../settlement/story.world.js';

const PAGE = { size: 50, limit: 51, after: null };

let world: StoryWorld;
let reader: CreditReader;
let publication: RatingPublicationService;
let today: string;

beforeAll(async () => {
  world = await StoryWorld.start();
  const { dataSource } = world.pipeline.database;
  const clock = new LedgerClock(dataSource);
  const behaviour = new BehaviourReader(dataSource);
  const works = new WorkWorld(world.pipeline.database);
  const acts = new OffLedgerActs(dataSource);
  const { service, kinds } = works;
  const ratings = new RatingService(dataSource, acts, service, kinds, clock, behaviour);
  ratings.onModuleInit();
  reader = new CreditReader(dataSource);
  publication = new RatingPublicationService(
    ...([new RatingPublicationReader(dataSource), world.assessing] as const),
  );
  await world.confirmed('R-1', 10_000n);
  today = (await clock.read()).today;
  const grade = (name: string, pointsMin: number) => ({
    ...{ grade: name, pointsMin, limits: [{ currency: 'EUR', limitMinor: 2n ** 55n }] },
    ...{ longestTermsDays: 60, cashDiscountBps: 0, prepaymentBps: 0, needsGuarantee: false },
    reviewDays: 90,
  });
  const rule = { feature: RatingFeature.CONFIRMED_COUNT, missingPoints: 0 };
  await ratings.setScale(world.financier, {
    ...{ idempotencyKey: 'scale', basePoints: 10, grades: [grade('A', 100), grade('B', 0)] },
    rules: [
      {
        ...rule,
        bands: [
          { upTo: 0, points: 90 },
          { upTo: null, points: 5 },
        ],
      },
    ],
  });
  const asked = { idempotencyKey: 'rate', asOfDate: today };
  await works.done(world.financier, (await ratings.rateAll(world.financier, asked)) as string);
});

afterAll(async () => {
  await world.pipeline.stop();
});

describe('publishRatings', () => {
  it('puts grade, limit, expiry, version and a commitment on the ledger that the inputs reproduce', async () => {
    const input = { idempotencyKey: 'publish', asOfDate: today, partyIds: [world.buyer.party] };
    const submitted = await publication.publish(world.financier, input);
    expect(await world.outcome(world.financier, submitted)).toMatchObject({ status: 'INCLUDED' });

    const [published] = await reader.listAssessments(world.financier, PAGE);
    expect(published).toMatchObject({
      ...{ party: world.buyer.party, grade: 2, limitMinor: 2n ** 55n, modelVersion: 1 },
    });
    const commitment = published?.inputCommitment ?? '';
    const kept = await reader.findInputs(world.financier, commitment);
    expect(reproduceRating(kept?.salt ?? '', kept?.inputs ?? '')).toMatchObject({
      ...{ points: 15, grade: 'B', isSame: true, commitment },
    });
    expect(await reader.findInputs(world.stranger, commitment)).toBeNull();
    expect(await world.pipeline.verifier.verify()).toMatchObject({ differences: [] });
  });

  it('is refused for parties without a rating of the day, and to whoever is no assessor', async () => {
    const input = { idempotencyKey: 'other', asOfDate: today, partyIds: [world.supplier.party] };
    expect(await publication.publish(world.financier, input)).toBeInstanceOf(NotFoundError);
    const financier = { ...world.financier, roles: [PartyRole.FINANCIER] };
    const rated = { ...input, partyIds: [world.buyer.party] };
    expect(await publication.publish(financier, rated)).toBeInstanceOf(NotPermittedError);
  });
});
