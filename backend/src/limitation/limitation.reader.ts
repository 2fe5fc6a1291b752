import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { LIMITATION_RULES, type LimitationLaw } from './limitation-laws.js';
import { limitationOf } from './limitation.js';
import { PairLawStore, lawKeyOf } from './pair-law.store.js';
import { LimitationGap, type LimitationType } from './pair-law.type.js';

interface ClaimRow {
  readonly id: string;
  readonly supplier: string;
  readonly buyer: string;
  /** Null where nothing of a statement is open. */
  readonly due_date: string | null;
  readonly acknowledged_on: readonly string[];
}

/**
 * SQL: days on which the buyer said that it owes the receivable `r`.
 *
 * Its own list of a statement is what it said, whether both agreed or not; and the confirmation, unless it was deemed.
 */
const ACKNOWLEDGED_ON = `ARRAY(
  SELECT (s.acknowledged_at AT TIME ZONE 'UTC')::date::text FROM statement_item i
  JOIN statement s ON s.statement_id = i.statement_id AND s.acknowledged_root = i.items_root
  WHERE i.receivable_id = r.receivable_id
  UNION SELECT (r.confirmed_at AT TIME ZONE 'UTC')::date::text
  WHERE r.confirmed_at IS NOT NULL AND NOT r.is_deemed)`;

/** When claims can no longer be enforced, under the laws of their pairs. */
@Injectable()
export class LimitationReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly laws: PairLawStore,
  ) {}

  /** Of receivables, by id. */
  async ofReceivables(receivableIds: readonly string[]): Promise<Map<string, LimitationType>> {
    const rows: ClaimRow[] = await this.dataSource.query(
      `SELECT r.receivable_id AS id, r.supplier, r.buyer, r.due_date::text,
         ${ACKNOWLEDGED_ON} AS acknowledged_on
       FROM receivable r WHERE r.receivable_id = ANY($1)`,
      [receivableIds],
    );
    return this.decide(rows);
  }

  /** Of statements, by id: of the item of the buyer's list whose claim ends first. */
  async ofStatements(statementIds: readonly string[]): Promise<Map<string, LimitationType>> {
    const rows: ClaimRow[] = await this.dataSource.query(
      `SELECT s.statement_id AS id, s.supplier, s.buyer, i.due_date::text,
         CASE WHEN s.acknowledged_at IS NULL THEN '{}' ELSE
           ARRAY[(s.acknowledged_at AT TIME ZONE 'UTC')::date::text] END AS acknowledged_on
       FROM statement s LEFT JOIN LATERAL (
         SELECT DISTINCT due_date FROM statement_item
         WHERE statement_id = s.statement_id AND items_root = s.acknowledged_root
       ) i ON true
       WHERE s.statement_id = ANY($1)`,
      [statementIds],
    );
    const unanswered = new Set(
      rows.filter((row) => row.acknowledged_on.length === 0).map(({ id }) => id),
    );
    const found = await this.decide(rows);
    for (const [id, limitation] of found) {
      if (unanswered.has(id) && limitation.law !== null) {
        found.set(id, gapOf(limitation.law, LimitationGap.NOT_ACKNOWLEDGED));
      }
    }
    return found;
  }

  private async decide(rows: readonly ClaimRow[]): Promise<Map<string, LimitationType>> {
    const laws = await this.laws.findMany([...new Set(rows.map(lawKeyOf))]);
    const found = new Map<string, LimitationType>();
    for (const row of rows) {
      const limitation = decideOne(row, laws.get(lawKeyOf(row))?.law ?? null);
      const other = found.get(row.id);
      if (other === undefined || endOf(limitation) < endOf(other)) found.set(row.id, limitation);
    }
    return found;
  }
}

function decideOne(row: ClaimRow, law: LimitationLaw | null): LimitationType {
  if (law === null) return gapOf(null, LimitationGap.NO_LAW_AGREED);
  if (row.due_date === null) return gapOf(law, LimitationGap.NOTHING_OPEN);
  const period = limitationOf(LIMITATION_RULES[law], row.due_date, row.acknowledged_on);
  return {
    law,
    limitationEndsOn: period.endsOn,
    interruptedOn: period.interruptedOn,
    reason: null,
  };
}

function endOf({ limitationEndsOn }: LimitationType): string {
  return limitationEndsOn ?? '9999-12-31';
}

function gapOf(law: LimitationLaw | null, reason: LimitationGap): LimitationType {
  return { law, limitationEndsOn: null, interruptedOn: null, reason };
}
