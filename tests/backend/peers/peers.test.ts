import { BehaviourReader } from '../../../backend/src/behaviour/index.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import { PeersReader } from '../../../backend/src/peers/index.js';
import { TestDatabase } from '../../support/test-database.js';
import { HistoryWorld, party, viewerOf } from '../credit/history.world.js';

const DAY = '2026-10-31';
const assessor = viewerOf('assessor', PartyRole.ASSESSOR);
const financier = viewerOf('financier', PartyRole.FINANCIER);
const supplier = party('supplier');
const peers = Array.from({ length: 12 }, (_, index) => party(`peer ${index}`));
const own = peers[0] ?? '';

let database: TestDatabase;
let reader: PeersReader;

beforeAll(async () => {
  database = await TestDatabase.start();
  const { dataSource } = database;
  reader = new PeersReader(dataSource);
  for (const [index, one] of peers.entries()) {
    await classified(one, 1, { industry: 'C28', size_band: index < 11 ? 'SMALL' : 'LARGE' });
    await stated(assessor.party, one, index);
  }
  const history = new HistoryWorld(database);
  const open = { supplier, confirmedDate: '2026-08-01', dueDate: '2026-09-01', faceMinor: 100n };
  await history.tell(
    peers.map((buyer, index) => ({
      ...{ ...open, buyer },
      happenings: [{ kind: 'paid', amountMinor: 100n, date: `2026-09-${11 + index}` }],
    })),
    '2026-12-31',
  );
  const behaviour = new BehaviourReader(dataSource);
  await behaviour.keep(dataSource.manager, DAY);
});

afterAll(async () => {
  await database.stop();
});

async function classified(partyId: string, number: number, change: object): Promise<void> {
  await database.insert('party_class', [
    {
      ...{ party: partyId, class_number: number, company_group: '', ...change },
      ...{ recorded_by: supplier, recorded_at: number === 1 ? '2026-01-01' : '2026-12-01' },
    },
  ]);
}

let records = 0;

/** Current ratio 1 and as many tenths. */
async function stated(owner: string, partyId: string, tenths: number): Promise<void> {
  const recordId = `00000000-0000-4000-8000-${String(++records).padStart(12, '0')}`;
  const base = { record_id: recordId, owner, party: partyId, recorded_at: '2026-05-01' };
  await database.insert('credit_record', [
    {
      ...{ ...base, kind: 'FINANCIAL_STATEMENT', title: 't', source: 's', fields: [] },
      ...{ record_date: '2026-04-01', recorded_by: assessor.userId },
    },
  ]);
  const figures = {
    currentAssetsMinor: `${1_000 + 100 * tenths}`,
    currentLiabilitiesMinor: '1000',
  };
  const year = { currency: 'EUR', fiscal_year: 2025, period_days: 365, figures };
  await database.insert('financial_statement', [{ ...base, ...year }]);
}

async function standing(figure: string, viewer = assessor, change: object = {}) {
  const asked = { party: own, currency: 'EUR', asOfDate: DAY, ...change };
  const { standings } = await reader.compare(viewer, asked);
  return standings.find((one) => String(one.figure) === figure);
}

describe('standing among peers', () => {
  it('compares ratios and behaviour with those of the industry and size', async () => {
    expect(await standing('currentRatio')).toEqual({
      ...{ figure: 'currentRatio', value: 1, percentile: 0, group: 'INDUSTRY_AND_SIZE' },
      ...{ lowerQuartile: 1.325, median: 1.55, upperQuartile: 1.775, peerCount: 10 },
    });
    expect(await standing('daysBeyondTerms')).toMatchObject({ value: 10, median: 15.5 });
    expect(await standing('quickRatio')).toMatchObject({ value: null, group: 'TOO_FEW' });
  });

  it('takes the industry where too few are of the size, and nothing where the industry is new', async () => {
    const large = { party: peers[11] };
    expect(await standing('currentRatio', assessor, large)).toMatchObject({
      ...{ group: 'INDUSTRY', peerCount: 11, percentile: 1 },
    });
    const stranger = { party: party('stranger') };
    expect(await standing('currentRatio', assessor, stranger)).toMatchObject({
      ...{ value: null, group: 'TOO_FEW', peerCount: 0 },
    });
  });

  it('knows of a past day what was known then', async () => {
    await classified(own, 2, { industry: 'G46', size_band: 'SMALL' });
    expect(await standing('currentRatio')).toMatchObject({ group: 'INDUSTRY_AND_SIZE' });
    const later = { asOfDate: '2026-12-31' };
    expect(await standing('currentRatio', assessor, later)).toMatchObject({ group: 'TOO_FEW' });
    const before = { asOfDate: '2026-04-01' };
    expect(await standing('currentRatio', assessor, before)).toMatchObject({ value: null });
  });

  it('shows a financier neither the files of others nor the behaviour of all', async () => {
    expect(await standing('currentRatio', financier)).toMatchObject({ value: null, peerCount: 0 });
    expect(await standing('daysBeyondTerms', financier)).toMatchObject({
      value: null,
      peerCount: 0,
    });
  });
});
