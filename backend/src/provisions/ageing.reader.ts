import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { openOn } from '../receivables/index.js';
import { OF_PARTY, bucketOf } from './provision.sql.js';
import type { AgedOutstandingType } from './ageing.type.js';

interface AgeingRow {
  currency: string;
  bucket: number;
  receivable_count: number;
  outstanding_minor: string;
}

/** What was outstanding at the end of a day, by how long it was past due. */
@Injectable()
export class AgeingReader {
  constructor(private readonly dataSource: DataSource) {}

  /** `book` is the supplier whose receivables are counted; null for everybody's. */
  async ageing(
    book: string | null,
    asOfDate: string,
    bucketDays: readonly number[],
  ): Promise<AgedOutstandingType[]> {
    const rows: AgeingRow[] = await this.dataSource.query(
      `SELECT currency, bucket, count(*)::int AS receivable_count,
         sum(outstanding_minor) AS outstanding_minor
       FROM (SELECT o.*, ${bucketOf('o.days_past_due', '$3')} AS bucket
         FROM (${openOn('$2', OF_PARTY)}) o) b
       GROUP BY 1, 2 ORDER BY 1, 2`,
      [book, asOfDate, bucketDays],
    );
    return rows.map((row) => ({
      currency: row.currency,
      bucket: row.bucket,
      firstDay: row.bucket === 0 ? null : (bucketDays[row.bucket - 1] ?? 0) + 1,
      lastDay: bucketDays[row.bucket] ?? null,
      receivableCount: row.receivable_count,
      outstandingMinor: BigInt(row.outstanding_minor),
    }));
  }
}
