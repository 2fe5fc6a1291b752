import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Viewer } from '../identity/index.js';
import { seesEveryAccount, visibleAccount } from './bank-visibility.js';
import {
  StatementGapKind,
  type StatementGapFilter,
  type StatementGapType,
} from './statement-gap.type.js';

/** Gaps that one question answers with, the latest first. */
export const GAPS_MAX = 200;

interface GapRow {
  kind: StatementGapKind;
  account: string;
  currency: string;
  bank_statement_id: string;
  previous_statement_id: string | null;
  day: string;
  expected_minor: string | null;
  actual_minor: string | null;
  missing_from: string | null;
  missing_to: string | null;
}

/**
 * SQL: statements in the order of their account, each once however often it was handed in.
 *
 * CSV exports overlap as their makers like, and copies repeat: neither has a place in the order.
 */
const CHAIN = `
  SELECT c.*, lag(c.closing_minor) OVER account_order AS previous_closing_minor,
    lag(c.bank_statement_id) OVER account_order AS previous_statement_id,
    lag(c.number) OVER account_order AS previous_number
  FROM (
    SELECT DISTINCT ON (s.account, s.currency, left(s.message, 8), s.statement_reference,
        s.closing_date, s.opening_minor, s.closing_minor)
      s.*, CASE WHEN s.sequence_number ~ '^[0-9]{1,15}$' THEN s.sequence_number::bigint END AS number,
      CASE WHEN s.page_number ~ '^[0-9]{1,9}$' THEN s.page_number::bigint END AS page
    FROM bank_statement s
    WHERE s.kind = 'STATEMENT' AND s.message <> 'CSV' AND NOT s.is_copy
      AND s.opening_minor IS NOT NULL AND s.closing_minor IS NOT NULL
      AND ${visibleAccount('s')} AND ($3::text IS NULL OR s.account = $3)
    ORDER BY s.account, s.currency, left(s.message, 8), s.statement_reference, s.closing_date,
      s.opening_minor, s.closing_minor, s.created_at
  ) c
  WINDOW account_order AS (PARTITION BY c.account, c.currency, left(c.message, 8)
    ORDER BY c.closing_date, c.number NULLS LAST, c.page NULLS LAST, c.created_at, c.position)`;

/** What statements of an account do not tell: money that moved between them, and numbers that are missing. */
@Injectable()
export class StatementGapReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The latest first. Found anew with each question: a statement that comes late closes its gap. */
  async list(viewer: Viewer, filter: StatementGapFilter): Promise<StatementGapType[]> {
    const rows: GapRow[] = await this.dataSource.query(
      `WITH chain AS (${CHAIN})
       SELECT '${StatementGapKind.BALANCE_DIFFERS}' AS kind, account, currency, bank_statement_id,
         previous_statement_id, coalesce(opening_date, closing_date)::text AS day,
         previous_closing_minor AS expected_minor, opening_minor AS actual_minor,
         NULL::bigint AS missing_from, NULL::bigint AS missing_to
       FROM chain WHERE previous_closing_minor <> opening_minor
       UNION ALL SELECT '${StatementGapKind.NUMBER_MISSING}', account, currency, bank_statement_id,
         previous_statement_id, coalesce(opening_date, closing_date)::text, NULL, NULL,
         previous_number + 1, number - 1
       FROM chain WHERE number > previous_number + 1
       UNION ALL SELECT '${StatementGapKind.DOES_NOT_ADD_UP}', account, currency, bank_statement_id,
         NULL, closing_date::text, closing_minor - difference_minor, closing_minor, NULL, NULL
       FROM chain WHERE difference_minor <> 0
       ORDER BY day DESC, bank_statement_id, kind LIMIT ${GAPS_MAX}`,
      [seesEveryAccount(viewer), viewer.party, filter.account],
    );
    return rows.map(toGap);
  }
}

function toGap(row: GapRow): StatementGapType {
  return {
    kind: row.kind,
    account: row.account,
    currency: row.currency,
    bankStatementId: row.bank_statement_id,
    previousStatementId: row.previous_statement_id,
    day: row.day,
    expectedMinor: toMinor(row.expected_minor),
    actualMinor: toMinor(row.actual_minor),
    missingFrom: row.missing_from,
    missingTo: row.missing_to,
  };
}

function toMinor(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}
