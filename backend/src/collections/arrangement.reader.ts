import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { type ArrangementKind, ArrangementStatus } from './arrangement.entity.js';
import {
  type ArrangementType,
  InstalmentStatus,
  type InstalmentType,
  type PromiseRecordType,
} from './collections.type.js';
import type { Of } from './course.reader.js';

/** Promises and plans that a course shows. */
const SHOWN_MAX = 100;

interface ArrangementRow {
  receivable_id: string;
  kind: ArrangementKind;
  status: ArrangementStatus;
  met_count: number;
  amount_minor: string;
  last_date: string;
  evidence_hash: string;
  recorded_at: Date;
  ended_at: Date | null;
  due_dates: string[];
  amounts_minor: string[];
}

interface PromiseRecordRow {
  buyer: string;
  promises_kept: number;
  promises_broken: number;
  plans_kept: number;
  plans_broken: number;
}

/** What buyers promised, and how they kept it. */
@Injectable()
export class ArrangementReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The latest promises and plans of each of the receivables, which the viewer was found to see; latest first. */
  async arrangements(receivableIds: readonly string[]): Promise<Array<Of<ArrangementType>>> {
    const columns = `receivable_id, recorded_block, recorded_log_index, kind, status, met_count,
      amount_minor, last_date, evidence_hash, recorded_at, ended_at`;
    const rows: ArrangementRow[] = await this.dataSource.query(
      `SELECT a.*, i.due_dates, i.amounts_minor
       FROM unnest($1::text[]) AS wanted (receivable_id), LATERAL (
         SELECT ${columns} FROM collection_arrangement a
         WHERE a.receivable_id = wanted.receivable_id AND a.status = 'RUNNING'
         UNION ALL (SELECT ${columns} FROM collection_arrangement_ended e
           WHERE e.receivable_id = wanted.receivable_id
           ORDER BY e.recorded_block DESC, e.recorded_log_index DESC LIMIT $2)
       ) a, LATERAL (
         SELECT array_agg(i.due_date::text ORDER BY i.number) AS due_dates,
           array_agg(i.amount_minor::text ORDER BY i.number) AS amounts_minor
         FROM collection_instalment i WHERE i.recorded_block = a.recorded_block
           AND i.recorded_log_index = a.recorded_log_index
       ) i ORDER BY a.recorded_block DESC, a.recorded_log_index DESC`,
      [receivableIds, SHOWN_MAX],
    );
    return rows.map(toArrangement);
  }

  /** Of buyers of receivables that the viewer was found to see. */
  async promiseRecords(buyers: readonly string[]): Promise<PromiseRecordType[]> {
    const rows: PromiseRecordRow[] = await this.dataSource.query(
      'SELECT * FROM promise_record WHERE buyer = ANY($1)',
      [buyers],
    );
    return rows.map(toPromiseRecord);
  }

  /** Of the viewer itself and of the buyers of what it supplies or holds; by buyer. */
  async listPromiseRecords(viewer: Viewer, page: Page): Promise<PromiseRecordType[]> {
    const rows: PromiseRecordRow[] = await this.dataSource.query(
      `SELECT p.* FROM promise_record p
       WHERE ($1 OR p.buyer = $2
           OR EXISTS (SELECT FROM receivable r WHERE r.buyer = p.buyer AND r.supplier = $2)
           OR EXISTS (SELECT FROM lot l JOIN receivable r USING (receivable_id)
             WHERE r.buyer = p.buyer AND l.owner = $2))
         AND ($3::text IS NULL OR p.buyer > $3)
       ORDER BY p.buyer LIMIT $4`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.limit],
    );
    return rows.map(toPromiseRecord);
  }
}

export function promiseRecordKeyset(row: PromiseRecordType): Keyset {
  return [row.buyer, ''];
}

function toArrangement(row: ArrangementRow): Of<ArrangementType> {
  return {
    receivableId: row.receivable_id,
    kind: row.kind,
    status: row.status,
    amountMinor: BigInt(row.amount_minor),
    lastDate: row.last_date,
    evidenceHash: row.evidence_hash,
    recordedAt: row.recorded_at,
    endedAt: row.ended_at,
    instalments: row.due_dates.map((dueDate, index) => toInstalment(row, dueDate, index)),
  };
}

function toInstalment(row: ArrangementRow, dueDate: string, index: number): InstalmentType {
  const isMissed = row.status === ArrangementStatus.BROKEN && index === row.met_count;
  const openStatus = isMissed ? InstalmentStatus.MISSED : InstalmentStatus.OPEN;
  return {
    number: index + 1,
    dueDate,
    amountMinor: BigInt(row.amounts_minor[index] ?? 0),
    status: index < row.met_count ? InstalmentStatus.MET : openStatus,
  };
}

function toPromiseRecord(row: PromiseRecordRow): PromiseRecordType {
  return {
    buyer: row.buyer,
    promisesKept: row.promises_kept,
    promisesBroken: row.promises_broken,
    plansKept: row.plans_kept,
    plansBroken: row.plans_broken,
  };
}
