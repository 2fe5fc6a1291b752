import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { receivableConditions } from '../receivables/index.js';
import type {
  CollectionFilter,
  CollectionStepType,
  CollectionType,
  WriteOffType,
} from './collections.type.js';
import type { CollectionStage } from './course.entity.js';

/** Steps and write-offs that a course shows. */
const SHOWN_MAX = 100;

/** A row that belongs to a receivable of the batch. */
export type Of<Row> = Row & { readonly receivableId: string };
/** A row of a listing with its place in it. */
export type Listed<Row> = Row & { readonly keyset: Keyset };

interface CourseRow {
  receivable_id: string;
  stage: CollectionStage;
  since: Date;
  written_off_minor: string;
  recovered_minor: string;
}

interface StepRow {
  receivable_id: string;
  lot_id: string;
  actor: string | null;
  from_stage: CollectionStage | null;
  stage: CollectionStage;
  evidence_hash: string;
  entered_at: Date;
  block_number: string;
  log_index: number;
}

/** SQL: a course `c` of a receivable `r`. What fell below the total of the newest write-off was recovered. */
const COURSE_COLUMNS = `c.receivable_id, c.stage, c.since, r.written_off_minor,
  greatest(0, coalesce((
    SELECT w.total_minor FROM write_off w WHERE w.receivable_id = c.receivable_id
    ORDER BY w.block_number DESC, w.log_index DESC LIMIT 1), 0) - r.written_off_minor)
    AS recovered_minor`;

/**
 * SQL: who took a step `s` of a receivable `r`. Supplier, operator and auditor see everybody; to the others, who holds
 * a lot stays hidden until the assignment was disclosed. $1 is who sees everything, $2 the viewer's party.
 */
const VISIBLE_ACTOR = `CASE WHEN $1 OR r.supplier = $2 OR s.actor IN (r.supplier, $2)
    OR EXISTS (SELECT FROM collection_mandate m WHERE m.lot_id = s.lot_id AND m.collector = s.actor)
    OR EXISTS (SELECT FROM lot l JOIN deal d USING (deal_number)
      WHERE l.receivable_id = s.receivable_id AND d.financier = s.actor AND d.disclosed
        AND d.funded_at IS NOT NULL)
  THEN s.actor END AS actor`;

/** Courses of collection that a viewer sees, and their steps. */
@Injectable()
export class CourseReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Courses of receivables that the viewer sees, the latest step first. */
  async list(viewer: Viewer, page: Page, filter: CollectionFilter): Promise<CollectionType[]> {
    const order = 'ORDER BY since DESC, receivable_id DESC LIMIT $7';
    const pages = receivableConditions(viewer).map(
      (condition) =>
        `(SELECT ${COURSE_COLUMNS} FROM collection_course c JOIN receivable r USING (receivable_id)
          LEFT JOIN collection_arrangement a USING (receivable_id)
          WHERE ${condition} AND ($2::text[] IS NULL OR c.stage = ANY($2))
            AND ($3::text IS NULL OR a.status = $3) AND ($4::text IS NULL OR r.buyer = $4)
            AND ($5::timestamptz IS NULL OR (c.since, c.receivable_id) < ($5, $6)) ${order})`,
    );
    const rows: CourseRow[] = await this.dataSource.query(
      `SELECT * FROM (${pages.join(' UNION ')}) listed ${order}`,
      [
        viewer.party,
        filter.stage,
        filter.arrangementStatus,
        filter.buyerId?.toLowerCase(),
        page.after?.[0],
        page.after?.[1],
        page.limit,
      ],
    );
    return rows.map(toCourse);
  }

  /** Courses of receivables that the viewer was found to see. */
  async findByIds(receivableIds: readonly string[]): Promise<CollectionType[]> {
    const rows: CourseRow[] = await this.dataSource.query(
      `SELECT ${COURSE_COLUMNS} FROM collection_course c JOIN receivable r USING (receivable_id)
       WHERE c.receivable_id = ANY($1)`,
      [receivableIds],
    );
    return rows.map(toCourse);
  }

  /** The latest steps of each of the receivables, which the viewer was found to see; the latest first. */
  async steps(
    viewer: Viewer,
    receivableIds: readonly string[],
  ): Promise<Array<Of<CollectionStepType>>> {
    const rows: StepRow[] = await this.dataSource.query(
      `SELECT s.* FROM unnest($3::text[]) AS wanted (receivable_id), LATERAL (
         SELECT s.receivable_id, s.lot_id, s.from_stage, s.stage, s.evidence_hash, s.entered_at,
           s.block_number, s.log_index, ${VISIBLE_ACTOR}
         FROM collection_step s JOIN receivable r USING (receivable_id)
         WHERE s.receivable_id = wanted.receivable_id
         ORDER BY s.block_number DESC, s.log_index DESC LIMIT $4
       ) s ORDER BY s.block_number DESC, s.log_index DESC`,
      [seesEverything(viewer), viewer.party, receivableIds, SHOWN_MAX],
    );
    return rows.map(toStep);
  }

  /** All steps of a receivable that the viewer was found to see, the latest first. */
  async listSteps(
    viewer: Viewer,
    receivableId: string,
    page: Page,
  ): Promise<Array<Listed<CollectionStepType>>> {
    const rows: StepRow[] = await this.dataSource.query(
      `SELECT s.receivable_id, s.lot_id, s.from_stage, s.stage, s.evidence_hash, s.entered_at,
         s.block_number, s.log_index, ${VISIBLE_ACTOR}
       FROM collection_step s JOIN receivable r USING (receivable_id)
       WHERE s.receivable_id = $3
         AND ($4::bigint IS NULL OR (s.block_number, s.log_index) < ($4, $5::bigint))
       ORDER BY s.block_number DESC, s.log_index DESC LIMIT $6`,
      [
        ...[seesEverything(viewer), viewer.party, receivableId],
        ...[page.after?.[0], page.after?.[1], page.limit],
      ],
    );
    return rows.map((row) => ({
      ...toStep(row),
      keyset: [row.block_number, String(row.log_index)],
    }));
  }

  /** The latest write-offs of each of the receivables, which the viewer was found to see; the latest first. */
  async writeOffs(receivableIds: readonly string[]): Promise<Array<Of<WriteOffType>>> {
    const rows: Array<Of<Omit<WriteOffType, 'amountMinor'>> & { amountMinor: string }> =
      await this.dataSource.query(
        `SELECT w.receivable_id AS "receivableId", w.amount_minor AS "amountMinor",
           w.evidence_hash AS "evidenceHash", w.written_off_at AS "writtenOffAt"
         FROM unnest($1::text[]) AS wanted (receivable_id), LATERAL (
           SELECT * FROM write_off w WHERE w.receivable_id = wanted.receivable_id
           ORDER BY w.block_number DESC, w.log_index DESC LIMIT $2
         ) w ORDER BY w.block_number DESC, w.log_index DESC`,
        [receivableIds, SHOWN_MAX],
      );
    return rows.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) }));
  }
}

function toCourse(row: CourseRow): CollectionType {
  return {
    receivableId: row.receivable_id,
    stage: row.stage,
    since: row.since,
    writtenOffMinor: BigInt(row.written_off_minor),
    recoveredMinor: BigInt(row.recovered_minor),
  };
}

function toStep(row: StepRow): Of<CollectionStepType> {
  return {
    receivableId: row.receivable_id,
    lotId: row.lot_id,
    actor: row.actor,
    from: row.from_stage,
    stage: row.stage,
    evidenceHash: row.evidence_hash,
    enteredAt: row.entered_at,
  };
}
