import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { LedgerRpc } from './ledger-rpc.js';
import { LedgerSignals, SIGNAL_REFILL } from './ledger-signals.js';
import { ProjectionRebuild } from './projection-rebuild.js';
import { ProjectorRegistry, versionsOf } from './projector-registry.js';
import { isOutdated, noteFirstVersions, noteProblem, readStaleTables } from './refill-requests.js';

/** So often it is looked whether tables are to be filled anew, by a newer version or because somebody asks for it. */
const LOOK_MS = 5_000;
/** So often it is looked whether a rebuild that goes on is still wanted. */
const WATCH_MS = 1_000;

/**
 * Fills the tables of read models that are new, that changed, or for which it was asked, beside the live ones; the
 * others are left alone.
 */
@Injectable()
export class ProjectionRefill implements OnModuleDestroy {
  private readonly logger = new Logger(ProjectionRefill.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly registry: ProjectorRegistry,
    private readonly rpc: LedgerRpc,
    private readonly signals: LedgerSignals,
  ) {}

  start(): void {
    this.running = this.refill();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Tables that this process is to fill anew; none if newer read models than its own fill them. */
  async staleTables(): Promise<string[]> {
    const versions = versionsOf(this.dataSource, this.registry);
    await noteFirstVersions(this.dataSource.manager, versions);
    if (await isOutdated(this.dataSource.manager, versions)) {
      return [];
    }
    return (await readStaleTables(this.dataSource.manager, versions)).map(({ table }) => table);
  }

  private async refill(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const tables = await this.staleTables();
        if (tables.length > 0) {
          await this.rebuildWhileStale(tables);
        }
      } catch (error) {
        this.logger.error(error instanceof Error ? (error.stack ?? error.message) : error);
      }
      await this.signals.wait([SIGNAL_REFILL], LOOK_MS, signal);
    }
  }

  /** Ends, too, when other tables are to be filled than at the beginning, or none. */
  private async rebuildWhileStale(tables: readonly string[]): Promise<void> {
    const ended = new AbortController();
    const outdated = new AbortController();
    const watching = this.watch(tables, ended.signal, outdated);
    try {
      await this.rebuild(tables, AbortSignal.any([this.stopping.signal, outdated.signal]));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      await noteProblem(this.dataSource.manager, tables, problem);
      throw error;
    } finally {
      ended.abort();
      await watching;
    }
  }

  private async watch(
    tables: readonly string[],
    ended: AbortSignal,
    outdated: AbortController,
  ): Promise<void> {
    while (!ended.aborted && !outdated.signal.aborted) {
      await this.signals.wait([SIGNAL_REFILL], WATCH_MS, ended);
      try {
        const now = ended.aborted ? tables : await this.staleTables();
        if (now.join() !== tables.join()) {
          outdated.abort();
        }
      } catch (error) {
        this.logger.warn(`not known whether the rebuild is still wanted: ${String(error)}`);
      }
    }
  }

  private async rebuild(tables: readonly string[], signal: AbortSignal): Promise<void> {
    const rebuild = new ProjectionRebuild(this.config, this.dataSource, this.registry, this.rpc);
    this.logger.log(`filling anew beside the live tables: ${tables.join(', ')}`);
    const result = await rebuild.run({ tables, signal });
    if (result !== null) {
      this.logger.log(`filled anew; ${result.replaced} keeps what was there before`);
    }
  }
}
