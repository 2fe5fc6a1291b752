import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Viewer } from '../identity/index.js';
import { seesEveryAccount, visibleAccount } from './bank-visibility.js';
import type {
  CashReport,
  CashReportCurrency,
  MatchDifference,
  EntryFigures,
  UnappliedBucket,
} from './cash-report.type.js';

/** First day of each bucket of unapplied cash. */
const BUCKETS_FROM_DAYS = [0, 2, 8, 31, 91] as const;
/** What stands in place of a rule where people decided. */
const BY_HAND = 'MANUAL';
/** Rules that leave no difference, or were no rule; any other one is a cause, also a new one. */
const WITHOUT_DIFFERENCE = ['EXACT', 'BUNDLE', BY_HAND, 'UNMATCHED', 'AMOUNT_ONLY'];

interface FigureRow {
  currency: string;
  part: 'automatic' | 'byHand' | 'open' | 'unapplied' | 'difference';
  label: string;
  count: number;
  amount_minor: string;
  unapplied_minor: string;
}

/** SQL: money in of the day ($3) and what of earlier days is not applied; $4 is an account or null. */
const ENTRIES = `
  SELECT e.currency, e.booking_date, e.amount_minor, e.match_rule, e.command_id, m.unapplied_minor
  FROM bank_entry e LEFT JOIN remittance m ON m.entry_hash = e.entry_hash
  WHERE ${visibleAccount('e')} AND e.is_matchable AND e.booking_date = $3
    AND ($4::text IS NULL OR e.account = $4)
  UNION ALL
  SELECT e.currency, e.booking_date, e.amount_minor, e.match_rule, e.command_id, NULL
  FROM bank_entry e
  WHERE ${visibleAccount('e')} AND e.is_matchable AND e.command_id IS NULL
    AND e.booking_date < $3 AND ($4::text IS NULL OR e.account = $4)
  UNION ALL
  SELECT e.currency, e.booking_date, e.amount_minor, e.match_rule, e.command_id, m.unapplied_minor
  FROM remittance m JOIN bank_entry e ON e.entry_hash = m.entry_hash
  WHERE ${visibleAccount('e')} AND m.unapplied_minor > 0 AND e.is_matchable
    AND e.command_id IS NOT NULL AND e.booking_date < $3
    AND ($4::text IS NULL OR e.account = $4)`;

/** SQL: what of an entry pays nothing; what is on its way to the ledger is not counted. */
const UNAPPLIED = `CASE WHEN command_id IS NULL THEN amount_minor ELSE coalesce(unapplied_minor, 0) END`;
const BUCKET = `width_bucket($3::date - booking_date, ARRAY[${BUCKETS_FROM_DAYS.join(', ')}])`;

/** Figures of a day for those who match: what the machine did, what is left, and why. */
@Injectable()
export class CashReportReader {
  constructor(private readonly dataSource: DataSource) {}

  async read(viewer: Viewer, day: string, account: string | null): Promise<CashReport> {
    const rows: FigureRow[] = await this.dataSource.query(
      `WITH entries AS MATERIALIZED (
         SELECT c.*, ${UNAPPLIED} AS open_minor FROM (${ENTRIES}) c
       )
       SELECT currency, CASE WHEN command_id IS NULL THEN 'open'
           WHEN match_rule = '${BY_HAND}' THEN 'byHand' ELSE 'automatic' END AS part,
         '' AS label, count(*)::int AS count, sum(amount_minor) AS amount_minor,
         sum(open_minor) AS unapplied_minor
       FROM entries WHERE booking_date = $3 GROUP BY 1, 2
       UNION ALL SELECT currency, 'unapplied', ${BUCKET}::text, count(*)::int, sum(open_minor),
         sum(open_minor)
       FROM entries WHERE open_minor > 0 GROUP BY 1, 3
       UNION ALL SELECT currency, 'difference', match_rule, count(*)::int, sum(amount_minor),
         sum(open_minor)
       FROM entries WHERE booking_date = $3 AND match_rule <> ALL($5) GROUP BY 1, 3
       ORDER BY currency, part, count DESC, label`,
      [seesEveryAccount(viewer), viewer.party, day, account, WITHOUT_DIFFERENCE],
    );
    const byCurrency = Map.groupBy(rows, ({ currency }) => currency);
    return {
      day,
      currencies: [...byCurrency].map(([currency, own]) => toCurrency(currency, own)),
    };
  }
}

function toCurrency(currency: string, rows: readonly FigureRow[]): CashReportCurrency {
  const partOf = (part: FigureRow['part']): FigureRow[] => rows.filter((row) => row.part === part);
  return {
    currency,
    automatic: toFigures(partOf('automatic')[0]),
    byHand: toFigures(partOf('byHand')[0]),
    open: toFigures(partOf('open')[0]),
    unapplied: toBuckets(partOf('unapplied')),
    differences: partOf('difference').map((row): MatchDifference => ({
      ...toFigures(row),
      cause: row.label,
      unappliedMinor: BigInt(row.unapplied_minor),
    })),
  };
}

function toFigures(row: FigureRow | undefined): EntryFigures {
  return { count: row?.count ?? 0, amountMinor: BigInt(row?.amount_minor ?? 0) };
}

/** Every bucket, also those that are empty. */
function toBuckets(rows: readonly FigureRow[]): UnappliedBucket[] {
  return BUCKETS_FROM_DAYS.map((fromDays, index) => {
    const next = BUCKETS_FROM_DAYS[index + 1];
    const row = rows.find(({ label }) => label === String(index + 1));
    return { ...toFigures(row), fromDays, toDays: next === undefined ? null : next - 1 };
  });
}
