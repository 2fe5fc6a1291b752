import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import { isUuid } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import {
  type ProvisionCellRow,
  type ProvisionOverlayRow,
  type ProvisionRunRow,
  findPolicy,
  toCell,
  toOverlay,
  toPolicy,
  toRun,
} from './provision.rows.js';
import type {
  ProvisionCellType,
  ProvisionLineType,
  ProvisionOverlayType,
  ProvisionPolicyType,
  ProvisionRunType,
  ProvisionTotalType,
} from './provision.type.js';

interface LineRow {
  receivable_id: string;
  lot_id: string;
  recourse_days: number | null;
  currency: string;
  segment: string;
  bucket: number;
  days_past_due: number;
  outstanding_minor: string;
  ecl_minor: string;
}

interface TotalRow {
  currency: string;
  outstanding_minor: string;
  ecl_minor: string;
  recourse_outstanding_minor: string;
  recourse_ecl_minor: string;
}

/** Loss allowances that a viewer sees: its party's own; operator and auditor see all. */
@Injectable()
export class ProvisionReader {
  constructor(private readonly dataSource: DataSource) {}

  async findPolicy(viewer: Viewer): Promise<ProvisionPolicyType | null> {
    const row = await findPolicy(this.dataSource.manager, viewer.party);
    return row === null ? null : toPolicy(row);
  }

  async listOverlays(viewer: Viewer, page: Page): Promise<ProvisionOverlayType[]> {
    const rows: ProvisionOverlayRow[] = await this.dataSource.query(
      `SELECT *, proposed_at::text AS listed_at FROM provision_overlay
       WHERE party = $1 AND ($2::timestamptz IS NULL OR (proposed_at, overlay_id) < ($2, $3::uuid))
       ORDER BY proposed_at DESC, overlay_id DESC LIMIT $4`,
      [viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toOverlay);
  }

  async findOverlay(viewer: Viewer, overlayId: string): Promise<ProvisionOverlayType | null> {
    const rows: ProvisionOverlayRow[] = await this.dataSource.query(
      `SELECT *, proposed_at::text AS listed_at FROM provision_overlay
       WHERE party = $1 AND overlay_id = $2`,
      [viewer.party, overlayId],
    );
    return rows[0] === undefined ? null : toOverlay(rows[0]);
  }

  async listRuns(viewer: Viewer, page: Page): Promise<ProvisionRunType[]> {
    const whose = seesEverything(viewer) ? '$1::text IS NOT NULL' : 'party = $1';
    const rows: ProvisionRunRow[] = await this.dataSource.query(
      `SELECT *, made_at::text AS listed_at FROM provision_run
       WHERE ${whose} AND ($2::timestamptz IS NULL OR (made_at, run_id) < ($2, $3::uuid))
       ORDER BY made_at DESC, run_id DESC LIMIT $4`,
      [viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toRun);
  }

  async findRun(viewer: Viewer, runId: string): Promise<ProvisionRunType | null> {
    if (!isUuid(runId)) return null;
    const rows: ProvisionRunRow[] = await this.dataSource.query(
      `SELECT *, made_at::text AS listed_at FROM provision_run
       WHERE run_id = $1 AND ($2 OR party = $3)`,
      [runId, seesEverything(viewer), viewer.party],
    );
    return rows[0] === undefined ? null : toRun(rows[0]);
  }

  /** At most 13 buckets for each segment. */
  async cells(runId: string): Promise<ProvisionCellType[]> {
    const rows: ProvisionCellRow[] = await this.dataSource.query(
      'SELECT * FROM provision_cell WHERE run_id = $1 ORDER BY currency, segment, bucket',
      [runId],
    );
    return rows.map(toCell);
  }

  async totals(runId: string): Promise<ProvisionTotalType[]> {
    const rows: TotalRow[] = await this.dataSource.query(
      `SELECT currency, sum(outstanding_minor) AS outstanding_minor, sum(ecl_minor) AS ecl_minor,
         coalesce(sum(outstanding_minor) FILTER (WHERE recourse_days > 0), 0)
           AS recourse_outstanding_minor,
         coalesce(sum(ecl_minor) FILTER (WHERE recourse_days > 0), 0) AS recourse_ecl_minor
       FROM provision_line WHERE run_id = $1 GROUP BY 1 ORDER BY 1`,
      [runId],
    );
    return rows.map((row) => ({
      currency: row.currency,
      outstandingMinor: BigInt(row.outstanding_minor),
      eclMinor: BigInt(row.ecl_minor),
      recourseOutstandingMinor: BigInt(row.recourse_outstanding_minor),
      recourseEclMinor: BigInt(row.recourse_ecl_minor),
    }));
  }

  async lines(runId: string, page: Page): Promise<ProvisionLineType[]> {
    const rows: LineRow[] = await this.dataSource.query(
      `SELECT * FROM provision_line WHERE run_id = $1
         AND ($2::text IS NULL OR (receivable_id, lot_id) > ($2, $3))
       ORDER BY receivable_id, lot_id LIMIT $4`,
      [runId, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map((row) => ({
      receivableId: row.receivable_id,
      lotId: row.lot_id === '' ? null : row.lot_id,
      recourseDays: row.recourse_days,
      currency: row.currency,
      segment: row.segment,
      bucket: row.bucket,
      daysPastDue: row.days_past_due,
      outstandingMinor: BigInt(row.outstanding_minor),
      eclMinor: BigInt(row.ecl_minor),
    }));
  }
}
