import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { Page } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { type ReceivableFilter, SqlParameters, filterSql } from './receivable.filter.js';
import { RECEIVABLE_COLUMNS, type ReceivableRow, toReceivable } from './receivable.rows.js';
import type { ReceivableType } from './receivable.type.js';
import { receivableConditions } from './visibility.js';

/** Receivables that a viewer sees. */
@Injectable()
export class ReceivableReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Those of the ids that exist and the viewer sees. */
  async findVisible(
    viewer: Viewer,
    receivableIds: readonly string[],
    db: EntityManager = this.dataSource.manager,
  ): Promise<ReceivableType[]> {
    const rows: ReceivableRow[] = await db.query(
      `SELECT ${RECEIVABLE_COLUMNS} FROM receivable r WHERE r.receivable_id = ANY($2)
         AND (${receivableConditions(viewer).join(' OR ')})`,
      [viewer.party, receivableIds],
    );
    return rows.map(toReceivable);
  }

  /** What the viewer sees, the latest registration first. */
  async list(viewer: Viewer, page: Page, filter: ReceivableFilter): Promise<ReceivableType[]> {
    const parameters = new SqlParameters(viewer.party);
    const wanted = [filterSql(filter, parameters)];
    if (page.after !== null) {
      const [registeredAt, receivableId] = page.after.map((value) => parameters.add(value));
      wanted.push(
        `(r.registered_at, r.receivable_id) < (${registeredAt}::timestamptz, ${receivableId})`,
      );
    }
    const limit = parameters.add(page.limit);
    const order = 'ORDER BY r.registered_at DESC, r.receivable_id DESC';
    const pages = receivableConditions(viewer).map(
      (condition) =>
        `(SELECT r.* FROM receivable r WHERE ${condition} AND ${wanted.join(' AND ')}
          ${order} LIMIT ${limit})`,
    );
    const rows: ReceivableRow[] = await this.dataSource.query(
      `SELECT ${RECEIVABLE_COLUMNS} FROM (${pages.join(' UNION ')}) r ${order} LIMIT ${limit}`,
      parameters.values,
    );
    return rows.map(toReceivable);
  }
}
