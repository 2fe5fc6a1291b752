import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { type Lesson, type MatchRule, daysBetween } from '../matching/index.js';

interface LessonRow {
  booking_date: string;
  counterparty_account: string | null;
  match_rule: MatchRule;
  is_named: boolean;
  buyer: string;
  due_date: string;
  receivable_count: number;
  stands: boolean;
}

/** The habits of years ago say little of today's. */
const LESSONS_MAX = 5_000;

/** Reads what settled entries, and those that were undone, teach of the buyers that paid them. */
@Injectable()
export class LessonReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The oldest first, of entries that paid one buyer's receivables. */
  async ofPayee(payee: string): Promise<Lesson[]> {
    const rows: LessonRow[] = await this.dataSource.query(
      `SELECT * FROM (
         SELECT e.entry_hash, e.booking_date::text, e.counterparty_account, e.match_rule,
           coalesce(e.match->'suggestions'->0->'evidence' @? '$[*] ? (@.fact starts with "NUMBER" || @.fact == "REFERENCE")', false) AS is_named,
           min(r.buyer) AS buyer, min(r.due_date)::text AS due_date,
           count(DISTINCT r.receivable_id)::int AS receivable_count,
           NOT m.is_reversed AND m.unapplied_minor < m.amount_minor AS stands
         FROM bank_entry e JOIN remittance m USING (entry_hash) JOIN payment p USING (entry_hash)
         JOIN receivable r USING (receivable_id)
         WHERE e.party = $1 AND e.match_rule IS NOT NULL
         GROUP BY e.entry_hash, m.is_reversed, m.unapplied_minor, m.amount_minor
         HAVING count(DISTINCT r.buyer) = 1
         ORDER BY e.booking_date DESC, e.entry_hash DESC LIMIT $2
       ) newest ORDER BY booking_date, entry_hash`,
      [payee, LESSONS_MAX],
    );
    return rows.map(toLesson);
  }
}

function toLesson(row: LessonRow): Lesson {
  return {
    buyer: row.buyer,
    isUndone: !row.stands,
    match: {
      rule: row.match_rule,
      isNamed: row.is_named,
      delayDays: daysBetween(row.due_date, row.booking_date),
      account: row.counterparty_account,
      receivableCount: row.receivable_count,
    },
  };
}
