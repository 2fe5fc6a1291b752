import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

import { Command, InvalidArgumentError } from 'commander';
import { DataSource } from 'typeorm';

import { BehaviourReader } from '../../backend/src/behaviour/index.js';
import { PartyRole } from '../../backend/src/common/index.js';
import { dataSourceOptions, migrate } from '../../backend/src/data-source.js';
import { LedgerClock, OffLedgerActs } from '../../backend/src/ledger/index.js';
import { RatingFeature, RatingService } from '../../backend/src/ratings/index.js';
import { startEmbeddedPostgres } from '../../backend/src/runtime/index.js';

const SUPPLIERS = 500;
const TODAY = '2026-11-01';

interface Options {
  readonly parties: number;
  readonly receivables: number;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 10_000_000) {
    throw new InvalidArgumentError('Give a whole number from 1 to 10,000,000.');
  }
  return value;
}

const party = (prefix: number, n: string): string =>
  `'0x${prefix}' || lpad(to_hex((${n})::bigint), 39, '0')`;

/**
 * SQL: receivables of two years with what happened to them, written as the indexer would have.
 *
 * Every buyer buys of four suppliers. Nine of ten are paid, from eight days early to 51 late; one of fifty is disputed
 * and one of a hundred credited.
 */
function history({ parties, receivables }: Options): readonly string[] {
  const day = `(date '2024-11-01' + (n * 7919 % 720)::int)`;
  const at = (days: string): string =>
    `((${day} + ${days})::timestamp AT TIME ZONE 'UTC' + interval '9 hours')`;
  const id = `'0x' || lpad(to_hex(n), 64, '0')`;
  const source = `generate_series(1, ${receivables}::bigint) n`;
  const buyer = `n % ${parties}`;
  const supplier = `(${buyer} * 31 + n / ${parties} % 4) % ${SUPPLIERS}`;
  const event = (offset: number, days: string, name: string, args: string): string => `
    INSERT INTO ledger_event SELECT n * 4 + ${offset}, 0, ${at(days)}, '', 'receivables', '${name}',
      ${id}, jsonb_build_object(${args}) FROM ${source}`;
  const face = `(100000 + n * 104729 % 9000000)`;
  return [
    `INSERT INTO receivable (receivable_id, supplier, buyer, currency, face_minor, outstanding_minor,
       paid_minor, credited_minor, disputed_minor, written_off_minor, contested_minor, is_deemed,
       issue_date, due_date, status, scope, document_commitment, registered_at, claimed_at)
     SELECT ${id}, ${party(1, supplier)}, ${party(2, buyer)}, 'EUR', ${face}, 0, 0, 0, 0, 0, 0, false,
       ${day}, ${day} + 30, 'CONFIRMED', 1, '', ${at('0')}, ${at('0')} FROM ${source}`,
    event(0, '1', 'ReceivableConfirmed', `'faceMinor', ${face}::text, 'scope', '1'`),
    `${event(1, '3', 'DisputeOpened', `'disputedMinor', ${face}::text`)} WHERE n % 50 = 0`,
    `${event(2, '5', 'ReceivableCredited', `'amountMinor', '1', 'outstandingMinor', (${face} - 1)::text`)}
     WHERE n % 100 = 0`,
    `${event(
      3,
      '22 + (n * 15485863 % 60)::int',
      'PaymentApplied',
      `'entryHash', n::text, 'amountMinor',
      (${face} - (n % 100 = 0)::int)::text, 'outstandingMinor', '0'`,
    )} WHERE n % 10 <> 0`,
    `INSERT INTO ledger_checkpoint (chain_id, genesis_hash, block_number, block_hash, block_time)
     VALUES (1, '', ${receivables * 5}, '', '${TODAY}T12:00:00Z')`,
    'ANALYZE receivable',
    'ANALYZE ledger_event',
  ];
}

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

async function measure(dataSource: DataSource, options: Options): Promise<void> {
  for (const statement of history(options)) await dataSource.query(statement);
  const assessor = {
    ...{ userId: randomUUID(), userName: 'assessor', party: `0x${'3'.repeat(40)}` },
    roles: [PartyRole.ASSESSOR],
  };
  const behaviour = new BehaviourReader(dataSource);
  const acts = new OffLedgerActs(dataSource);
  const service = new RatingService(acts, new LedgerClock(dataSource), behaviour);
  await service.setScale(assessor, { ...SCALE, idempotencyKey: 'scale' });

  const startedAt = performance.now();
  const rated = await service.rateAll(assessor, { idempotencyKey: 'all', asOfDate: TODAY });
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
      ...{ bench: 'rating', rated, receivables: options.receivables, events: events?.count },
      ...{ seconds: Number(seconds.toFixed(1)), onePartyMs: Number(oneMs.toFixed(1)) },
      ...{ cores: cpus().length, load: Number(loadavg()[0]?.toFixed(1)) },
    }),
  );
}

const options = new Command('bench:rating')
  .description('Measures how long it takes to rate every buyer by its history.')
  .option('--parties <number>', 'buyers', wholeNumber, 10_000)
  .option('--receivables <number>', 'receivables of all of them', wholeNumber, 1_000_000)
  .parse()
  .opts<Options>();

const dataDir = await mkdtemp(join(tmpdir(), 'duebill-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
try {
  await migrate(postgres.url);
  const dataSource = await new DataSource(dataSourceOptions(postgres.url)).initialize();
  await measure(dataSource, options).finally(() => dataSource.destroy());
} finally {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
