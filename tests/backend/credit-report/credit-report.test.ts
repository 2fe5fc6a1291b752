import {
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { BehaviourReader, PaymentPatternReader } from '../../../backend/src/behaviour/index.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import { CreditReportReader } from '../../../backend/src/credit-report/credit-report.reader.js';
import { renderReport } from '../../../backend/src/credit-report/credit-report.pdf.js';
import {
  CreditReportService,
  type StoredReport,
} from '../../../backend/src/credit-report/credit-report.service.js';
import { CreditGate } from '../../../backend/src/credit-limits/index.js';
import type { NetworkKey } from '../../../backend/src/ledger/index.js';
import { LedgerClock, OffLedgerActs } from '../../../backend/src/ledger/index.js';
import { PaperLanguage } from '../../../backend/src/papers/index.js';
import { PeersReader } from '../../../backend/src/peers/index.js';
import { TestDatabase } from '../../support/test-database.js';
import { HistoryWorld, party, viewerOf } from '../credit/history.world.js';

const TODAY = '2026-12-31';
const DAY = '2026-10-31';
const assessor = viewerOf('assessor', PartyRole.ASSESSOR);
const financier = viewerOf('financier', PartyRole.FINANCIER);
const operator = viewerOf('operator', PartyRole.OPERATOR);
const buyer = party('buyer');
const supplier = party('supplier');

let database: TestDatabase;
let history: HistoryWorld;
let service: CreditReportService;
let sequence = 0;

beforeAll(async () => {
  database = await TestDatabase.start();
  history = new HistoryWorld(database);
  const { dataSource } = database;
  const gate = new CreditGate({ platformParty: operator.party } as NetworkKey);
  service = new CreditReportService(
    dataSource,
    new OffLedgerActs(dataSource),
    new LedgerClock(dataSource),
    new CreditReportReader(
      new BehaviourReader(dataSource),
      new PaymentPatternReader(dataSource),
      new PeersReader(dataSource),
      gate,
    ),
  );
  await known();
});

afterAll(async () => {
  await database.stop();
});

const at = (day: string): string => `${day}T09:00:00Z`;

/** A party of the platform with a name. */
async function named(partyId: string, name: string): Promise<void> {
  await database.dataSource.query(
    `INSERT INTO party_profile (party, name, name_key, country) VALUES ($1, $2, $2, 'DE')`,
    [partyId, name],
  );
}

async function statement(recordId: string, recordedAt: string, figures: object): Promise<void> {
  const owner = { owner: assessor.party, party: buyer, recorded_at: recordedAt };
  await database.insert('credit_record', [
    {
      ...{ ...owner, record_id: recordId, kind: 'FINANCIAL_STATEMENT', title: '年度财务报表' },
      ...{ source: 'register', record_date: '2026-04-30', fields: [] },
      recorded_by: assessor.userId,
    },
  ]);
  await database.insert('financial_statement', [
    {
      ...owner,
      record_id: recordId,
      currency: 'EUR',
      fiscal_year: 2025,
      period_days: 365,
      figures,
    },
  ]);
}

async function known(): Promise<void> {
  await named(buyer, '杭州溯桥电商 GmbH');
  for (const { party: one, userName } of [assessor, financier, operator])
    await named(one, userName);
  const open = { supplier, buyer, confirmedDate: '2026-08-01', dueDate: '2026-09-01' };
  const paid = (amountMinor: bigint, date: string) =>
    ({ kind: 'paid', amountMinor, date }) as const;
  await history.tell(
    [
      { ...open, faceMinor: 20_000n, happenings: [paid(20_000n, '2026-09-06')] },
      { ...open, faceMinor: 50_000n, happenings: [paid(30_000n, '2026-10-01')] },
      // Not known on the day of the report.
      { ...open, confirmedDate: '2026-11-15', dueDate: '2026-12-15', faceMinor: 999n },
    ],
    TODAY,
  );
  const figures = { currentAssetsMinor: '300', currentLiabilitiesMinor: '200' };
  await statement('00000000-0000-4000-8000-000000000001', at('2026-05-01'), figures);
  const later = { ...figures, currentAssetsMinor: '900' };
  await statement('00000000-0000-4000-8000-000000000002', at('2026-11-20'), later);
  await database.insert('grade_scale', [
    {
      ...{ assessor: assessor.party, version: 1, base_points: 100, rules: [], set_at: at(DAY) },
      set_by: assessor.userId,
      grades: ['A', 'B'].map((grade) => ({
        ...{ grade, pointsMin: 0, limits: [{ currency: 'EUR', limitMinor: '70000' }] },
        ...{ longestTermsDays: 60, cashDiscountBps: 200, prepaymentBps: 0, reviewDays: 90 },
        needsGuarantee: true,
      })),
    },
  ]);
  const rating = { assessor: assessor.party, party: buyer, currency: 'EUR', scale_version: 1 };
  const reasons = [{ feature: 'LATE_SHARE_BPS', value: 10_000, points: -20 }];
  await database.insert('rating', [
    { ...rating, as_of_date: DAY, points: 80, grade: 'B', rank: 2, reasons, rated_at: at(DAY) },
    {
      ...rating,
      as_of_date: TODAY,
      points: 100,
      grade: 'A',
      rank: 1,
      reasons: [],
      rated_at: at(DAY),
    },
  ]);
  const published = { assessor: assessor.party, party: buyer, currency: '0x455552' };
  for (const [date, grade] of [
    ['2026-10-20', '2'],
    ['2026-11-20', '1'],
  ] as const) {
    const args = {
      ...published,
      grade,
      limitMinor: '5000',
      modelVersion: '7',
      expiresAt: '1800000000',
    };
    const what = { contract: 'creditBook', name: 'AssessmentPublished', subject: buyer };
    await history.event({ ...what, args, date });
  }
  await database.insert('followed_assessor', [
    { financier: financier.party, assessor: assessor.party },
  ]);
  await warned();
}

/** A warning that was light on the day of the report and severe later. */
async function warned(): Promise<void> {
  const warningId = '00000000-0000-4000-8000-000000000009';
  await database.insert('early_warning', [
    {
      ...{ warning_id: warningId, owner: assessor.party, party: buyer, currency: 'EUR' },
      ...{ indicator: 'LATE_SHARE', level: 'SEVERE', as_of_date: DAY, deadline: TODAY },
      ...{ raised_at: at('2026-10-02'), needs_guarantee: false },
    },
  ]);
  const step = { warning_id: warningId };
  await database.insert('warning_handling', [
    { ...step, number: 1, kind: 'RAISED', note: 'LIGHT at 10000', handled_at: at('2026-10-02') },
    { ...step, number: 2, kind: 'NOTE', note: '已致电 buyer', handled_at: at('2026-10-05') },
    { ...step, number: 3, kind: 'ESCALATED', note: 'SEVERE', handled_at: at('2026-11-05') },
  ]);
}

async function make(viewer = assessor, change: object = {}): Promise<StoredReport> {
  const made = await service.make(viewer, {
    ...{ idempotencyKey: `key ${++sequence}`, partyId: buyer, currency: 'EUR', asOfDate: DAY },
    ...change,
  });
  const found = await service.find(viewer, made as string);
  if (found === null) throw new Error(JSON.stringify(made));
  return found;
}

describe('a credit report', () => {
  it('says what was known at the end of its day and nothing that came later', async () => {
    const { report } = await make();
    expect(report.rating).toMatchObject({ grade: 'B', points: 80, scaleVersion: 1 });
    expect(report.rating?.policy).toMatchObject({ limitMinor: '70000', needsGuarantee: true });
    expect(report.assessment).toMatchObject({ rank: 2, limitMinor: '5000', modelVersion: 7 });
    expect(report.behaviour).toMatchObject({ outstandingMinor: '20000', confirmedCount: 2 });
    expect(report.years.map(({ ratios }) => ratios.currentRatio)).toEqual([1.5]);
    expect(report.warnings).toMatchObject([{ level: 'LIGHT', outcome: null }]);
    expect(report.warnings[0]?.handlings.map(({ kind }) => kind)).toEqual(['RAISED', 'NOTE']);
    expect(report.records).toHaveLength(1);
    expect(report.gaps.map(({ kind, problem }) => [kind, problem])).toContainEqual([
      ...['REGISTRATION', 'MISSING'],
    ]);
    const later = (await make(assessor, { asOfDate: TODAY })).report;
    expect(later.rating?.grade).toBe('A');
    expect(later.years.map(({ ratios }) => ratios.currentRatio)).toEqual([4.5]);
    expect(later.warnings).toMatchObject([{ level: 'SEVERE' }]);
  });

  it('spreads payment times and amounts over bands, and days beyond terms over months', async () => {
    const { report } = await make();
    const counted = report.times.filter(({ count }) => count > 0);
    expect(counted).toMatchObject([
      { fromDays: 1, toDays: 7, count: 1, openCount: 0, faceMinor: '20000' },
      { fromDays: 31, toDays: 60, count: 1, openCount: 1, faceMinor: '50000' },
    ]);
    expect(report.amounts).toMatchObject([
      { fromMinor: '20000', belowMinor: '50000', count: 1 },
      { fromMinor: '50000', belowMinor: '100000', count: 1 },
    ]);
    expect(report.months).toHaveLength(12);
    expect(report.months.slice(-2)).toEqual([
      { month: '2026-09-01', paidMinor: '20000', daysBeyondTermsMilli: 5_000 },
      { month: '2026-10-01', paidMinor: '30000', daysBeyondTermsMilli: 30_000 },
    ]);
  });

  it('stays as it was made, and its code leads to it and to no other', async () => {
    const first = await make();
    const { verificationCode, contentHash } = first;
    expect(await service.findByCode(verificationCode.toLowerCase())).toMatchObject({
      ...{ reportId: first.reportId, partyId: buyer, asOfDate: DAY, grade: 'B', points: 80 },
      ...{ contentHash, ownerId: assessor.party },
    });
    const other = verificationCode.slice(0, 12) + (await make()).verificationCode.slice(12);
    expect(await service.findByCode(other)).toBeNull();
    expect(await service.findByCode('nonsense')).toBeNull();
  });

  it.each(Object.values(PaperLanguage))('is the same PDF each time in %s', async (language) => {
    const stored = await make();
    const [first, second] = [
      await renderReport(stored, language),
      await renderReport(stored, language),
    ];
    expect(first.subarray(0, 5).toString()).toBe('%PDF-');
    expect(second.equals(first)).toBe(true);
  });

  it('without anything known is a PDF too', async () => {
    const stranger = party('stranger');
    await named(stranger, 'stranger');
    const { report, ...stored } = await make(assessor, { partyId: stranger });
    expect(report).toMatchObject({ rating: null, behaviour: null, years: [], records: [] });
    const content = await renderReport({ ...stored, report }, PaperLanguage.ZH);
    expect(content.length).toBeGreaterThan(1_000);
  });
});

describe('who sees a credit report', () => {
  it('is the party that made it, and not the operator nor another assessor', async () => {
    const { reportId } = await make();
    const other = viewerOf('other', PartyRole.ASSESSOR);
    const auditor = viewerOf('auditor', PartyRole.AUDITOR);
    const itself = { ...viewerOf('b', PartyRole.BUYER), party: buyer };
    for (const viewer of [other, auditor, operator, financier, itself]) {
      expect(await service.find(viewer, reportId)).toBeNull();
    }
  });

  it('has what is on the ledger for a financier that follows, and nothing of behaviour, files, points and warnings', async () => {
    const { report } = await make(financier);
    expect(report).toMatchObject({ isBehaviourShown: false, behaviour: null, rating: null });
    expect(report).toMatchObject({ times: [], amounts: [], months: [] });
    expect(report).toMatchObject({ years: [], records: [], warnings: [] });
    expect(report.assessment).toMatchObject({ rank: 2, assessor: { name: 'assessor' } });
    expect(report.peers.standings.every(({ value }) => value === null)).toBe(true);
  });

  it('is refused to buyers and suppliers, for unknown parties and for days to come', async () => {
    const input = { idempotencyKey: 'k', partyId: buyer, currency: 'EUR', asOfDate: DAY };
    for (const role of [PartyRole.BUYER, PartyRole.SUPPLIER, PartyRole.AUDITOR]) {
      expect(await service.make(viewerOf('x', role), input)).toBeInstanceOf(NotPermittedError);
    }
    const asking = (change: object) => service.make(assessor, { ...input, ...change });
    expect(await asking({ partyId: party('nobody') })).toBeInstanceOf(NotFoundError);
    expect(await asking({ partyId: 'x' })).toMatchObject({ path: 'partyId' });
    expect(await asking({ currency: 'EURO' })).toBeInstanceOf(InputInvalidError);
    expect(await asking({ asOfDate: '2027-01-01' })).toMatchObject({ path: 'asOfDate' });
  });
});
