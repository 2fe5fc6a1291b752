import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Book } from './provision-access.js';
import { bucketOf, openIn } from './provision.sql.js';
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

  async ageing(
    book: Book,
    asOfDate: string,
    bucketDays: readonly number[],
  ): Promise<AgedOutstandingType[]> {
    const rows: AgeingRow[] = await this.dataSource.query(
      `SELECT currency, bucket, count(DISTINCT receivable_id)::int AS receivable_count,
         sum(outstanding_minor) AS outstanding_minor
       FROM (SELECT o.*, ${bucketOf('o.days_past_due', '$3')} AS bucket
         FROM (${openIn(book.kind)}) o) b
       GROUP BY 1, 2 ORDER BY 1, 2`,
      [book.party, asOfDate, bucketDays],
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
