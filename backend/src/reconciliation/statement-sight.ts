import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Viewer } from '../identity/index.js';

/** When buyers first opened statements; the first time counts. */
@Injectable()
export class StatementSight {
  constructor(private readonly dataSource: DataSource) {}

  /** True if the viewer is the buyer of the statement; looking again changes nothing. */
  async mark({ party, userId }: Viewer, statementId: string): Promise<boolean> {
    const rows: Array<{ is_mine: boolean }> = await this.dataSource.query(
      `WITH mine AS (SELECT statement_id FROM statement WHERE statement_id = $1 AND buyer = $2),
       kept AS (
         INSERT INTO statement_sight (statement_id, user_id) SELECT statement_id, $3 FROM mine
         ON CONFLICT DO NOTHING)
       SELECT true AS is_mine FROM mine`,
      [statementId, party, userId],
    );
    return rows.length === 1;
  }

  /** By statement; those that nobody opened are left out. */
  async findMany(statementIds: readonly string[]): Promise<Map<string, Date>> {
    const rows: Array<{ statement_id: string; seen_at: Date }> = await this.dataSource.query(
      'SELECT statement_id, seen_at FROM statement_sight WHERE statement_id = ANY($1)',
      [statementIds],
    );
    return new Map(rows.map((row) => [row.statement_id, row.seen_at]));
  }
}
