import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import { DataSource, type DataSourceOptions } from 'typeorm';

import type { BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { Indexer } from './indexer.service.js';
import type { LedgerRpc } from './ledger-rpc.js';
import { LedgerSignals } from './ledger-signals.js';
import { readCheckpoint } from './projection.repository.js';
import { type ProjectorRegistry, versionsOf } from './projector-registry.js';
import { noteFilled } from './refill-requests.js';
import {
  PROGRESS_TABLES,
  SHADOW_SCHEMA,
  type TableCount,
  countBoth,
  createShadow,
  isLockTaken,
  shadowShape,
  shapeOf,
  switchTables,
} from './rebuild.repository.js';

/** Pause after an attempt to switch that met a reader, or a live side that was ahead. */
const SWITCH_PAUSE_MS = 200;

export interface RebuildOptions {
  /** Tables that are switched; all that are projected, if none are named. */
  readonly tables?: readonly string[];
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** Stops between two ranges; the next rebuild goes on from there. */
  readonly signal?: AbortSignal;
}

export interface RebuildProgress {
  readonly indexedBlock: number;
  readonly headBlock: number;
}

export interface RebuildResult {
  /** Schema that keeps the tables that were replaced. */
  readonly replaced: string;
  readonly counts: readonly TableCount[];
}

/** Nobody else is to hear of events that the live indexer told of. */
class ShadowIndexer extends Indexer {
  protected override tell(): void {
    // Nothing happened that was not told before.
  }
}

/**
 * Fills the read models anew beside the live ones, and switches over.
 *
 * The new tables lie in a schema of their own, which comes first in the search path of the connections that fill them:
 * the same indexer with the same handlers writes them, from block 0 and with its own checkpoint. So a rebuild that is
 * stopped or killed goes on where it was, and follows reorganisations like the live one.
 */
export class ProjectionRebuild {
  constructor(
    private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly registry: ProjectorRegistry,
    private readonly rpc: LedgerRpc,
  ) {}

  /**
   * @returns null if it was stopped before the switch, or if another process rebuilds
   */
  async run(options: RebuildOptions = {}): Promise<RebuildResult | null> {
    const lock = this.dataSource.createQueryRunner();
    try {
      const held = (await lock.query('SELECT pg_try_advisory_lock($1) AS held', [
        AdvisoryLock.REBUILD,
      ])) as Array<{ held: boolean }>;
      return held[0]?.held === true ? await this.rebuild(options) : null;
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [AdvisoryLock.REBUILD]);
      await lock.release();
    }
  }

  private async rebuild(options: RebuildOptions): Promise<RebuildResult | null> {
    const all = this.registry.entities.map(
      (entity) => this.dataSource.getMetadata(entity).tableName,
    );
    const tables = options.tables ?? all;
    await this.prepare(all);
    const shadow = await this.connect();
    const signals = new LedgerSignals();
    try {
      const indexer = new ShadowIndexer(this.config, shadow, this.registry, this.rpc, signals);
      while (await this.catchUp(indexer, shadow, options)) {
        const replaced = await this.trySwitch(tables);
        if (replaced !== null) {
          const counts = await countBoth(this.dataSource.manager, replaced, tables);
          return { replaced, counts };
        }
        await setTimeout(SWITCH_PAUSE_MS);
      }
      return null;
    } finally {
      await shadow.destroy();
    }
  }

  /** Goes on with tables that a rebuild left behind, unless those were made for other live ones or filled by another version. */
  private async prepare(tables: readonly string[]): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      const versions = [...versionsOf(this.dataSource, this.registry)].flat().join(' ');
      const columns = await shapeOf(db, [...tables, ...PROGRESS_TABLES]);
      const shape = createHash('sha256').update(`${columns} ${versions}`).digest('hex');
      if ((await shadowShape(db)) !== shape) {
        await createShadow(db, [...tables, ...PROGRESS_TABLES], shape);
      }
    });
  }

  private connect(): Promise<DataSource> {
    return new DataSource({
      ...this.dataSource.options,
      poolSize: 2,
      extra: { options: `-c search_path=${SHADOW_SCHEMA},public` },
    } as DataSourceOptions).initialize();
  }

  /** Indexes until the newest block that may be shown is there; false if it was stopped before. */
  private async catchUp(
    indexer: Indexer,
    shadow: DataSource,
    { onProgress, signal }: RebuildOptions,
  ): Promise<boolean> {
    const { chainConfirmations, deployment } = this.config;
    while (signal?.aborted !== true) {
      await indexer.step(1);
      const checkpoint = await readCheckpoint(shadow.manager, deployment);
      const indexedBlock = checkpoint?.blockNumber ?? -1;
      const headBlock = (await this.rpc.blockNumber()) - chainConfirmations;
      onProgress?.({ indexedBlock, headBlock });
      if (indexedBlock >= headBlock) {
        return true;
      }
    }
    return false;
  }

  private async trySwitch(tables: readonly string[]): Promise<string | null> {
    const withCheckpoint = tables.length === this.registry.entities.length;
    try {
      return await this.dataSource.transaction(async (db) => {
        const replaced = await switchTables(db, { tables, withCheckpoint });
        if (replaced !== null) {
          await noteFilled(db, versionsOf(this.dataSource, this.registry, tables));
        }
        return replaced;
      });
    } catch (error) {
      if (isLockTaken(error)) {
        return null;
      }
      throw error;
    }
  }
}
