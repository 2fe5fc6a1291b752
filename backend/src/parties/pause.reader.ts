import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { type ActGroup, actGroupsFromBits } from '../common/index.js';
import type { PauseChangeType, PausedActsType } from './pause.type.js';

interface PausedRow {
  act: number;
  paused_at: Date;
  reason_hash: string;
  reason: string | null;
}

interface ChangeRow {
  block_number: string;
  log_index: number;
  is_start: boolean;
  acts: number;
  paused_acts: number;
  reason: string | null;
  changed_at: Date;
}

/** What stands still and stood still; all members see it. */
@Injectable()
export class PauseReader {
  constructor(private readonly dataSource: DataSource) {}

  async pausedNow(): Promise<PausedActsType[]> {
    const rows: PausedRow[] = await this.dataSource.query(
      `SELECT p.*, e.content AS reason FROM paused_act p
       LEFT JOIN operation_evidence e ON e.evidence_hash = p.reason_hash
       WHERE p.paused_at IS NOT NULL ORDER BY p.act`,
    );
    return rows.map((row) => ({
      group: actGroupsFromBits(row.act)[0] as ActGroup,
      pausedAt: row.paused_at,
      reasonHash: row.reason_hash,
      reason: row.reason,
    }));
  }

  /** The latest first. */
  async listChanges(page: Page): Promise<Array<PauseChangeType & { readonly keyset: Keyset }>> {
    const rows: ChangeRow[] = await this.dataSource.query(
      `SELECT c.*, e.content AS reason FROM pause_change c
       LEFT JOIN operation_evidence e ON e.evidence_hash = c.reason_hash
       WHERE $1::bigint IS NULL OR (c.block_number, c.log_index) < ($1, $2::bigint)
       ORDER BY c.block_number DESC, c.log_index DESC LIMIT $3`,
      [page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map((row) => ({
      isStart: row.is_start,
      groups: actGroupsFromBits(row.acts),
      pausedGroups: actGroupsFromBits(row.paused_acts),
      reason: row.reason,
      changedAt: row.changed_at,
      keyset: [row.block_number, String(row.log_index)],
    }));
  }
}
