import { randomUUID } from 'node:crypto';

import { PartyRole, addDays, epochDayOf } from '../../../backend/src/common/index.js';
import { RatioHistory } from '../../../backend/src/credit-models/index.js';
import { seededRandom } from '../../../backend/src/credit-models/random.js';
import { ForecastReader } from '../../../backend/src/forecasts/forecast.reader.js';
import { LedgerClock } from '../../../backend/src/ledger/index.js';
import { ModelPurpose } from '../../../backend/src/model-registry/model-purpose.js';
import { TestDatabase } from '../../support/test-database.js';
import { type TestReceivable, party, viewerOf } from '../credit/history.world.js';
import { RegistryWorld, TODAY } from './registry.world.js';

const PAGE = { size: 50, limit: 51, after: null };
const PATIENCE_MS = 180_000;
const AS_OF = '2026-10-31';
const BUYERS = 60;
const assessor = viewerOf('assessor', PartyRole.ASSESSOR);
const rival = viewerOf('rival', PartyRole.ASSESSOR);
const operator = viewerOf('operator', PartyRole.OPERATOR);

/** Buyers in debt pay late; every second one changes places with the new year's statement. */
const debtOf = (number: number, year: number): number =>
  (number + (year > 2024 && number % 4 < 2 ? 1 : 0)) % 2 === 0 ? 30 : 90;

function drawn(count: number): TestReceivable[] {
  const random = seededRandom(11);
  return Array.from({ length: count }, (_one, at) => {
    const number = random.below(BUYERS);
    const confirmedDate = addDays('2025-01-02', Math.floor((at * 640) / count));
    const dueDate = addDays(confirmedDate, 30);
    const isInDebt = debtOf(number, confirmedDate > '2025-12-31' ? 2025 : 2024) === 90;
    const isLate = random.below(10) < (isInDebt ? 9 : 1);
    const date = addDays(dueDate, isLate ? 12 : -3);
    return {
      ...{ supplier: party('s'), buyer: party(`b${number}`), faceMinor: 5_000n },
      ...{ confirmedDate, dueDate },
      happenings: [{ kind: 'paid', amountMinor: 5_000n, date } as const],
    };
  });
}

let database: TestDatabase;
let world: RegistryWorld;

beforeAll(async () => {
  database = await TestDatabase.start();
  world = new RegistryWorld(database);
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await world.clear();
});

interface Filing {
  readonly number: number;
  readonly fiscalYear: number;
  readonly date: string;
  readonly recordedDate?: string;
  readonly debt: number;
  readonly owner?: string;
}

async function file(filings: readonly Filing[]): Promise<void> {
  const rows = filings.map(({ date, recordedDate = date, owner, ...filing }) => ({
    ...{ ...filing, date, at: `${recordedDate}T12:00:00Z`, record_id: randomUUID() },
    owner: owner ?? world.networkKey.platformParty,
  }));
  await database.insert(
    'credit_record',
    rows.map(({ record_id, owner, number, date, at }) => ({
      ...{ record_id, owner, party: party(`b${number}`), kind: 'FINANCIAL_STATEMENT' },
      ...{ title: 'accounts', source: 'register', record_date: date, fields: [] },
      ...{ recorded_by: randomUUID(), recorded_at: at },
    })),
  );
  await database.insert(
    'financial_statement',
    rows.map(({ record_id, owner, number, at, fiscalYear, debt }) => ({
      ...{ record_id, owner, party: party(`b${number}`), fiscal_year: fiscalYear },
      ...{ currency: 'EUR', period_days: 365, recorded_at: at },
      figures: { totalAssetsMinor: '100', totalLiabilitiesMinor: `${debt}` },
    })),
  );
}

const yearsOf = (number: number, owner?: string): Filing[] => [
  {
    ...{ number, fiscalYear: 2024, date: '2025-01-01', debt: debtOf(number, 2024) },
    ...(owner === undefined ? {} : { owner }),
  },
  {
    ...{ number, fiscalYear: 2025, date: '2026-01-01', debt: debtOf(number, 2025) },
    ...(owner === undefined ? {} : { owner }),
  },
];
const numbers = Array.from({ length: BUYERS }, (_one, number) => number);

async function champion() {
  const found = await world.models.champion(ModelPurpose.LATE_PAYMENT);
  return (await world.models.find(operator, found!.versionId))!;
}

describe('a model on ratios of statements', () => {
  it(
    'becomes champion on later rows where they matter, and tells the operator alone what they are',
    async () => {
      await world.history.tell(drawn(700), TODAY);
      await file(numbers.flatMap((number) => yearsOf(number, assessor.party)));
      await world.train(assessor);
      // What an assessor keeps for itself is not learned from.
      const blind = await champion();
      expect(await world.models.model(operator, blind.versionId)).not.toContain('debtToAssets');

      // One of ten has no statements.
      await file(numbers.filter((number) => number % 10 > 0).flatMap((number) => yearsOf(number)));
      await world.train(assessor);
      const seeing = await champion();
      expect(seeing.versionId).not.toBe(blind.versionId);
      expect(await world.models.model(operator, seeing.versionId)).toContain('debtToAssets');
      expect(seeing.figures!.auc).toBeGreaterThan(blind.figures!.auc + 0.05);

      const open = { supplier: party('s'), buyer: party('b1'), faceMinor: 5_000n };
      const dates = { confirmedDate: '2026-12-20', dueDate: '2027-01-20' };
      const [receivableId = ''] = await world.history.tell([{ ...open, ...dates }], TODAY);
      const { dataSource } = database;
      const forecasts = new ForecastReader(
        ...([dataSource, new LedgerClock(dataSource), world.payments] as const),
        ...([world.models, world.statements] as const),
      );
      const reasonFor = async (viewer: typeof operator) => {
        const [found] = await forecasts.receivables(viewer, [receivableId], null);
        return found?.late.reasons.find(({ feature }) => feature === 'debtToAssets');
      };
      expect((await reasonFor(operator))?.value).toBe(String(debtOf(1, 2025) / 100));
      const supplier = { ...viewerOf('s', PartyRole.SUPPLIER, PartyRole.ASSESSOR) };
      const hidden = await reasonFor(supplier);
      expect(hidden).toMatchObject({ value: null });
      expect(hidden!.points).not.toBe(0);
    },
    PATIENCE_MS,
  );

  it(
    'is the same whatever is filed later, or said later to have been filed before',
    async () => {
      await world.history.tell(drawn(600), TODAY);
      await file(numbers.flatMap((number) => yearsOf(number)));
      const hashes = async (viewer: typeof assessor) => {
        await world.train(viewer, AS_OF);
        const versions = await world.models.list(viewer, PAGE, null);
        return versions.map(({ algorithm, modelHash }) => `${algorithm} ${modelHash}`).toSorted();
      };
      const before = await hashes(assessor);
      await file(
        numbers.flatMap((number) => [
          { number, fiscalYear: 2026, date: addDays(AS_OF, 1), debt: 100 - debtOf(number, 2025) },
          {
            ...{ number, fiscalYear: 2025, date: '2025-06-01', debt: 50 },
            recordedDate: addDays(AS_OF, 1),
          },
        ]),
      );
      expect(await hashes(rival)).toEqual(before);
      expect(before).toHaveLength(4);
    },
    PATIENCE_MS,
  );
});

describe('ratios on a day', () => {
  const day = epochDayOf('2026-01-01');
  const known = (fromDay: number, fiscalYear: number, debtToAssets: number) => ({
    ...{ party: 'b', fromDay, fiscalYear, ratios: { debtToAssets } },
  });
  const history = new RatioHistory([
    ...[known(day, 2024, 0.1), known(day + 10, 2025, 0.2), known(day + 20, 2025, 0.3)],
    known(day + 30, 2023, 0.4),
  ]);
  const at = (at: number, who = 'b') => history.at(who, at)['debtToAssets'];

  it('are those of the newest fiscal year by documents up to it, corrections last, and missing otherwise', () => {
    expect([at(day - 1), at(day), at(day + 9)]).toEqual([NaN, 0.1, 0.1]);
    expect([at(day + 10), at(day + 20), at(day + 30)]).toEqual([0.2, 0.3, 0.3]);
    expect([at(day, 'other'), at(day + 1_200)]).toEqual([NaN, NaN]);
    expect(history.at('b', day)['netMargin']).toBeNaN();
    expect(new RatioHistory().at('b', day)).toEqual({});
  });
});
