import { finished } from 'node:stream/promises';

import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';

import { present } from '../common/index.js';

/**
 * Appends lines in COPY's text format to a table, in the transaction of `db`.
 *
 * @param target table and its columns, as SQL writes them
 * @throws if one of the rows is there already
 */
export async function copyInto(db: EntityManager, target: string, lines: string): Promise<void> {
  const client = (await present(db.queryRunner, 'transaction').connect()) as pg.PoolClient;
  const copy = client.query(copyFrom(`COPY ${target} FROM STDIN`));
  copy.end(lines);
  await finished(copy);
}
