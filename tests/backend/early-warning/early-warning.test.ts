import { randomUUID } from 'node:crypto';

import {
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { BehaviourReader } from '../../../backend/src/behaviour/behaviour.reader.js';
import { PartyRole, addDays } from '../../../backend/src/common/index.js';
import { WarningEvaluationService } from '../../../backend/src/early-warning/warning-evaluation.service.js';
import { WarningHandlingService } from '../../../backend/src/early-warning/warning-handling.service.js';
import {
  WarningIndicator,
  WarningLevel,
} from '../../../backend/src/early-warning/warning-policy.js';
import { WarningReader } from '../../../backend/src/early-warning/warning.reader.js';
import { HandlingKind, WarningOutcome } from '../../../backend/src/early-warning/warning.type.js';
import { LedgerClock, OffLedgerActs } from '../../../backend/src/ledger/index.js';
import { TestDatabase } from '../../support/test-database.js';
import { HistoryWorld, party, viewerOf } from '../credit/history.world.js';

const TODAY = '2026-12-31';
const PAGE = { size: 50, limit: 51, after: null };
const supplier = viewerOf('supplier', PartyRole.SUPPLIER);
const other = viewerOf('other', PartyRole.SUPPLIER);
const buyer = party('buyer');

let database: TestDatabase;
let history: HistoryWorld;
let service: WarningEvaluationService;
let handling: WarningHandlingService;
let reader: WarningReader;
let sequence = 0;

beforeAll(async () => {
  database = await TestDatabase.start();
  history = new HistoryWorld(database);
  const { dataSource } = database;
  const acts = new OffLedgerActs(dataSource);
  service = new WarningEvaluationService(
    ...([dataSource, acts, new LedgerClock(dataSource), new BehaviourReader(dataSource)] as const),
  );
  handling = new WarningHandlingService(acts);
  reader = new WarningReader(dataSource);
  await database.insert('app_user', [
    { user_id: supplier.userId, party: supplier.party, name: 'someone', created_at: TODAY },
  ]);
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await history.clear();
  await database.truncate('behaviour', 'early_warning', 'warning_policy', 'warning_evaluation');
  // Due on 2026-02-04 and never paid, as is one of another supplier.
  const base = { buyer, faceMinor: 100n, confirmedDate: '2026-01-05', dueDate: '2026-02-04' };
  await history.tell(
    [
      { ...base, supplier: supplier.party },
      { ...base, supplier: supplier.party, dueDate: '2026-12-01' },
      { ...base, supplier: other.party },
    ],
    TODAY,
  );
});

const key = (): string => `key ${++sequence}`;
const reaction = (level: WarningLevel, change: object = {}) => ({
  ...{ level, days: 10, tasks: [`contact at ${level}`], longestTermsDays: null },
  ...{ prepaymentBps: null, ...change },
});
const policy = {
  rules: [
    {
      indicator: WarningIndicator.OLDEST_DAYS_PAST_DUE,
      ...{ lightFrom: 10, mediumFrom: 30, severeFrom: 90 },
    },
    {
      indicator: WarningIndicator.OVERDUE_RATE,
      ...{ lightFrom: null, mediumFrom: null, severeFrom: 9_000 },
    },
  ],
  reactions: [
    reaction(WarningLevel.LIGHT),
    reaction(WarningLevel.MEDIUM, { longestTermsDays: 30, prepaymentBps: 3_000 }),
    reaction(WarningLevel.SEVERE),
  ],
};
const set = (who = supplier, change: object = {}) =>
  service.setPolicy(who, { ...policy, ...change, idempotencyKey: key() });
const evaluate = (asOfDate: string, who = supplier) =>
  service.evaluate(who, { idempotencyKey: key(), asOfDate });
const warnings = (who = supplier) => reader.list(who, PAGE, { partyId: null, openOnly: false });

function handle(warningId: string, change: object, who = supplier) {
  const input = { idempotencyKey: key(), warningId, kind: HandlingKind.NOTE, note: 'called' };
  return handling.handle(who, { ...input, ...change });
}

describe('evaluateWarnings', () => {
  it('warns at the worst level that a figure reached, and makes open warnings only worse', async () => {
    expect(await set()).toBe(1);
    expect(await evaluate('2026-02-13')).toBe(0);
    expect(await evaluate('2026-02-14')).toBe(1);
    expect(await warnings()).toMatchObject([
      {
        indicator: 'OLDEST_DAYS_PAST_DUE',
        level: 'LIGHT',
        value: 10,
        threshold: 10,
        partyId: buyer,
      },
    ]);
    expect(await evaluate('2026-02-15')).toBe(0);
    expect(await evaluate('2026-03-06')).toBe(1);
    expect(await evaluate('2026-02-14')).toBe(0);

    const [warning] = await warnings();
    expect(warning).toMatchObject({ level: 'MEDIUM', longestTermsDays: 30, prepaymentBps: 3_000 });
    const done = await reader.handlings(warning?.warningId ?? '');
    expect(done.map(({ kind, note }) => [kind, note])).toEqual([
      ['RAISED', 'LIGHT at 10'],
      ['ESCALATED', 'MEDIUM at 30'],
    ]);
    const tasks = await reader.tasks(warning?.warningId ?? '');
    expect(tasks.map(({ task }) => task)).toEqual(['contact at LIGHT', 'contact at MEDIUM']);
  });

  it('looks at a supplier’s own pairs only, and shows warnings to their owner', async () => {
    await set(other);
    // All that the other supplier is owed is past due, half of what this one is.
    expect(await evaluate('2026-02-14', other)).toBe(2);
    expect(await warnings(supplier)).toEqual([]);
    expect(await warnings(viewerOf('auditor', PartyRole.AUDITOR))).toHaveLength(2);
  });

  it('is done by the worker once for each owner and day', async () => {
    await set();
    await set(other);
    const day = '2026-02-14';
    expect([await service.evaluateNext(day), await service.evaluateNext(day)]).toEqual([
      true,
      true,
    ]);
    expect(await service.evaluateNext(day)).toBe(false);
    expect(await warnings()).toHaveLength(1);
    expect(await warnings(other)).toHaveLength(2);
  });

  it('is refused without a policy, for days to come, and to those who lend nothing', async () => {
    expect(await evaluate('2026-02-14')).toBeInstanceOf(NotFoundError);
    await set();
    expect(await evaluate(addDays(TODAY, 1))).toBeInstanceOf(InputInvalidError);
    expect(await evaluate('2026-02-14', viewerOf('b', PartyRole.BUYER))).toBeInstanceOf(
      NotPermittedError,
    );
  });
});

describe('a reported sign', () => {
  it('warns at once, with what was seen and where', async () => {
    await set();
    const sign = {
      ...{ idempotencyKey: key(), partyId: buyer, indicator: WarningIndicator.NEGATIVE_NEWS },
      ...{ level: WarningLevel.SEVERE, note: 'insolvency filed', source: 'gazette' },
      seenDate: '2026-03-01',
    };
    const signId = (await service.report(supplier, sign)) as string;
    expect(await reader.findOfSign(supplier, signId)).toMatchObject({
      ...{ level: 'SEVERE', note: 'insolvency filed', value: null, partyId: buyer },
    });
    expect(await service.report(supplier, sign)).toBe(signId);
    const figure = { ...sign, idempotencyKey: key(), indicator: WarningIndicator.LATE_SHARE };
    expect(await service.report(supplier, figure)).toMatchObject({ path: 'indicator' });
  });
});

describe('handleWarning', () => {
  async function raised(): Promise<string> {
    await set();
    await evaluate('2026-02-14');
    return (await warnings())[0]?.warningId ?? '';
  }

  it('keeps who did what, and closes once the plan is done', async () => {
    const warningId = await raised();
    const { userId: responsibleId } = supplier;
    const assign = { kind: HandlingKind.ASSIGN, responsibleId, deadline: '2026-03-01' };
    expect(await handle(warningId, assign)).toBe(warningId);
    const close = { kind: HandlingKind.CLOSE, outcome: WarningOutcome.RESOLVED };
    expect(await handle(warningId, close)).toMatchObject({ path: 'kind' });
    await handle(warningId, { kind: HandlingKind.TASK_DONE, taskNumber: 1 });
    expect(await handle(warningId, { ...close, outcome: null })).toMatchObject({ path: 'outcome' });
    expect(await handle(warningId, close)).toBe(warningId);

    expect(await reader.find(supplier, warningId)).toMatchObject({
      ...{ outcome: 'RESOLVED', responsibleId, deadline: '2026-03-01' },
    });
    const kinds = (await reader.handlings(warningId)).map(({ kind }) => kind);
    expect(kinds).toEqual(['RAISED', 'ASSIGN', 'TASK_DONE', 'CLOSE']);
    expect(await handle(warningId, {})).toBeInstanceOf(NotFoundError);
  });

  it('leaves what was closed at rest for a while, unless it gets worse', async () => {
    const warningId = await raised();
    await handle(warningId, { kind: HandlingKind.TASK_DONE, taskNumber: 1 });
    const outcome = WarningOutcome.ACCEPTED;
    await handle(warningId, { kind: HandlingKind.CLOSE, outcome });
    expect(await evaluate('2026-02-16')).toBe(0);
    expect(await evaluate('2026-03-06')).toBe(1);
  });

  it('is refused to other parties, to strangers as responsible, and for what the platform records', async () => {
    const warningId = await raised();
    expect(await handle(warningId, {}, other)).toBeInstanceOf(NotFoundError);
    expect(await handle(warningId, { kind: HandlingKind.RAISED })).toMatchObject({ path: 'kind' });
    const assign = { kind: HandlingKind.ASSIGN, responsibleId: randomUUID() };
    expect(await handle(warningId, assign)).toMatchObject({ path: 'responsibleId' });
  });
});

describe('a policy', () => {
  it('is refused unless bounds rise and each level has one reaction', async () => {
    const [rule] = policy.rules;
    expect(await set(supplier, { rules: [{ ...rule, mediumFrom: 5 }] })).toMatchObject({
      path: 'rules[0]',
    });
    const news = { ...rule, indicator: WarningIndicator.NEGATIVE_NEWS };
    expect(await set(supplier, { rules: [news] })).toMatchObject({ path: 'rules[0].indicator' });
    const two = policy.reactions.slice(0, 2);
    expect(await set(supplier, { reactions: two })).toMatchObject({ path: 'reactions' });
  });
});
