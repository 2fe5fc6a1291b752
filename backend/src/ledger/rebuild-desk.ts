import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { ProjectorRegistry, versionsOf } from './projector-registry.js';
import { dropReplaced, refillProgress } from './rebuild.repository.js';
import type { ReadModelRebuild } from './rebuild.type.js';
import {
  askForRefill,
  cancelRefill,
  noteFirstVersions,
  readStaleTables,
} from './refill-requests.js';

/** Asks for rebuilds of read models, takes that back, and tells how far they are. */
@Injectable()
export class RebuildDesk {
  constructor(
    private readonly dataSource: DataSource,
    private readonly registry: ProjectorRegistry,
  ) {}

  get tables(): string[] {
    return [...versionsOf(this.dataSource, this.registry).keys()];
  }

  async ask(tables: readonly string[]): Promise<ReadModelRebuild | null> {
    await this.dataSource.transaction(async (db) => {
      await noteFirstVersions(db, versionsOf(this.dataSource, this.registry));
      await askForRefill(db, tables);
    });
    return this.read();
  }

  /** What is filled already stays, and a rebuild that is asked for later goes on with it. */
  async cancel(): Promise<ReadModelRebuild | null> {
    await this.dataSource.transaction((db) => cancelRefill(db));
    return this.read();
  }

  /** Drops the tables that rebuilds replaced; returns the schemas that held them. */
  dropReplaced(): Promise<string[]> {
    return this.dataSource.transaction((db) => dropReplaced(db));
  }

  /** What is to be filled anew; null if nothing is. */
  async read(): Promise<ReadModelRebuild | null> {
    const db = this.dataSource.manager;
    const versions = versionsOf(this.dataSource, this.registry);
    await noteFirstVersions(db, versions);
    const stale = await readStaleTables(db, versions);
    if (stale.length === 0) {
      return null;
    }
    const { indexedBlock, liveBlock } = await refillProgress(db);
    const asked = stale.flatMap(({ askedAt }) => askedAt?.getTime() ?? []);
    return {
      tables: stale.map(({ table }) => table),
      askedAt: asked.length === 0 ? null : new Date(Math.min(...asked)),
      problem: stale.find(({ problem }) => problem !== null)?.problem ?? null,
      indexedBlock,
      liveBlock,
      percent: percentOf(indexedBlock + 1, liveBlock + 1),
    };
  }
}

/** Rounded down: a hundred means all. */
function percentOf(done: number, all: number): number {
  return all === 0 ? 0 : Math.min(100, Math.floor((done * 100) / all));
}
