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
      `WITH newest AS (
         SELECT booking_date, entry_hash, counterparty_account, match_rule,
           match->'suggestions'->0->'evidence' AS evidence
         FROM bank_entry WHERE party = $1 AND match_rule IS NOT NULL
         ORDER BY booking_date DESC, entry_hash DESC LIMIT $2
       )
       SELECT e.booking_date::text, e.counterparty_account, e.match_rule,
         coalesce(e.evidence @? '$[*] ? (@.fact starts with "NUMBER" || @.fact == "REFERENCE")', false) AS is_named,
         p.buyer, p.due_date::text, p.receivable_count,
         NOT m.is_reversed AND m.unapplied_minor < m.amount_minor AS stands
       FROM newest e JOIN remittance m USING (entry_hash) CROSS JOIN LATERAL (
         SELECT min(r.buyer) AS buyer, min(r.due_date) AS due_date, count(*)::int AS receivable_count
         FROM (SELECT DISTINCT receivable_id FROM payment WHERE entry_hash = e.entry_hash) p
         JOIN receivable r USING (receivable_id) HAVING min(r.buyer) = max(r.buyer)
       ) p ORDER BY e.booking_date, e.entry_hash`,
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
