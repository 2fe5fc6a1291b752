import { reproduceRating } from '../../backend/src/ratings/rating-inputs.js';
import { eventually } from '../support/eventually.js';
import { type Outcome, PartyClient, admitParties } from './party-client.js';
import { StartedSystem, makeDataDir, removeDataDir } from './started-system.js';

const ROLES = { supplier: ['SUPPLIER'], buyer: ['BUYER'], financier: ['FINANCIER', 'ASSESSOR'] };
const DAY_MS = 86_400_000;
const dayAfter = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

describe('credit through the API', () => {
  let dataDir: string;
  let system: StartedSystem;
  let operator: PartyClient;
  let as: Record<keyof typeof ROLES, PartyClient>;
  let colleague: PartyClient;
  let second: string;

  const keep = (who: PartyClient, mutation: string, input: object, rest: object = {}) =>
    who.act(mutation, input, { isCommand: false, ...rest });

  beforeAll(async () => {
    dataDir = await makeDataDir();
    system = new StartedSystem(dataDir);
    operator = await PartyClient.operator(await system.ready());
    as = await admitParties(operator, ROLES);
    const user = { partyId: as.supplier.partyId, userName: 'second' };
    const selection = '... on IssuedToken { token }';
    const { token } = await keep(operator, 'issueToken', user, { selection, hasKey: false });
    colleague = new PartyClient(operator.url, String(token), as.supplier.partyId);
    const receivables = ['INV-1', 'INV-2'].map((number) => ({
      ...{ buyerId: as.buyer.partyId, currency: 'EUR', faceMinor: '10000', number },
      ...{ issueDate: dayAfter(0), dueDate: dayAfter(60) },
    }));
    const { subjects } = await as.supplier.act('registerReceivables', { receivables });
    second = subjects?.[1] ?? '';
    expect(await confirm(subjects?.[0] ?? '')).toMatchObject({ status: 'INCLUDED' });
  });

  afterAll(async () => {
    await system.end('SIGTERM');
    await removeDataDir(dataDir);
  });

  function confirm(receivableId: string): Promise<Outcome> {
    const scope = ['EXISTENCE', 'AMOUNT', 'ASSIGNMENT_CONSENT', 'PAYEE'];
    const selection = '... on CreditLimitExceededError { scope limitMinor requestedMinor }';
    return as.buyer.act(
      'confirmReceivables',
      { confirmations: [{ receivableId, scope }] },
      { selection },
    );
  }

  it('works out an allowance whose lines, cells and totals are what the supplier is owed', async () => {
    const selection = `... on ProvisionRun { runId totals { currency outstandingMinor eclMinor }
      cells { bucket basis appliedPpm outstandingMinor } lines { edges { node { eclMinor } } } }`;
    const run = await keep(as.supplier, 'runProvisions', { asOfDate: dayAfter(0) }, { selection });
    expect(run).toMatchObject({
      totals: [{ currency: 'EUR', outstandingMinor: '10000', eclMinor: '30' }],
      lines: { edges: [{ node: { eclMinor: '30' } }] },
    });
    const query = `query ($id: ID!) { provisionMovement(openingRunId: $id, closingRunId: $id) {
      openingMinor closingMinor } }`;
    expect(await as.supplier.read(query, { id: run['runId'] })).toEqual([
      { openingMinor: '30', closingMinor: '30' },
    ]);
    expect(await as.buyer.read(query, { id: run['runId'] })).toBeNull();
    const aged = `query ($day: CalendarDate!) { ageingOn(asOfDate: $day) { bucket outstandingMinor } }`;
    expect(await as.supplier.read(aged, { day: dayAfter(0) })).toEqual([
      { bucket: 0, outstandingMinor: '10000' },
    ]);
  });

  it('grades buyers, publishes the grade, and lets others reproduce it', async () => {
    const grade = {
      ...{ grade: 'A', pointsMin: 0, limits: [{ currency: 'EUR', limitMinor: '500' }] },
      ...{ longestTermsDays: 90, cashDiscountBps: 0, prepaymentBps: 0, needsGuarantee: false },
      reviewDays: 30,
    };
    const bands = [{ upTo: null, points: 4 }];
    const rules = [{ feature: 'CONFIRMED_COUNT', bands, missingPoints: 0 }];
    const inputType = 'GradeScaleInput';
    const scale = { basePoints: 1, rules, grades: [grade] };
    const kept = await keep(as.financier, 'setGradeScale', scale, { inputType });
    expect(kept).toMatchObject({ __typename: 'GradeScale' });
    const asOfDate = dayAfter(0);
    const selection = '... on AssessmentWork { workId }';
    const work = await keep(as.financier, 'rateBuyers', { asOfDate }, { selection });
    const rated = await eventually(
      () =>
        as.financier.read<{ status: string; answer: string }>(
          'query ($id: ID!) { assessmentWork(workId: $id) { status answer } }',
          { id: work['workId'] },
        ),
      ({ status }) => status !== 'QUEUED' && status !== 'RUNNING',
    );
    expect(rated).toEqual({ status: 'DONE', answer: `Ratings of ${asOfDate}: 1.` });
    const partyIds = [as.buyer.partyId];
    expect(await as.financier.act('publishRatings', { asOfDate, partyIds })).toMatchObject({
      status: 'INCLUDED',
    });
    const page = await as.financier.read<{ edges: Array<{ node: { inputCommitment: string } }> }>(
      '{ assessments { edges { node { inputCommitment grade } } } }',
    );
    const commitment = page.edges[0]?.node.inputCommitment ?? '';
    const handed = await as.financier.read<{ salt: string; inputs: string }>(
      'query ($id: ID!) { assessmentInputs(inputCommitment: $id) { salt inputs } }',
      { id: commitment },
    );
    const found = reproduceRating(handed.salt, handed.inputs);
    expect(found).toMatchObject({ points: 5, grade: 'A', isSame: true, commitment });
    const figures = `query ($id: ID!, $day: CalendarDate!) {
      behaviour(buyerId: $id, asOfDate: $day) { confirmedCount outstandingMinor } }`;
    const asked = { id: as.buyer.partyId, day: asOfDate };
    expect(await as.buyer.read(figures, asked)).toEqual([
      { confirmedCount: 1, outstandingMinor: '10000' },
    ]);
    expect(await as.supplier.read(figures, asked)).toEqual([]);
  });

  it('refuses a confirmation above a limit that two persons set, and one that a warning stops', async () => {
    const limit = {
      ...{ scope: 'BUYER', subject: as.buyer.partyId, currency: 'EUR', limitMinor: '15000' },
      ...{ reason: 'first year', expiresAt: new Date(Date.now() + DAY_MS).toISOString() },
    };
    const selection = '... on CreditLimit { limitId approvedAt }';
    const made = await keep(as.supplier, 'proposeCreditLimit', limit, { selection });
    const approval = { limitId: made['limitId'] };
    const options = { selection, inputType: 'CreditLimitIdInput' };
    expect(await keep(as.supplier, 'approveCreditLimit', approval, options)).toMatchObject({
      code: 'NOT_PERMITTED',
    });
    const approved = await keep(colleague, 'approveCreditLimit', approval, options);
    expect(approved['approvedAt']).toEqual(expect.any(String));
    expect(await confirm(second)).toMatchObject({
      ...{
        code: 'CREDIT_LIMIT_EXCEEDED',
        scope: 'BUYER',
        limitMinor: null,
        requestedMinor: '10000',
      },
    });

    const reactions = ['LIGHT', 'MEDIUM', 'SEVERE'].map((level) => ({
      ...{ level, days: 5, tasks: ['call'], longestTermsDays: null, prepaymentBps: null },
    }));
    const bounds = { lightFrom: 5000, mediumFrom: null, severeFrom: null };
    const policy = { rules: [{ indicator: 'OVERDUE_RATE', ...bounds }], reactions };
    await keep(as.supplier, 'setWarningPolicy', policy, { inputType: 'WarningPolicyInput' });
    const sign = {
      ...{ partyId: as.buyer.partyId, indicator: 'NEGATIVE_NEWS', level: 'SEVERE' },
      ...{ note: 'insolvency filed', source: 'gazette', seenDate: dayAfter(0) },
    };
    const warned = await keep(as.supplier, 'reportWarningSign', sign, {
      selection: '... on EarlyWarning { level tasks { task } handlings { kind } }',
    });
    expect(warned).toMatchObject({ tasks: [{ task: 'call' }], handlings: [{ kind: 'RAISED' }] });
    expect(await confirm(second)).toMatchObject({ code: 'CREDIT_STOPPED' });
  });

  it('keeps files and questionnaires of their party', async () => {
    const partyId = as.buyer.partyId;
    const imported = await keep(
      as.financier,
      'importFinancialStatements',
      {
        ...{ partyId, title: 'annual report', source: 'filing', recordDate: dayAfter(0) },
        ...{ format: 'KEY_VALUE', currency: 'EUR', text: 'Assets@2025 = 12.50' },
      },
      {
        inputType: 'ImportStatementsInput',
        selection: `... on ImportedStatements { unknown
          statements { fiscalYear figures { name amountMinor } } }`,
      },
    );
    expect(imported['statements']).toEqual([
      { fiscalYear: 2025, figures: [{ name: 'totalAssetsMinor', amountMinor: '1250' }] },
    ]);
    const file = `query ($id: ID!) { creditFile(partyId: $id) {
      records { edges { node { kind } } } gaps { kind problem } } }`;
    const own = await as.financier.read<{ gaps: unknown[] }>(file, { id: partyId });
    expect(own.gaps).toContainEqual({ kind: 'REGISTRATION', problem: 'MISSING' });
    expect(await as.supplier.read(file, { id: partyId })).toMatchObject({ records: { edges: [] } });

    const answers = [100, 0].map((points) => ({
      ...{ code: points === 0 ? 'BAD' : 'GOOD', textEn: 'x', textZh: 'x', points },
    }));
    const question = { code: 'MARKET', textEn: 'x', textZh: 'x', weightBps: 10_000 };
    const questions = [{ ...question, needsEvidence: false, answers }];
    await keep(as.financier, 'setQuestions', { questions }, { inputType: 'QuestionSetInput' });
    const selection = '... on Questionnaire { questionnaireId status }';
    expect(await keep(as.financier, 'openQuestionnaire', { partyId }, { selection })).toMatchObject(
      {
        status: 'OPEN',
      },
    );
  });
});
