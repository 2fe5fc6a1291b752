import { randomUUID } from 'node:crypto';
import { cpus, loadavg } from 'node:os';

import type { DataSource } from 'typeorm';

import { PartyRole } from '../../backend/src/common/index.js';
import type { BackendConfig } from '../../backend/src/config/index.js';
import { CashForecastReader, ForecastReader } from '../../backend/src/forecasts/index.js';
import { LedgerClock, NetworkKey, OffLedgerActs } from '../../backend/src/ledger/index.js';
import {
  AssessmentWorkKind,
  AssessmentWorkService,
  WorkKinds,
} from '../../backend/src/assessment-work/index.js';
import {
  ModelPurpose,
  ModelTrainingService,
  ModelVersionReader,
  TRAINING_THREAD_FILE,
} from '../../backend/src/model-registry/index.js';
import {
  PaymentHistoryReader,
  StatementRatiosReader,
} from '../../backend/src/payment-history/index.js';
import { runCreditBench } from './credit-bench.js';
import { HISTORY_TODAY, type HistorySize } from './credit-history.js';

const ROUNDS = 20;
/** SQL: a lot for each receivable that is not due yet. */
const OPEN_LOTS = `
  INSERT INTO lot (lot_id, receivable_id, lot_index, owner, outstanding_minor, paid_minor,
    written_off_minor, deal_number, is_reserved, is_frozen, clock_stopped_days, created_at)
  SELECT receivable_id, receivable_id, 0, supplier, 100, 0, 0, 0, false, false, 0, now()
  FROM receivable WHERE due_date >= $1`;

/** Milliseconds of the middle one of some runs. */
async function medianMs(runs: number, run: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < runs; round += 1) {
    const startedAt = performance.now();
    await run(round);
    times.push(performance.now() - startedAt);
  }
  const sorted = times.sort((one, other) => one - other);
  return Number((sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1));
}

/** Files of a platform that keeps none. */
function statementsOf(dataSource: DataSource): StatementRatiosReader {
  const networkKey = new NetworkKey({ networkKey: '22'.repeat(32) } as BackendConfig);
  return new StatementRatiosReader(dataSource, networkKey);
}

/** Trains as the worker would, and keeps the models. */
async function train(dataSource: DataSource, history: PaymentHistoryReader): Promise<void> {
  const acts = new OffLedgerActs(dataSource);
  const training = new ModelTrainingService(
    ...([dataSource, new AssessmentWorkService(acts), new WorkKinds()] as const),
    ...([new LedgerClock(dataSource), history, statementsOf(dataSource)] as const),
    TRAINING_THREAD_FILE,
  );
  const [workId, party] = [randomUUID(), `0x${'4'.repeat(40)}`];
  const task = { purpose: ModelPurpose.LATE_PAYMENT, asOfDate: HISTORY_TODAY };
  await dataSource.query(
    `INSERT INTO assessment_work (work_id, owner, kind, task, asked_by) VALUES ($1, $2, $3, $4, $1)`,
    [workId, party, AssessmentWorkKind.TRAIN_MODEL, JSON.stringify(task)],
  );
  const store = await training.run(
    { workId, owner: party, askedBy: workId, kind: AssessmentWorkKind.TRAIN_MODEL, task },
    { signal: new AbortController().signal, progress: () => undefined },
  );
  console.error(await dataSource.transaction(store));
}

async function measure(dataSource: DataSource, size: HistorySize): Promise<void> {
  const clock = new LedgerClock(dataSource);
  const history = new PaymentHistoryReader(dataSource);
  const models = new ModelVersionReader(dataSource);
  const forecasts = new ForecastReader(
    ...([dataSource, clock, history, models, statementsOf(dataSource)] as const),
  );
  const cash = new CashForecastReader(dataSource, clock, history, forecasts);
  const viewer = { userId: randomUUID(), userName: 'operator', party: `0x${'3'.repeat(40)}` };
  const operator = { ...viewer, roles: [PartyRole.OPERATOR] };

  const trainingMs = await medianMs(1, () => train(dataSource, history));
  // A history that is drawn evenly has nothing to learn: whoever won is crowned to be measured.
  await dataSource.query(`UPDATE model_version SET status = 'CANDIDATE'`);
  await dataSource.query(
    `UPDATE model_version SET status = 'CHAMPION' WHERE algorithm = 'boosting'`,
  );
  const portfolioMs = await medianMs(1, () => history.portfolioBefore(HISTORY_TODAY));
  const open: Array<{ receivable_id: string; supplier: string }> = await dataSource.query(
    `SELECT receivable_id, supplier FROM receivable WHERE due_date >= $1 LIMIT 100`,
    [HISTORY_TODAY],
  );
  const ids = open.map((row) => row.receivable_id);
  const found = await forecasts.receivables(operator, ids, null);
  const openIds = found.map(({ receivableId }) => receivableId);
  const oneMs = await medianMs(ROUNDS, (round) =>
    forecasts.receivables(operator, [openIds[round % openIds.length] ?? ''], null),
  );
  const pageMs = await medianMs(3, () => forecasts.receivables(operator, openIds, null));
  await dataSource.query(OPEN_LOTS, [HISTORY_TODAY]);
  const cashMs = await medianMs(3, () => cash.find(operator, open[0]?.supplier ?? '', 13));
  console.log(
    JSON.stringify({
      ...{ bench: 'forecast', ...size, basis: found[0]?.late.basis, trainingMs, portfolioMs },
      ...{ oneReceivableMs: oneMs, page: openIds.length, pageMs, cashMs },
      ...{ cores: cpus().length, load: Number(loadavg()[0]?.toFixed(1)) },
    }),
  );
}

await runCreditBench({
  name: 'bench:forecast',
  description:
    'Measures training on the history of the platform, and forecasts with their reasons.',
  measure,
});
