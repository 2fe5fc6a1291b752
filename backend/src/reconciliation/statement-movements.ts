import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { CalendarDate } from '../common/index.js';
import { OPEN_CHANGES } from './open-items.reader.js';
import type { Pair } from './statement-items.js';

/** What can change what is open between a pair. */
export enum MovementKind {
  CONFIRMED = 'CONFIRMED',
  PAID = 'PAID',
  PAYMENT_REVERSED = 'PAYMENT_REVERSED',
  CREDITED = 'CREDITED',
  WRITTEN_OFF = 'WRITTEN_OFF',
}

/** All changes of one kind since the statement before. */
export interface Movement {
  readonly kind: MovementKind;
  readonly count: number;
  /** What they add to what is open: negative for what reduces it. */
  readonly amountMinor: bigint;
}

/** What was open after the statement before, and what changed it since. */
export interface Movements {
  readonly openingDate: CalendarDate | null;
  readonly openingMinor: bigint;
  readonly movements: readonly Movement[];
}

/** A statement whose movements are asked for. */
export interface MovedStatement {
  readonly statementId: string;
  readonly itemsRoot: string;
  readonly pair: Pair;
  readonly asOfDate: CalendarDate;
  /** Block whose state it shows. */
  readonly blockNumber: number;
}

interface PeriodRow {
  opening_date: string | null;
  opening_block: string | null;
}

interface KeptRow {
  item_key: string;
  opening_date: string | null;
  opening_minor: string;
  movements: ReadonlyArray<{
    readonly kind: MovementKind;
    readonly count: number;
    readonly amountMinor: string;
  }>;
}

interface MovementRow {
  kind: MovementKind;
  count: number;
  amount_minor: string;
}

/** SQL: the kind of a change by its event. */
const KIND = `CASE e.name
  WHEN 'PaymentApplied' THEN 'PAID'
  WHEN 'ReceivableCredited' THEN 'CREDITED'
  WHEN 'ReceivableWrittenOff' THEN 'WRITTEN_OFF'
  WHEN 'PaymentReversed' THEN 'PAYMENT_REVERSED'
  WHEN 'EarlyPaymentReversed' THEN 'PAYMENT_REVERSED'
  ELSE 'CONFIRMED' END`;

/**
 * What moved between two statements of a pair.
 *
 * Each change counts by the difference that it makes to what is open, so that opening and movements add up to the
 * balance whatever the events say besides.
 */
@Injectable()
export class StatementMovements {
  constructor(private readonly dataSource: DataSource) {}

  /** Computes and keeps the movements of a statement that is being issued. */
  async keep(db: EntityManager, statement: MovedStatement): Promise<void> {
    const { statementId, itemsRoot, pair, blockNumber } = statement;
    const { opening_date: openingDate, opening_block } = await findOpening(db, statement);
    const fromBlock = opening_block === null ? -1 : Number(opening_block);
    const rows = await moved(db, pair, { fromBlock, blockNumber });
    await db.query(
      `UPDATE statement_draft SET opening_date = $3, opening_minor = (
         SELECT coalesce(sum(outstanding_minor), 0) FROM statement_item
         WHERE statement_id = $1 AND items_root = $2) - $4::bigint
       WHERE statement_id = $1 AND items_root = $2 AND opening_minor IS NULL`,
      [
        ...[statementId, itemsRoot, openingDate],
        rows.reduce((sum, row) => sum + BigInt(row.amount_minor), 0n).toString(),
      ],
    );
    await db.query(
      `INSERT INTO statement_movement (statement_id, items_root, kind, count, amount_minor)
       SELECT $1, $2, * FROM unnest($3::text[], $4::int[], $5::bigint[]) ON CONFLICT DO NOTHING`,
      [
        ...[statementId, itemsRoot, rows.map(({ kind }) => kind)],
        ...[rows.map(({ count }) => count), rows.map((row) => row.amount_minor)],
      ],
    );
  }

  /** By `itemKeyOf`; statements that were issued elsewhere, or before movements were kept, are left out. */
  async findMany(itemKeys: readonly string[]): Promise<Map<string, Movements>> {
    const rows: KeptRow[] = await this.dataSource.query(
      `SELECT k.item_key, d.opening_date::text, d.opening_minor, coalesce(m.movements, '[]') AS movements
       FROM unnest($1::text[], $2::text[], $3::text[]) AS k (item_key, statement_id, items_root)
       JOIN statement_draft d USING (statement_id, items_root)
       LEFT JOIN LATERAL (
         SELECT json_agg(json_build_object('kind', kind, 'count', count, 'amountMinor', amount_minor::text))
           AS movements
         FROM statement_movement m
         WHERE m.statement_id = d.statement_id AND m.items_root = d.items_root
       ) m ON true
       WHERE d.opening_minor IS NOT NULL`,
      [itemKeys, ...[0, 1].map((part) => itemKeys.map((key) => key.split(':')[part]))],
    );
    return new Map(rows.map((row) => [row.item_key, toMovements(row)]));
  }
}

function toMovements({ opening_date, opening_minor, movements }: KeptRow): Movements {
  return {
    openingDate: opening_date,
    openingMinor: BigInt(opening_minor),
    movements: Object.values(MovementKind).flatMap((kind) =>
      movements
        .filter((one) => one.kind === kind)
        .map(({ count, amountMinor }) => ({ kind, count, amountMinor: BigInt(amountMinor) })),
    ),
  };
}

/** The statement of the pair before, that the ledger has. */
async function findOpening(
  db: EntityManager,
  { pair, asOfDate }: MovedStatement,
): Promise<PeriodRow> {
  const rows: PeriodRow[] = await db.query(
    `SELECT s.as_of_date AS opening_date, d.block_number AS opening_block
     FROM statement s JOIN statement_draft d USING (statement_id, items_root)
     WHERE s.supplier = $1 AND s.buyer = $2 AND s.currency = $3 AND s.as_of_date < $4
     ORDER BY s.as_of_date DESC LIMIT 1`,
    [pair.supplier, pair.buyer, pair.currency, asOfDate],
  );
  return rows[0] ?? { opening_date: null, opening_block: null };
}

async function moved(
  db: EntityManager,
  { supplier, buyer, currency }: Pair,
  { fromBlock, blockNumber }: { readonly fromBlock: number; readonly blockNumber: number },
): Promise<MovementRow[]> {
  return db.query(
    `WITH change AS (
       SELECT ${KIND} AS kind, e.block_number,
         coalesce(e.args->>'outstandingMinor', e.args->>'faceMinor')::bigint
           - lag(coalesce(e.args->>'outstandingMinor', e.args->>'faceMinor')::bigint, 1, 0::bigint)
             OVER (PARTITION BY e.subject ORDER BY e.block_number, e.log_index) AS change_minor
       FROM receivable r JOIN ledger_event e ON e.subject = r.receivable_id
       WHERE r.supplier = $1 AND r.buyer = $2 AND r.currency = $3 AND r.confirmed_at IS NOT NULL
         AND e.block_number <= $5 AND e.name IN (${OPEN_CHANGES})
     )
     SELECT kind, count(*)::int, sum(change_minor) AS amount_minor FROM change
     WHERE block_number > $4 GROUP BY kind`,
    [supplier, buyer, currency, fromBlock, blockNumber],
  );
}
