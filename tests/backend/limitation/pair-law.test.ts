import { randomUUID } from 'node:crypto';

import { IdempotencyKeyReusedError, NotPermittedError } from '../../../backend/src/api/index.js';
import { LimitationLaw } from '../../../backend/src/limitation/limitation-laws.js';
import { LimitationReader } from '../../../backend/src/limitation/limitation.reader.js';
import { yearsAfter } from '../../../backend/src/limitation/limitation.js';
import { PairLawService } from '../../../backend/src/limitation/pair-law.service.js';
import { PairLawStore } from '../../../backend/src/limitation/pair-law.store.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { StoryWorld } from '../settlement/story.world.js';

const { CN, DE } = LimitationLaw;
const DAY_MS = 86_400_000;

let world: StoryWorld;
let service: PairLawService;
let reader: LimitationReader;

beforeAll(async () => {
  world = await StoryWorld.start();
  const { dataSource } = world.pipeline.database;
  const store = new PairLawStore(dataSource);
  service = new PairLawService(store);
  reader = new LimitationReader(dataSource, store);
});

afterAll(async () => {
  await world.pipeline.stop();
});

function ids() {
  return { supplierId: world.supplier.party, buyerId: world.buyer.party };
}

async function say(who: Viewer, law: LimitationLaw, idempotencyKey: string = randomUUID()) {
  return service.agree(who, { ...ids(), law, idempotencyKey });
}

async function ofReceivable(number: string) {
  const id = world.receivableId(number);
  return (await reader.ofReceivables([id])).get(id);
}

describe('the law of a pair', () => {
  it('is what both last said alike, and a new proposal leaves it as it is', async () => {
    await world.confirmed('L-1');
    expect(await ofReceivable('L-1')).toMatchObject({
      ...{ law: null, limitationEndsOn: null, reason: 'NO_LAW_AGREED' },
    });

    expect(await say(world.supplier, CN, 'once')).toMatchObject({ law: null, supplierSays: CN });
    expect(await say(world.supplier, CN, 'once')).toMatchObject({ law: null });
    expect(await say(world.supplier, DE, 'once')).toBeInstanceOf(IdempotencyKeyReusedError);
    expect(await say(world.buyer, CN)).toMatchObject({ law: CN, agreedAt: expect.any(Date) });
    expect(await say(world.buyer, DE)).toMatchObject({ law: CN, buyerSays: DE });
    expect(await say(world.stranger, CN)).toBeInstanceOf(NotPermittedError);
    expect(await service.find(world.stranger, ids())).toBeNull();
    const words = await world.pipeline.db.query('SELECT count(*)::int AS count FROM pair_law');
    expect(words).toEqual([{ count: 3 }]);
  });
});

describe('limitation', () => {
  it('counts anew from the day on which the buyer acknowledged a statement', async () => {
    const today = Math.floor(Date.now() / DAY_MS);
    // Past due for a year, so that the period is running.
    await world.confirmed('L-2', 10_000n, { dueDay: today - 365 });
    await world.pipeline.chain.provider.send('evm_increaseTime', [40 * 86_400]);
    const issued = await world.stating.issue(world.supplier, { idempotencyKey: randomUUID() });
    const [statementId = ''] = (await world.outcome(world.supplier, issued)).subjects;
    const before = await ofReceivable('L-2');
    expect((await reader.ofStatements([statementId])).get(statementId)).toMatchObject({
      ...{ law: CN, limitationEndsOn: null, reason: 'NOT_ACKNOWLEDGED' },
    });

    const answer = await world.acknowledging.acknowledge(world.buyer, {
      ...{ idempotencyKey: randomUUID(), acknowledgements: [{ statementId }] },
    });
    await world.outcome(world.buyer, answer);

    const found = await world.statements.find(world.buyer, statementId);
    const day = found?.acknowledgedAt?.toISOString().slice(0, 10) ?? '';
    const after = {
      law: CN,
      interruptedOn: day,
      limitationEndsOn: yearsAfter(day, 3),
      reason: null,
    };
    expect((before?.limitationEndsOn ?? '') < after.limitationEndsOn).toBe(true);
    expect(await ofReceivable('L-2')).toEqual(after);
    expect((await reader.ofStatements([statementId])).get(statementId)).toEqual(after);
  });
});
