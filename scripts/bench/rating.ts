import { randomUUID } from 'node:crypto';
import { cpus, loadavg } from 'node:os';

import type { DataSource } from 'typeorm';

import {
  AssessmentWorkKind,
  AssessmentWorkService,
  WorkKinds,
} from '../../backend/src/assessment-work/index.js';
import { BehaviourReader } from '../../backend/src/behaviour/index.js';
import { PartyRole } from '../../backend/src/common/index.js';
import { LedgerClock, OffLedgerActs } from '../../backend/src/ledger/index.js';
import { RatingFeature, RatingService } from '../../backend/src/ratings/index.js';
import { runCreditBench } from './credit-bench.js';
import { HISTORY_TODAY, type HistorySize } from './credit-history.js';

const TODAY = HISTORY_TODAY;

const bands = (bounds: readonly number[]) =>
  [...bounds, null].map((upTo, index) => ({ upTo, points: 100 - 40 * index }));

const SCALE = {
  basePoints: 500,
  rules: [
    { feature: RatingFeature.DAYS_BEYOND_TERMS_MILLI, bounds: [0, 5_000, 15_000, 30_000] },
    { feature: RatingFeature.TREND_MILLI, bounds: [0, 5_000] },
    { feature: RatingFeature.LATE_SHARE_BPS, bounds: [500, 2_000, 5_000] },
    { feature: RatingFeature.LATE_DAYS_P90, bounds: [0, 15, 30] },
    { feature: RatingFeature.OLDEST_DAYS_PAST_DUE, bounds: [0, 30, 90] },
    { feature: RatingFeature.DISPUTE_SHARE_BPS, bounds: [0, 500] },
    { feature: RatingFeature.DILUTION_BPS, bounds: [100, 500] },
    { feature: RatingFeature.CONCENTRATION_BPS, bounds: [2_500, 7_500] },
  ].map(({ feature, bounds }) => ({ feature, bands: bands(bounds), missingPoints: 0 })),
  grades: ['A', 'B', 'C', 'D'].map((grade, index) => ({
    ...{ grade, pointsMin: 1_000 - 250 * index, longestTermsDays: 90, cashDiscountBps: 0 },
    ...{ limits: [], prepaymentBps: 0, needsGuarantee: false, reviewDays: 90 },
  })),
};

async function measure(dataSource: DataSource, { receivables }: HistorySize): Promise<void> {
  const assessor = {
    ...{ userId: randomUUID(), userName: 'assessor', party: `0x${'3'.repeat(40)}` },
    roles: [PartyRole.ASSESSOR],
  };
  const behaviour = new BehaviourReader(dataSource);
  const acts = new OffLedgerActs(dataSource);
  const kinds = new WorkKinds();
  const works = new AssessmentWorkService(acts);
  const clock = new LedgerClock(dataSource);
  const service = new RatingService(dataSource, acts, works, kinds, clock, behaviour);
  await service.setScale(assessor, { ...SCALE, idempotencyKey: 'scale' });

  const startedAt = performance.now();
  const work = { workId: '', owner: assessor.party, askedBy: assessor.userId };
  const rate = await service.run(
    { ...work, kind: AssessmentWorkKind.RATE_BUYERS, task: { asOfDate: TODAY } },
    { signal: new AbortController().signal, progress: () => undefined },
  );
  const rated = await dataSource.transaction(rate);
  const seconds = (performance.now() - startedAt) / 1_000;
  const oneAt = performance.now();
  const buyers: Array<{ party: string }> = await dataSource.query(
    'SELECT party FROM rating LIMIT 20',
  );
  for (const { party: buyer } of buyers) {
    await behaviour.find(assessor, { buyer, supplier: null, asOfDate: TODAY });
  }
  const oneMs = (performance.now() - oneAt) / Math.max(1, buyers.length);
  const [events]: Array<{ count: number }> = await dataSource.query(
    'SELECT count(*)::int AS count FROM ledger_event',
  );
  console.log(
    JSON.stringify({
      ...{ bench: 'rating', rated, receivables, events: events?.count },
      ...{ seconds: Number(seconds.toFixed(1)), onePartyMs: Number(oneMs.toFixed(1)) },
      ...{ cores: cpus().length, load: Number(loadavg()[0]?.toFixed(1)) },
    }),
  );
}

await runCreditBench({
  name: 'bench:rating',
  description: 'Measures how long it takes to rate every buyer by its history.',
  measure,
});
