import { NotPermittedError } from '../../../backend/src/api/index.js';
import { CreditReader } from '../../../backend/src/credit/credit.reader.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { StoryWorld } from '../settlement/story.world.js';

const PAGE = { size: 50, limit: 51, after: null };
const FAR_FUTURE = new Date('2090-01-01T00:00:00Z');

let world: StoryWorld;
let reader: CreditReader;

beforeAll(async () => {
  world = await StoryWorld.start();
  reader = new CreditReader(world.pipeline.database.dataSource);
});

afterAll(async () => {
  await world.pipeline.stop();
});

function assessment(change = {}) {
  return {
    ...{ partyId: world.buyer.party, currency: 'EUR', limitMinor: 5n, grade: 3 },
    ...{ expiresAt: FAR_FUTURE, modelVersion: 1, ...change },
  };
}

async function follow(who: Viewer, assessorId: string) {
  const input = { idempotencyKey: `follow ${assessorId}`, assessorId };
  return world.outcome(who, await world.assessing.follow(who, input));
}

describe('publishAssessments', () => {
  it('is read by its assessor and who sees all, with a commitment that hides the inputs', async () => {
    const expected = [{ party: world.buyer.party, limitMinor: 2n ** 62n, grade: 2 }];

    const own = await reader.listAssessments(world.financier, PAGE);
    expect(own).toMatchObject(expected);
    expect(await reader.listAssessments(world.pipeline.operator, PAGE)).toMatchObject(expected);
    expect(await reader.listAssessments(world.stranger, PAGE)).toEqual([]);
    const inputs = await world.pipeline.db.query(
      'SELECT content FROM assessment_input WHERE input_commitment = $1',
      [own[0]?.inputCommitment],
    );
    expect(inputs).toEqual([{ content: 'figures of the year' }]);
  });

  it('refuses who is no assessor, and what no assessment can be, by path', async () => {
    const publish = (changes: object[], who = world.financier) =>
      world.assessing.publish(who, {
        idempotencyKey: 'wrong',
        assessments: changes.map(assessment),
      });

    expect(await publish([{}], world.buyer)).toBeInstanceOf(NotPermittedError);
    expect(await publish([])).toMatchObject({ path: 'assessments' });
    expect(await publish([{}, {}])).toMatchObject({ path: 'assessments[1].partyId' });
    expect(await publish([{ currency: 'eur' }])).toMatchObject({ path: 'assessments[0].currency' });
    expect(await publish([{ grade: 256 }])).toMatchObject({ path: 'assessments[0].grade' });
    expect(await publish([{ modelVersion: -1 }])).toMatchObject({
      path: 'assessments[0].modelVersion',
    });
    expect(await publish([{ expiresAt: new Date('x') }])).toMatchObject({
      path: 'assessments[0].expiresAt',
    });
    expect(await publish([{ inputs: 'x'.repeat(20_001) }])).toMatchObject({
      path: 'assessments[0].inputs',
    });
  });

  it('is refused by the ledger by name, for a party that is no buyer', async () => {
    const published = await world.assessing.publish(world.financier, {
      idempotencyKey: 'no buyer',
      assessments: [assessment({ partyId: world.supplier.party })],
    });

    expect((await world.outcome(world.financier, published)).refusal).toMatchObject({
      error: 'PartyLacksRole',
    });
  });
});

describe('funding', () => {
  it('is refused above the limit, and counts as exposure once the limit allows it', async () => {
    const dealNumber = await world.acceptedDeal('limited', await world.confirmed('K-1'));
    await world.limit(world.financier, 9_999n);
    expect((await world.fund('above', dealNumber)).refusal).toMatchObject({
      error: 'ExposureAboveLimit',
    });

    await world.limit(world.financier, 12_000n);
    expect(await world.fund('within', dealNumber)).toMatchObject({ status: 'INCLUDED' });

    const exposure = { buyer: world.buyer.party, exposureMinor: 10_000n, headroomMinor: 2_000n };
    expect(await reader.listExposures(world.financier, PAGE)).toMatchObject([exposure]);
    expect(await reader.listExposures(world.stranger, PAGE)).toEqual([]);
    expect((await world.pipeline.verifier.verify()).differences).toEqual([]);
  });

  it('is checked against the assessor that the financier follows', async () => {
    const dealNumber = await world.acceptedDeal('followed', await world.confirmed('K-2'));
    expect(await follow(world.financier, world.stranger.party)).toMatchObject({
      status: 'INCLUDED',
    });
    expect((await world.fund('unknown', dealNumber)).refusal).toMatchObject({
      error: 'AssessmentMissing',
    });

    await world.limit(world.stranger, 20_000n);
    expect(await world.fund('known', dealNumber)).toMatchObject({ status: 'INCLUDED' });

    const [exposure] = await reader.listExposures(world.financier, PAGE);
    expect(exposure).toMatchObject({
      ...{ assessor: world.stranger.party, exposureMinor: 20_000n, headroomMinor: 0n },
    });
    expect(await reader.listAssessments(world.financier, PAGE)).toHaveLength(2);
    expect((await world.pipeline.verifier.verify()).differences).toEqual([]);
  });

  it('follows only assessors, and only for financiers', async () => {
    expect((await follow(world.financier, world.buyer.party)).refusal).toMatchObject({
      error: 'PartyLacksRole',
    });
    const input = { idempotencyKey: 'buyer', assessorId: world.stranger.party };
    expect(await world.assessing.follow(world.buyer, input)).toBeInstanceOf(NotPermittedError);
    const wrong = { idempotencyKey: 'wrong', assessorId: 'nobody' };
    expect(await world.assessing.follow(world.financier, wrong)).toMatchObject({
      path: 'assessorId',
    });
  });
});
