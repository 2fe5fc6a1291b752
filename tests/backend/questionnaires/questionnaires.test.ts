import { randomUUID } from 'node:crypto';

import { NotFoundError, NotPermittedError } from '../../../backend/src/api/index.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import { OffLedgerActs } from '../../../backend/src/ledger/index.js';
import { QuestionnaireReader } from '../../../backend/src/questionnaires/questionnaire.reader.js';
import { QuestionnaireService } from '../../../backend/src/questionnaires/questionnaire.service.js';
import { TestDatabase } from '../../support/test-database.js';
import { party, viewerOf } from '../credit/history.world.js';

const first = viewerOf('assessor', PartyRole.ASSESSOR);
const [second, third] = [0, 1].map(() => ({ ...first, userId: randomUUID() })) as [
  typeof first,
  typeof first,
];
const stranger = viewerOf('other', PartyRole.ASSESSOR);

const choice = (code: string, points: number) => ({ code, textEn: code, textZh: code, points });
const question = (code: string, weightBps: number, needsEvidence = false) => ({
  ...{ code, textEn: code, textZh: '问题', weightBps, needsEvidence },
  answers: [choice('GOOD', 100), choice('FAIR', 55), choice('POOR', 0)],
});
const questions = [question('MANAGEMENT', 6_001), question('MARKET', 3_999, true)];

let database: TestDatabase;
let service: QuestionnaireService;
let reader: QuestionnaireReader;
let sequence = 0;

beforeAll(async () => {
  database = await TestDatabase.start();
  const { dataSource } = database;
  service = new QuestionnaireService(new OffLedgerActs(dataSource));
  reader = new QuestionnaireReader(dataSource);
});

afterAll(async () => {
  await database.stop();
});

const key = (): string => `key ${++sequence}`;
const set = (change = questions) =>
  service.setQuestions(first, { idempotencyKey: key(), questions: change });
const open = (partyId = party(`p${++sequence}`)) =>
  service.open(first, { idempotencyKey: key(), partyId });

function sheet(management: string, market: string) {
  return [
    { question: 'MANAGEMENT', answer: management, evidence: null },
    { question: 'MARKET', answer: market, evidence: 'report of the industry' },
  ];
}

const answer = (who: typeof first, questionnaireId: string, answers = sheet('GOOD', 'FAIR')) =>
  service.answer(who, { idempotencyKey: key(), questionnaireId, answers });

describe('a questionnaire', () => {
  it('is agreed where two persons answer the same, who do not see each other before', async () => {
    await set();
    const id = (await open()) as string;
    expect(await answer(first, id)).toBe(id);
    expect(await reader.sheets(second, id)).toEqual([]);
    expect(await reader.sheets(first, id)).toHaveLength(1);
    expect(await answer(first, id)).toBeInstanceOf(NotPermittedError);
    expect(await reader.find(first, id)).toMatchObject({ status: 'OPEN', points: null });

    await answer(second, id);
    // (6,001 · 100 + 3,999 · 55) / 100 = 8,200.45
    expect(await reader.find(first, id)).toMatchObject({ status: 'AGREED', points: 8_200 });
    expect(await reader.sheets(second, id)).toHaveLength(2);
    expect(await answer(third, id)).toBeInstanceOf(NotFoundError);
  });

  it('is settled by a third person, who answers what two differ on and nothing else', async () => {
    await set();
    const id = (await open()) as string;
    await answer(first, id, sheet('GOOD', 'FAIR'));
    await answer(second, id, sheet('POOR', 'FAIR'));
    expect(await reader.find(first, id)).toMatchObject({ status: 'DIFFERING', points: null });

    expect(await answer(third, id)).toMatchObject({ path: 'answers[1].question' });
    expect(await answer(third, id, sheet('POOR', 'FAIR').slice(0, 1))).toBe(id);
    expect(await reader.find(first, id)).toMatchObject({ status: 'SETTLED', points: 2_199 });
  });

  it('is refused with missing, unknown or unproved answers', async () => {
    await set();
    const id = (await open()) as string;
    const [management, market] = sheet('GOOD', 'FAIR') as [never, never];
    expect(await answer(first, id, [management])).toMatchObject({ path: 'answers' });
    expect(await answer(first, id, sheet('NONE', 'FAIR'))).toMatchObject({
      path: 'answers[0].answer',
    });
    const unproved = [management, { ...(market as object), evidence: null } as never];
    expect(await answer(first, id, unproved)).toMatchObject({ path: 'answers[1].evidence' });
  });

  it('is one at a time for a party, and seen by its owner only', async () => {
    await set();
    const partyId = party('once');
    const id = (await open(partyId)) as string;
    expect(await open(partyId)).toMatchObject({ path: 'partyId' });
    expect(await reader.find(stranger, id)).toBeNull();
    expect(await answer(stranger, id)).toBeInstanceOf(NotFoundError);
    const unasked = { idempotencyKey: key(), partyId };
    expect(await service.open(stranger, unasked)).toMatchObject({ path: 'partyId' });
  });
});

describe('a set of questions', () => {
  it('is refused unless weights sum to all and codes are unique', async () => {
    expect(await set([question('A', 9_999)])).toMatchObject({ path: 'questions' });
    expect(await set([question('A', 5_000), question('A', 5_000)])).toMatchObject({
      path: 'questions',
    });
    expect(await set([{ ...question('A', 10_000), answers: [choice('X', 1)] }])).toMatchObject({
      path: 'questions[0].answers',
    });
    const supplier = viewerOf('s', PartyRole.SUPPLIER);
    const input = { idempotencyKey: key(), questions };
    expect(await service.setQuestions(supplier, input)).toBeInstanceOf(NotPermittedError);
  });
});
