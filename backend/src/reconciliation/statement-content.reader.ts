import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { CalendarDate } from '../common/index.js';
import { type Aged, ageItems } from './ageing.js';

/** Names the items of a statement and the day that they are aged on. */
export function agedKeyOf(statement: {
  readonly statementId: string;
  readonly itemsRoot: string;
  readonly asOfDate: CalendarDate;
}): string {
  return `${statement.statementId}:${statement.itemsRoot}:${statement.asOfDate}`;
}

interface DueRow {
  readonly aged_key: string;
  readonly as_of_date: string;
  readonly due_date: string;
  readonly count: number;
  readonly open_minor: string;
}

/** What a statement says beside its balance. */
@Injectable()
export class StatementContentReader {
  constructor(private readonly dataSource: DataSource) {}

  /** By {@link agedKeyOf}; one row a due date comes from the database, however many items there are. */
  async ageing(agedKeys: readonly string[]): Promise<Map<string, Aged[]>> {
    const keys = agedKeys.map((key) => key.split(':'));
    const rows: DueRow[] = await this.dataSource.query(
      `SELECT k.aged_key, k.as_of_date::text, i.due_date::text, count(*)::int AS count,
         sum(i.outstanding_minor) AS open_minor
       FROM unnest($1::text[], $2::text[], $3::text[], $4::date[])
         AS k (aged_key, statement_id, items_root, as_of_date)
       JOIN statement_item i USING (statement_id, items_root)
       GROUP BY k.aged_key, k.as_of_date, i.due_date`,
      [agedKeys, ...[0, 1, 2].map((part) => keys.map((key) => key[part]))],
    );
    return new Map(
      agedKeys.map((key) => {
        const own = rows.filter((row) => row.aged_key === key);
        const items = own.map(({ due_date: dueDate, open_minor, count }) => ({
          ...{ dueDate, count, openMinor: BigInt(open_minor) },
        }));
        return [key, ageItems(items, key.split(':')[2] ?? '')];
      }),
    );
  }
}
