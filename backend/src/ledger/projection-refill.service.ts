import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { LedgerRpc } from './ledger-rpc.js';
import { LedgerSignals } from './ledger-signals.js';
import { ProjectionRebuild } from './projection-rebuild.js';
import { ProjectorRegistry } from './projector-registry.js';

/** So often it is looked whether tables are to be filled anew, by a newer version or because somebody asks for it. */
const LOOK_MS = 5_000;

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

  /** Tables whose rows are of an older version of their read model. */
  async staleTables(): Promise<string[]> {
    const versions = this.versions();
    const [tables, wanted] = [[...versions.keys()], [...versions.values()]];
    // The first start: whatever is there was filled by the read models as they are.
    await this.dataSource.query(
      `INSERT INTO projection_version (table_name, version)
       SELECT * FROM unnest($1::text[], $2::integer[])
       WHERE NOT EXISTS (SELECT FROM projection_version) ON CONFLICT DO NOTHING`,
      [tables, wanted],
    );
    const rows: Array<{ table_name: string }> = await this.dataSource.query(
      `SELECT table_name FROM unnest($1::text[], $2::integer[]) AS w (table_name, version)
       LEFT JOIN projection_version v USING (table_name)
       WHERE v.version IS NULL OR v.version < w.version ORDER BY 1`,
      [tables, wanted],
    );
    return rows.map((row) => row.table_name);
  }

  private async refill(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const tables = await this.staleTables();
        if (tables.length > 0) {
          await this.rebuild(tables);
        }
      } catch (error) {
        this.logger.error(error instanceof Error ? (error.stack ?? error.message) : error);
      }
      await this.signals.wait([], LOOK_MS, signal);
    }
  }

  private async rebuild(tables: readonly string[]): Promise<void> {
    const rebuild = new ProjectionRebuild(this.config, this.dataSource, this.registry, this.rpc);
    this.logger.log(`filling anew beside the live tables: ${tables.join(', ')}`);
    const result = await rebuild.run({ tables, signal: this.stopping.signal });
    if (result !== null) {
      this.logger.log(`filled anew; ${result.replaced} keeps what was there before`);
    }
  }

  private versions(): Map<string, number> {
    return new Map(
      [...this.registry.versions].map(([entity, version]) => [
        this.dataSource.getMetadata(entity).tableName,
        version,
      ]),
    );
  }
}
