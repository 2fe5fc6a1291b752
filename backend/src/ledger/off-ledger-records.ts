import type { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import { isUuid } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';

/** Where records of a kind are kept; all are names of SQL, none comes from outside. */
export interface RecordTable {
  readonly table: string;
  /** Column with the record's uuid. */
  readonly id: string;
  /** Column with the party whose record it is. */
  readonly owner: string;
  /** Column with the instant by which records are listed. */
  readonly at: string;
  /** Operator and auditor see those of all parties. */
  readonly isOverseen: boolean;
}

/** With the instant to the microsecond, as a cursor needs it. */
export type Listed<Row> = Row & { readonly listed_at: string };

/** Records that parties keep beside the ledger, each for its own party. */
export class OffLedgerRecords<Row> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly kept: RecordTable,
  ) {}

  /** The latest first; the page's keyset is instant and uuid. */
  list(viewer: Viewer, page: Page): Promise<Array<Listed<Row>>> {
    const { id, at } = this.kept;
    return this.dataSource.query(
      `${this.select(viewer)} AND ($2::timestamptz IS NULL OR (${at}, ${id}) < ($2, $3::uuid))
       ORDER BY ${at} DESC, ${id} DESC LIMIT $4`,
      [viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
  }

  /** Null for a record of somebody else, and for what is no id. */
  async find(viewer: Viewer, id: string): Promise<Listed<Row> | null> {
    if (!isUuid(id)) return null;
    const rows: Array<Listed<Row>> = await this.dataSource.query(
      `${this.select(viewer)} AND ${this.kept.id} = $2`,
      [viewer.party, id],
    );
    return rows[0] ?? null;
  }

  /** Whose records are seen is part of the text, so that each kind of viewer has the plan that its index allows. */
  private select(viewer: Viewer): string {
    const { table, owner, at, isOverseen } = this.kept;
    const seesAll = isOverseen && seesEverything(viewer);
    const whose = seesAll ? '$1::text IS NOT NULL' : `${owner} = $1`;
    return `SELECT *, ${at}::text AS listed_at FROM ${table} WHERE ${whose}`;
  }
}
