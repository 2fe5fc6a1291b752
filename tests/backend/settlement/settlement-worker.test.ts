import type { KeptBackCreditService } from '../../../backend/src/kept-back/index.js';
import type { BackendConfig } from '../../../backend/src/config/index.js';
import type { LedgerClock } from '../../../backend/src/ledger/index.js';
import { LedgerSignals } from '../../../backend/src/ledger/ledger-signals.js';
import { recordReversion } from '../../../backend/src/ledger/projection.repository.js';
import { MatchReader } from '../../../backend/src/settlement/match.reader.js';
import type { SettlementService } from '../../../backend/src/settlement/settlement.service.js';
import { SettlementWorker } from '../../../backend/src/settlement/settlement.worker.js';
import { TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
let blockNumber: number;
/** Owners of accounts that each run matched for; null is all. */
let matched: Array<string[] | null>;
let worker: SettlementWorker;

beforeAll(async () => {
  database = await TestDatabase.start();
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  matched = [];
  blockNumber = 10;
  const clock = { read: () => Promise.resolve({ blockNumber }) } as unknown as LedgerClock;
  const settlement = {
    reopenRefused: () => Promise.resolve([]),
    settleMatched: (parties: string[] | null) => Promise.resolve(matched.push(parties)),
  } as unknown as SettlementService;
  const keptBack = { run: () => Promise.resolve() } as KeptBackCreditService;
  worker = new SettlementWorker(
    ...[{} as BackendConfig, new LedgerSignals(), clock],
    ...([new MatchReader(database.dataSource), settlement, keptBack] as const),
  );
  await worker.run();
});

describe('matching after new blocks', () => {
  it('looks at everything in the first run, and afterwards at what changed', async () => {
    blockNumber = 12;
    await worker.run();

    expect(matched).toEqual([null]);
  });

  it('looks at everything again when the chain is shorter than before', async () => {
    blockNumber = 9;
    await worker.run();

    expect(matched).toEqual([null, null]);
  });

  it('looks at everything again, once, when blocks were replaced and passed between two runs', async () => {
    await recordReversion(database.dataSource.manager, 8);
    blockNumber = 14;
    await worker.run();
    await worker.run();

    expect(matched).toEqual([null, null]);
  });
});
