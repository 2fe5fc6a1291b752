import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { PartyRole } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { type BehaviourRow, toBehaviour } from './behaviour.rows.js';
import { behaviourOn } from './behaviour.sql.js';
import type { BehaviourType } from './behaviour.type.js';

const KEEP = `INSERT INTO behaviour ${behaviourOn('all')}`;

/** How buyers behaved by what was known at the end of a day. */
@Injectable()
export class BehaviourReader {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Figures of a buyer by currency: with all its suppliers, or with one of them.
   *
   * A buyer reads its own, a supplier those of its own pairs, assessors and who sees everything all.
   */
  async find(
    viewer: Viewer,
    { buyer, supplier, asOfDate }: Asked,
    db: EntityManager = this.dataSource.manager,
  ): Promise<BehaviourType[]> {
    if (!maySeeBehaviour(viewer, buyer, supplier)) return [];
    const rows = await this.read(db, buyer, asOfDate);
    return rows.filter((row) => row.supplier === (supplier ?? '')).map(toBehaviour);
  }

  /** Works out the figures of all buyers in one statement and keeps them; gives how many there are. */
  async keep(db: EntityManager, asOfDate: string): Promise<number> {
    await db.query('DELETE FROM behaviour WHERE as_of_date = $1', [asOfDate]);
    await db.query(KEEP, [asOfDate, null]);
    const rows: Array<{ count: number }> = await db.query(
      `SELECT count(*)::int AS count FROM behaviour WHERE as_of_date = $1`,
      [asOfDate],
    );
    return rows[0]?.count ?? 0;
  }

  /** The figures of all buyers for a day, worked out unless they are kept already. */
  async ensure(db: EntityManager, asOfDate: string): Promise<void> {
    await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 3))', [asOfDate]);
    const rows: unknown[] = await db.query('SELECT FROM behaviour WHERE as_of_date = $1 LIMIT 1', [
      asOfDate,
    ]);
    if (rows.length === 0) await this.keep(db, asOfDate);
  }

  private read(db: EntityManager, buyer: string, asOfDate: string): Promise<BehaviourRow[]> {
    return db.query(`SELECT * FROM (${behaviourOn('listed')}) b ORDER BY supplier, currency`, [
      asOfDate,
      [buyer],
    ]);
  }
}

export interface Asked {
  readonly buyer: string;
  /** Null for all suppliers together. */
  readonly supplier: string | null;
  readonly asOfDate: string;
}

/** Whether the figures of a buyer, with all suppliers or with one, are a viewer's to see. */
export function maySeeBehaviour(viewer: Viewer, buyer: string, supplier: string | null): boolean {
  return (
    seesEverything(viewer) ||
    viewer.roles.includes(PartyRole.ASSESSOR) ||
    viewer.party === buyer ||
    viewer.party === supplier
  );
}
