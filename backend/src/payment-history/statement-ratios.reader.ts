import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { epochDayOf } from '../common/index.js';
import {
  type DatedRatios,
  RatioHistory,
  ratiosOf,
  storedStatement,
} from '../credit-models/index.js';
import { NetworkKey } from '../ledger/index.js';
import { END_OF_DAY } from '../receivables/index.js';

/** Bounds the memory of a training. */
const STATEMENTS_MAX = 500_000;

interface StatementRow {
  party: string;
  record_date: string;
  fiscal_year: number;
  period_days: number;
  figures: Record<string, string>;
}

/**
 * SQL: statements in the file of $1 whose document is of a day up to $2 and that were recorded by its end; $3: of these
 * parties only.
 */
const STATEMENTS = `
  SELECT s.party, c.record_date, s.fiscal_year, s.period_days, s.figures
  FROM financial_statement s JOIN credit_record c USING (record_id)
  WHERE s.owner = $1 AND c.record_date <= $2::date AND s.recorded_at < ${END_OF_DAY('$2')}
    AND ($3::text[] IS NULL OR s.party = ANY($3))
  ORDER BY s.party, s.fiscal_year, c.record_date, s.recorded_at, s.record_id LIMIT ${STATEMENTS_MAX}`;

/** Ratios in the credit files of the platform itself, which forecasts for everybody may rely on. */
@Injectable()
export class StatementRatiosReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly networkKey: NetworkKey,
  ) {}

  /** By what was known at the end of a day; of all parties if none are named. */
  async knownOn(asOfDate: string, parties: readonly string[] | null): Promise<DatedRatios[]> {
    const rows: StatementRow[] = await this.dataSource.query(STATEMENTS, [
      ...[this.networkKey.platformParty, asOfDate, parties],
    ]);
    return rows.map((row) => {
      const ratios = Object.entries(ratiosOf(storedStatement(row.figures, row.period_days)));
      return {
        ...{ party: row.party, fiscalYear: row.fiscal_year, fromDay: epochDayOf(row.record_date) },
        ratios: Object.fromEntries(ratios.map(([name, { value }]) => [name, value])),
      };
    });
  }

  async historyOn(asOfDate: string, parties: readonly string[]): Promise<RatioHistory> {
    return new RatioHistory(await this.knownOn(asOfDate, parties));
  }
}
