import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { readBacklog } from './command-backlog.js';
import { EventTrails, type EventTrail, blockOfEvent } from './event-trail.js';
import { LeasedWorker } from './leased-worker.js';
import { LedgerRpc } from './ledger-rpc.js';
import { LedgerSignals } from './ledger-signals.js';
import type { LedgerEvent } from './projector.js';
import { ProjectorRegistry } from './projector-registry.js';
import { READ_SIZE, RowComparison, type Snapshot } from './row-comparison.js';
import {
  advanceTrail,
  beginSweep,
  endSweep,
  moveSweep,
  readSweep,
  readTrail,
  storeDifferences,
} from './verification.repository.js';
import {
  type Difference,
  type Verification,
  type VerifiedRow,
  pageSqlOf,
  rowsSqlOf,
  touchedKeyOf,
} from './verification.js';

/** Pause between two steps, so that verification takes a small part of node and database. */
const PAUSE_MS = 1_000;
/** While commands are on their way they come first, for no longer than this. */
const PATIENCE_MS = 10_000;
/** Blocks and events of one step; fewer events after a step that took so long that the node forgot the block. */
const STEP_BLOCKS_MAX = 500;
const STEP_EVENTS_MAX = 2_000;
const STEP_EVENTS_MIN = 50;

type Key = string | number;

/** What was found of a range of blocks. */
interface Followed {
  readonly from: EventTrail;
  readonly trail: EventTrail | null;
  readonly block: number;
  readonly differences: readonly Difference[];
}

/**
 * Compares the read models with the ledger all the time, in one of all processes.
 *
 * It follows the indexer: events of the next blocks are compared with the ledger's logs and hashed, and every row that
 * they touched with the contracts; that moves the verified block. Beside it goes pass after pass over all rows of all
 * read models, which finds what was changed by anything but an event.
 */
@Injectable()
export class ContinuousVerification implements OnModuleDestroy {
  private readonly logger = new Logger(ContinuousVerification.name);
  private readonly worker: LeasedWorker;
  private stepEvents = STEP_EVENTS_MAX;
  private waitingSince: number | null = null;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly rpc: LedgerRpc,
    private readonly registry: ProjectorRegistry,
    private readonly trails: EventTrails,
    private readonly rows: RowComparison,
    signals: LedgerSignals,
  ) {
    this.worker = new LeasedWorker(
      {
        name: ContinuousVerification.name,
        leaseKey: AdvisoryLock.VERIFICATION_LEASE,
        wakeOn: [],
        idleMs: PAUSE_MS,
      },
      signals,
      () => this.runWhenQuiet(),
    );
  }

  start(): void {
    this.worker.start(this.config.databaseUrl);
  }

  onModuleDestroy(): Promise<void> {
    return this.worker.stop();
  }

  /** Verifies what is new, and a page of all that there is. */
  async step(): Promise<void> {
    await this.follow();
    await this.sweep();
  }

  private async runWhenQuiet(): Promise<boolean> {
    this.waitingSince ??= Date.now();
    const isPatient = Date.now() - this.waitingSince < PATIENCE_MS;
    const { queued, sent } = await readBacklog(this.dataSource.manager);
    if (isPatient && queued + sent > 0) return false;
    this.waitingSince = null;
    try {
      await this.step();
      this.stepEvents = Math.min(this.stepEvents * 2, STEP_EVENTS_MAX);
    } catch (error) {
      if (this.stepEvents === STEP_EVENTS_MIN) throw error;
      this.stepEvents = Math.max(Math.floor(this.stepEvents / 2), STEP_EVENTS_MIN);
    }
    return false;
  }

  private async follow(): Promise<void> {
    const followed = await this.rows.at((snapshot) => this.compareNext(snapshot));
    if (followed === null || followed === undefined) return;
    const { from, trail, block, differences } = followed;
    if (trail !== null && differences.length === 0) {
      const header = await this.rpc.header(trail.toBlock);
      if (header === null) return;
      await this.dataSource.transaction((db) =>
        advanceTrail(db, from, { ...trail, blockHash: header.hash }),
      );
    }
    await this.keep(block, differences);
  }

  private async compareNext(snapshot: Snapshot): Promise<Followed | undefined> {
    const { db, checkpoint } = snapshot;
    const from = await readTrail(db);
    if (from.toBlock >= checkpoint.blockNumber) return undefined;
    const to = Math.min(
      checkpoint.blockNumber,
      from.toBlock + STEP_BLOCKS_MAX,
      (await blockOfEvent(db, from.toBlock, this.stepEvents)) ?? checkpoint.blockNumber,
    );
    const { trail, difference, events } = await this.trails.extend(db, from, to);
    const differences = difference === null ? await this.compareTouched(events, snapshot) : [];
    return {
      ...{ from, trail, block: checkpoint.blockNumber },
      differences: difference === null ? differences : [difference],
    };
  }

  private async compareTouched(
    events: readonly LedgerEvent[],
    snapshot: Snapshot,
  ): Promise<Difference[]> {
    const differences: Difference[] = [];
    for (const [verification, keys] of this.touchedBy(events)) {
      for (let first = 0; first < keys.length; first += READ_SIZE) {
        const slice = keys.slice(first, first + READ_SIZE);
        const rows: VerifiedRow[] = await snapshot.db.query(rowsSqlOf(verification), [slice]);
        for (const one of await this.rows.differences(verification, rows, snapshot)) {
          differences.push(one);
        }
      }
    }
    return differences;
  }

  /** Keys of the rows that events touch, by what compares them. */
  private touchedBy(events: readonly LedgerEvent[]): Map<Verification, readonly Key[]> {
    const tables = new Map<string, Map<string, readonly Key[]>>();
    for (const event of events) {
      const handler = this.registry.handlerOf(event);
      const touched = [...(handler?.keys(event) ?? []), ...(handler?.creates?.(event) ?? [])];
      for (const { entity, key } of touched) {
        const table = this.dataSource.getMetadata(entity).tableName;
        const keys = tables.get(table) ?? new Map<string, readonly Key[]>();
        tables.set(table, keys.set(JSON.stringify(key), key));
      }
    }
    const touched = this.registry.verifications.map((verification) => {
      const keys = new Set<Key>();
      for (const [table, primaryKeys] of tables) {
        for (const primaryKey of primaryKeys.values()) {
          const key = touchedKeyOf(verification, { table, primaryKey });
          if (key !== null) keys.add(key);
        }
      }
      return [verification, [...keys]] as const;
    });
    return new Map(touched.filter(([, keys]) => keys.length > 0));
  }

  /** One page of the pass over all rows. */
  private async sweep(): Promise<void> {
    const sweep = await readSweep(this.dataSource.manager);
    const verification = this.registry.verifications[sweep?.verification ?? 0];
    const page = await this.rows.at(async (snapshot) => {
      const block = snapshot.checkpoint.blockNumber;
      if (sweep === null || verification === undefined) return { block, rows: [], differences: [] };
      const after = sweep.afterKey ?? verification.firstKey;
      const rows: VerifiedRow[] = await snapshot.db.query(pageSqlOf(verification), [
        after,
        READ_SIZE,
      ]);
      const differences = await this.rows.differences(verification, rows, snapshot);
      return { block, rows, differences };
    });
    if (page === null) return;
    await this.keep(page.block, page.differences);
    await this.dataSource.transaction(async (db) => {
      const last = page.rows.at(-1);
      if (sweep === null || verification === undefined) {
        if (sweep !== null) await endSweep(db);
        await beginSweep(db, page.block);
      } else if (last === undefined) {
        await moveSweep(db, sweep.verification + 1, null);
      } else {
        await moveSweep(db, sweep.verification, String(verification.keyOf(last)));
      }
    });
  }

  private async keep(block: number, differences: readonly Difference[]): Promise<void> {
    const found = await storeDifferences(this.dataSource.manager, block, differences);
    for (const { table, key, field } of found) {
      this.logger.error(`${table} ${key}: ${field} differs from the ledger at block ${block}`);
    }
  }
}
