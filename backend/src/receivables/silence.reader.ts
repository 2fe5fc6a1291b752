import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import { calendarDateOf } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { scopeFromBits } from './receivable.rows.js';
import { ReceivableStatus } from './receivable.type.js';
import type { ReceivableSilenceType, SilenceAgreementType } from './silence.type.js';

const DAY_MS = 86_400_000;

interface AgreementRow {
  buyer: string;
  supplier: string;
  silence_days: number;
  scope: number;
  agreed_at: Date;
}

interface SilenceRow extends AgreementRow {
  receivable_id: string;
  claimed_at: Date;
}

/** What buyers agreed to about their silence. */
@Injectable()
export class SilenceReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Agreements of the viewer as buyer or supplier, ended ones too, by buyer and supplier. */
  async list(viewer: Viewer, page: Page): Promise<SilenceAgreementType[]> {
    const rows: AgreementRow[] = await this.dataSource.query(
      `SELECT s.* FROM silence_agreement s WHERE ($1 OR s.buyer = $2 OR s.supplier = $2)
         AND ($3::text IS NULL OR (s.buyer, s.supplier) > ($3, $4))
       ORDER BY s.buyer, s.supplier LIMIT $5`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map((row) => ({
      buyer: row.buyer,
      supplier: row.supplier,
      silenceDays: row.silence_days,
      scope: scopeFromBits(row.scope),
      agreedAt: row.agreed_at,
    }));
  }

  /** For those of the receivables that wait for their buyer's answer under an agreement. */
  async ofReceivables(
    receivableIds: readonly string[],
  ): Promise<Map<string, ReceivableSilenceType>> {
    const rows: SilenceRow[] = await this.dataSource.query(
      `SELECT s.*, r.receivable_id, r.claimed_at
       FROM receivable r JOIN silence_agreement s ON s.buyer = r.buyer AND s.supplier = r.supplier
       WHERE r.receivable_id = ANY($1) AND r.status = $2
         AND s.silence_days > 0 AND s.agreed_at <= r.claimed_at`,
      [receivableIds, ReceivableStatus.REGISTERED],
    );
    return new Map(rows.map((row) => [row.receivable_id, toSilence(row)]));
  }
}

function toSilence(row: SilenceRow): ReceivableSilenceType {
  const confirmableAt = new Date(row.claimed_at.getTime() + row.silence_days * DAY_MS);
  return {
    silenceDays: row.silence_days,
    scope: scopeFromBits(row.scope),
    since: row.claimed_at,
    confirmableAt,
    deemedOn: calendarDateOf(Math.floor(confirmableAt.getTime() / DAY_MS)),
  };
}
