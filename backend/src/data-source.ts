import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';

import { Ledger1700000000001 } from '../migrations/0001-ledger.migration.js';
import { ReadModels1700000000002 } from '../migrations/0002-read-models.migration.js';
import { OffLedger1700000000003 } from '../migrations/0003-off-ledger.migration.js';
import { ExtendedLedger1700000000004 } from '../migrations/0004-extended-ledger.migration.js';
import { Pledges1700000000005 } from '../migrations/0005-pledges.migration.js';
import { Collections1700000000006 } from '../migrations/0006-collections.migration.js';
import { AssignmentsAndRecourse1700000000007 } from '../migrations/0007-assignments-and-recourse.migration.js';
import { Powers1700000000008 } from '../migrations/0008-powers.migration.js';
import { SettlementAndSilence1700000000009 } from '../migrations/0009-settlement-and-silence.migration.js';
import { StatementLines1700000000010 } from '../migrations/0010-statement-lines.migration.js';
import { CommandPipeline1700000000011 } from '../migrations/0011-command-pipeline.migration.js';
import { CommandCorrelation1700000000012 } from '../migrations/0012-command-correlation.migration.js';
import { Signing1700000000013 } from '../migrations/0013-signing.migration.js';
import { RelayReplacement1700000000014 } from '../migrations/0014-relay-replacement.migration.js';
import { RangeUndo1700000000015 } from '../migrations/0015-range-undo.migration.js';
import { EventsOut1700000000016 } from '../migrations/0016-events-out.migration.js';
import { Verification1700000000017 } from '../migrations/0017-verification.migration.js';
import { RebuildAndTrace1700000000018 } from '../migrations/0018-rebuild-and-trace.migration.js';
import { Matching1700000000019 } from '../migrations/0019-matching.migration.js';
import { BankStatements1700000000020 } from '../migrations/0020-bank-statements.migration.js';
import { Payouts1700000000021 } from '../migrations/0021-payouts.migration.js';
import { Payables1700000000024 } from '../migrations/0024-payables.migration.js';
import { StatementSchedules1700000000025 } from '../migrations/0025-statement-schedules.migration.js';
import { IndexingCost1700000000026 } from '../migrations/0026-indexing-cost.migration.js';
import { OwnKeyQuotes1700000000029 } from '../migrations/0029-own-key-quotes.migration.js';
import { Provisions1700000000030 } from '../migrations/0030-provisions.migration.js';
import { Behaviour1700000000031 } from '../migrations/0031-behaviour.migration.js';
import { Ratings1700000000032 } from '../migrations/0032-ratings.migration.js';
import { CreditLimits1700000000033 } from '../migrations/0033-credit-limits.migration.js';
import { CreditFile1700000000034 } from '../migrations/0034-credit-file.migration.js';
import { ModelRegistry1700000000037 } from '../migrations/0037-model-registry.migration.js';
import { ReportsAndHolders1700000000038 } from '../migrations/0038-reports-and-holders.migration.js';
import { CashDiscounts1700000000035 } from '../migrations/0035-cash-discounts.migration.js';
import { NarrowIndexes1700000000039 } from '../migrations/0039-narrow-indexes.migration.js';
import { KeptBack1700000000040 } from '../migrations/0040-kept-back.migration.js';
import { CashIn1700000000041 } from '../migrations/0041-cash-in.migration.js';
import { CreditSecurity1700000000042 } from '../migrations/0042-credit-security.migration.js';
import { ImportedModels1700000000043 } from '../migrations/0043-imported-models.migration.js';
import { RebuildProblem1700000000044 } from '../migrations/0044-rebuild-problem.migration.js';
import { LotsAskedFor1700000000045 } from '../migrations/0045-lots-asked-for.migration.js';
import { VerificationKeys1700000000046 } from '../migrations/0046-verification-keys.migration.js';
import { AdvisoryLock, SnakeCaseNaming } from './database/index.js';
import { ledgerEntities } from './ledger/index.js';
import { readModels } from './read-models.js';

/** A calendar day stays text; the driver's default is midnight in the machine's time zone. */
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** Connections of one process; Postgres' default of 100 leaves room for several replicas. */
const POOL_SIZE = 16;
/** Silence after which the other end of a connection is asked whether it is there. */
const KEEP_ALIVE_MS = 10_000;

/** In the order in which they are run. */
const migrations = [
  Ledger1700000000001,
  ReadModels1700000000002,
  OffLedger1700000000003,
  ExtendedLedger1700000000004,
  Pledges1700000000005,
  Collections1700000000006,
  AssignmentsAndRecourse1700000000007,
  Powers1700000000008,
  SettlementAndSilence1700000000009,
  StatementLines1700000000010,
  CommandPipeline1700000000011,
  CommandCorrelation1700000000012,
  Signing1700000000013,
  RelayReplacement1700000000014,
  RangeUndo1700000000015,
  EventsOut1700000000016,
  Verification1700000000017,
  RebuildAndTrace1700000000018,
  Matching1700000000019,
  BankStatements1700000000020,
  Payouts1700000000021,
  Payables1700000000024,
  StatementSchedules1700000000025,
  IndexingCost1700000000026,
  OwnKeyQuotes1700000000029,
  Provisions1700000000030,
  Behaviour1700000000031,
  Ratings1700000000032,
  CreditLimits1700000000033,
  CreditFile1700000000034,
  CashDiscounts1700000000035,
  ModelRegistry1700000000037,
  ReportsAndHolders1700000000038,
  NarrowIndexes1700000000039,
  KeptBack1700000000040,
  CashIn1700000000041,
  CreditSecurity1700000000042,
  ImportedModels1700000000043,
  RebuildProblem1700000000044,
  LotsAskedFor1700000000045,
  VerificationKeys1700000000046,
];

export function dataSourceOptions(databaseUrl: string): DataSourceOptions {
  return {
    type: 'postgres',
    url: databaseUrl,
    namingStrategy: new SnakeCaseNaming(),
    entities: [...ledgerEntities, ...readModels.flatMap((model) => model.entities)],
    migrations,
    migrationsTransactionMode: 'each',
    poolSize: POOL_SIZE,
    // Across a cut network nobody else says that a connection is dead.
    extra: { keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_MS },
  };
}

/** Brings the schema up to date; replicas that start together wait for each other. */
export async function migrate(databaseUrl: string): Promise<void> {
  const dataSource = await new DataSource({
    ...dataSourceOptions(databaseUrl),
    poolSize: 2,
  } as DataSourceOptions).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [AdvisoryLock.MIGRATION]);
    await dataSource.runMigrations();
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [AdvisoryLock.MIGRATION]);
    await lock.release();
    await dataSource.destroy();
  }
}
