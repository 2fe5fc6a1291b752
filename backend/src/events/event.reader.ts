import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { toPage } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { END_OF_BLOCK, FRONTIER } from './event-frontier.js';
import type { EventRow, Position } from './event-message.js';
import { sourcesOf } from './event-type.js';

/** SQL: currency of the thing that event `e` is about. */
export const EVENT_CURRENCY = `CASE e.contract
  WHEN 'factoring' THEN (SELECT d.currency FROM deal d WHERE e.subject LIKE 'deal:%'
    AND d.deal_number = substr(e.subject, 6)::bigint)
  WHEN 'pledges' THEN (SELECT n.currency FROM lien n WHERE e.subject LIKE 'lien:%'
    AND n.lien_number = substr(e.subject, 6)::bigint)
  WHEN 'earlyPayments' THEN (SELECT y.currency FROM early_payment y
    WHERE y.number = substr(e.subject, 14)::bigint)
  WHEN 'settlement' THEN (SELECT m.currency FROM remittance m WHERE m.entry_hash = e.subject LIMIT 1)
  WHEN 'reconciliation' THEN (SELECT s.currency FROM statement s WHERE s.statement_id = e.subject)
  ELSE (SELECT r.currency FROM receivable r WHERE r.receivable_id = e.subject) END`;

/** SQL: columns of event `e` as {@link EventRow} has them. */
export const EVENT_COLUMNS = `e.block_number::float8 AS "blockNumber", e.log_index AS "logIndex",
  e.block_time AS "blockTime", e.transaction_hash AS "transactionHash", e.contract, e.name, e.subject,
  e.args, ${EVENT_CURRENCY} AS currency`;

/** Where a follower stands, and the latest reorganisation that it knows of. */
export interface EventPlace extends Position {
  readonly reversionId: string;
}

/**
 * SQL: the event at the place of row `at`. The limit keeps the planner from reading all of history for some hundred
 * places, whose number it overestimates.
 */
export const eventAt = (at: string): string =>
  `SELECT * FROM ledger_event x WHERE x.block_number = ${at}.block_number
     AND x.log_index = ${at}.log_index LIMIT 1`;

/** What a follower asks for. */
export interface EventQuery {
  readonly after: EventPlace;
  /** Types of {@link EVENT_TYPES}; null is all. */
  readonly types: readonly string[] | null;
  readonly limit: number;
}

/** Events that were looked through, and where to go on. */
export interface EventPage {
  readonly events: readonly EventRow[];
  readonly upTo: EventPlace;
  /** There may be more at once. */
  readonly isFull: boolean;
}

/** Before the first block. */
const BEFORE_ALL = -1;

/** Final events that concern a party, in the order of the ledger. */
@Injectable()
export class EventReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Where the next event will come after; before everything if nothing is known yet. */
  async end(): Promise<EventPlace> {
    const rows: Array<{ at: number; reversionId: string }> = await this.dataSource.query(
      `SELECT block_number::float8 AS at, reversion_id AS "reversionId" FROM event_frontier`,
    );
    const { at = BEFORE_ALL, reversionId = '0' } = rows[0] ?? {};
    return { blockNumber: at, logIndex: END_OF_BLOCK, reversionId };
  }

  /** The next events of the viewer; a page may hold fewer than its limit, since types are picked after the position. */
  async read(viewer: Viewer, { after, types, limit }: EventQuery): Promise<EventPage> {
    const from = await this.takeBack(after);
    // An operator reads the events themselves: the list of whom they concern would name it in every line.
    const places = seesEverything(viewer)
      ? 'ledger_event a WHERE a.subject IS NOT NULL AND $1::text IS NOT NULL'
      : 'event_audience a WHERE a.party = $1';
    const rows: Array<EventRow & { isWanted: boolean }> = await this.dataSource.query(
      `SELECT ${EVENT_COLUMNS},
         $5::text[] IS NULL OR (e.contract, e.name) IN (SELECT * FROM unnest($5::text[], $6::text[]))
           AS "isWanted"
       FROM (SELECT a.block_number, a.log_index FROM ${places}
           AND (a.block_number, a.log_index) > ($2::bigint, $3::int) AND a.block_number <= ${FRONTIER}
         ORDER BY a.block_number, a.log_index LIMIT $4) p
       CROSS JOIN LATERAL (${eventAt('p')}) e ORDER BY 1, 2`,
      [viewer.party, from.blockNumber, from.logIndex, limit, ...typeParameters(types)],
    );
    return {
      events: rows.filter(({ isWanted }) => isWanted),
      upTo: { ...from, ...positionIn(rows.at(-1)) },
      isFull: rows.length === limit,
    };
  }

  /** Back to before a reorganisation that the follower does not know of: what came in its place is told too. */
  private async takeBack(place: EventPlace): Promise<EventPlace> {
    const rows: Array<{ at: number | null; id: string }> = await this.dataSource.query(
      `SELECT min(block_number)::float8 AS at, max(reversion_id) AS id FROM ledger_reversion
       WHERE reversion_id > $1`,
      [place.reversionId],
    );
    const { at = null, id } = rows[0] ?? {};
    if (at === null || id === undefined) {
      return place;
    }
    return place.blockNumber > at
      ? { blockNumber: at, logIndex: END_OF_BLOCK, reversionId: id }
      : { ...place, reversionId: id };
  }
}

function positionIn(row: EventRow | undefined): Partial<Position> {
  return row === undefined ? {} : { blockNumber: row.blockNumber, logIndex: row.logIndex };
}

/** Contracts and names of types as two arrays; nulls for all types. */
function typeParameters(types: readonly string[] | null): Array<string[] | null> {
  const sources = types === null ? null : sourcesOf(types);
  return [
    sources?.map(({ contract }) => contract) ?? null,
    sources?.map(({ name }) => name) ?? null,
  ];
}

/** Position of a cursor that the API gave out. @throws GraphQLError for anything else */
export function positionOf(cursor: string): Position {
  const { after } = toPage({ first: 1, after: cursor }, ['integer', 'integer']);
  return {
    blockNumber: Number(after?.[0]),
    logIndex: Math.min(Number(after?.[1]), END_OF_BLOCK),
  };
}
