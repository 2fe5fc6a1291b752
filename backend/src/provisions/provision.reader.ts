import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { OffLedgerRecords } from '../ledger/index.js';
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

const OVERLAYS = {
  ...{ table: 'provision_overlay', id: 'overlay_id', owner: 'party', at: 'proposed_at' },
  isOverseen: false,
};
const RUNS = {
  ...{ table: 'provision_run', id: 'run_id', owner: 'party', at: 'made_at' },
  isOverseen: true,
};

/** Loss allowances that a viewer sees: its party's own; operator and auditor see all. */
@Injectable()
export class ProvisionReader {
  private readonly overlays: OffLedgerRecords<ProvisionOverlayRow>;
  private readonly runs: OffLedgerRecords<ProvisionRunRow>;

  constructor(private readonly dataSource: DataSource) {
    this.overlays = new OffLedgerRecords(dataSource, OVERLAYS);
    this.runs = new OffLedgerRecords(dataSource, RUNS);
  }

  async findPolicy(viewer: Viewer): Promise<ProvisionPolicyType | null> {
    const row = await findPolicy(this.dataSource.manager, viewer.party);
    return row === null ? null : toPolicy(row);
  }

  async listOverlays(viewer: Viewer, page: Page): Promise<ProvisionOverlayType[]> {
    return (await this.overlays.list(viewer, page)).map(toOverlay);
  }

  async findOverlay(viewer: Viewer, overlayId: string): Promise<ProvisionOverlayType | null> {
    const row = await this.overlays.find(viewer, overlayId);
    return row === null ? null : toOverlay(row);
  }

  async listRuns(viewer: Viewer, page: Page): Promise<ProvisionRunType[]> {
    return (await this.runs.list(viewer, page)).map(toRun);
  }

  async findRun(viewer: Viewer, runId: string): Promise<ProvisionRunType | null> {
    const row = await this.runs.find(viewer, runId);
    return row === null ? null : toRun(row);
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
