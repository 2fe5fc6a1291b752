import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { OffLedgerRecords } from '../ledger/index.js';
import { type WarningRow, findPolicy, toWarning } from './warning.rows.js';
import type {
  EarlyWarningType,
  HandlingKind,
  WarningHandlingType,
  WarningPolicyType,
  WarningTaskType,
} from './warning.type.js';

interface HandlingRow {
  number: number;
  kind: HandlingKind;
  note: string;
  handled_by: string | null;
  handled_at: Date;
}

interface TaskRow {
  number: number;
  task: string;
  done_by: string | null;
  done_at: Date | null;
}

const TABLE = {
  ...{ table: 'early_warning', id: 'warning_id', owner: 'owner', at: 'raised_at' },
  isOverseen: true,
};
/** Handlings and tasks of one answer: more were never done about one warning. */
const DETAILS_MAX = 500;

/** Warnings that a viewer sees: those of its party; operator and auditor see all. */
@Injectable()
export class WarningReader {
  private readonly records: OffLedgerRecords<WarningRow>;

  constructor(private readonly dataSource: DataSource) {
    this.records = new OffLedgerRecords(dataSource, TABLE);
  }

  findPolicy(viewer: Viewer): Promise<WarningPolicyType | null> {
    return findPolicy(this.dataSource.manager, viewer.party);
  }

  async list(
    viewer: Viewer,
    page: Page,
    { partyId, openOnly }: { readonly partyId: string | null; readonly openOnly: boolean },
  ): Promise<EarlyWarningType[]> {
    const rows: WarningRow[] = await this.dataSource.query(
      `SELECT *, raised_at::text AS listed_at FROM early_warning
       WHERE ($1 OR owner = $2) AND ($3::text IS NULL OR party = $3)
         AND (NOT $4 OR closed_at IS NULL)
         AND ($5::timestamptz IS NULL OR (raised_at, warning_id) < ($5, $6::uuid))
       ORDER BY raised_at DESC, warning_id DESC LIMIT $7`,
      [
        ...[seesEverything(viewer), viewer.party, partyId, openOnly],
        ...[page.after?.[0], page.after?.[1], page.limit],
      ],
    );
    return rows.map(toWarning);
  }

  async find(viewer: Viewer, warningId: string): Promise<EarlyWarningType | null> {
    const row = await this.records.find(viewer, warningId);
    return row === null ? null : toWarning(row);
  }

  /** The warning that a sign raised or made worse, or that stood already. */
  async findOfSign(viewer: Viewer, signId: string): Promise<EarlyWarningType | null> {
    const rows: WarningRow[] = await this.dataSource.query(
      `SELECT w.*, w.raised_at::text AS listed_at FROM warning_sign s JOIN early_warning w
         ON w.owner = s.owner AND w.party = s.party AND w.indicator = s.kind AND w.currency = ''
       WHERE s.sign_id = $1 AND s.owner = $2 ORDER BY w.raised_at DESC LIMIT 1`,
      [signId, viewer.party],
    );
    return rows[0] === undefined ? null : toWarning(rows[0]);
  }

  async handlings(warningId: string): Promise<WarningHandlingType[]> {
    const rows: HandlingRow[] = await this.dataSource.query(
      'SELECT * FROM warning_handling WHERE warning_id = $1 ORDER BY number LIMIT $2',
      [warningId, DETAILS_MAX],
    );
    return rows.map((row) => ({
      number: row.number,
      kind: row.kind,
      note: row.note,
      handledBy: row.handled_by,
      handledAt: row.handled_at,
    }));
  }

  async tasks(warningId: string): Promise<WarningTaskType[]> {
    const rows: TaskRow[] = await this.dataSource.query(
      'SELECT * FROM warning_task WHERE warning_id = $1 ORDER BY number LIMIT $2',
      [warningId, DETAILS_MAX],
    );
    return rows.map((row) => ({
      number: row.number,
      task: row.task,
      doneBy: row.done_by,
      doneAt: row.done_at,
    }));
  }
}
