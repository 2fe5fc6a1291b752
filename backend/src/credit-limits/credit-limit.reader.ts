import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { CreditGate } from './credit-gate.js';
import type { CreditCheckArgs } from './credit-limit.input.js';
import type { CreditLimitCheckType, CreditLimitType } from './credit-limit.type.js';
import type { LimitScope } from './limit-scope.js';

interface LimitRow {
  limit_id: string;
  scope: LimitScope;
  subject: string;
  currency: string;
  limit_minor: string;
  longest_terms_days: number | null;
  warn_bps: number;
  reason: string;
  expires_at: Date;
  proposed_by: string;
  proposed_at: Date;
  approved_by: string | null;
  approved_at: Date | null;
  ended_at: Date | null;
  listed_at: string;
}

/** Limits that a viewer sees: those of its party; operator and auditor see all. */
@Injectable()
export class CreditLimitReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly gate: CreditGate,
  ) {}

  async list(viewer: Viewer, page: Page): Promise<CreditLimitType[]> {
    const rows: LimitRow[] = await this.dataSource.query(
      `SELECT *, proposed_at::text AS listed_at FROM credit_limit
       WHERE ($1 OR owner = $2)
         AND ($3::timestamptz IS NULL OR (proposed_at, limit_id) < ($3, $4::uuid))
       ORDER BY proposed_at DESC, limit_id DESC LIMIT $5`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toLimit);
  }

  async find(viewer: Viewer, limitId: string): Promise<CreditLimitType | null> {
    const rows: LimitRow[] = await this.dataSource.query(
      `SELECT *, proposed_at::text AS listed_at FROM credit_limit
       WHERE limit_id = $1 AND ($2 OR owner = $3)`,
      [limitId, seesEverything(viewer), viewer.party],
    );
    return rows[0] === undefined ? null : toLimit(rows[0]);
  }

  /** How the viewer's own limits would stand with a debt more. */
  async check(viewer: Viewer, args: CreditCheckArgs): Promise<CreditLimitCheckType[]> {
    const { currency, amountMinor } = args;
    const [supplier, buyer] = [args.supplierId.toLowerCase(), args.buyerId.toLowerCase()];
    const debt = { countedId: '', supplier, buyer, currency, amountMinor, termsDays: 0 };
    const finances = viewer.roles.includes(PartyRole.FINANCIER) && supplier !== viewer.party;
    const credit = { debts: [debt], financier: finances ? viewer.party : null };
    const checks = await this.gate.preview(this.dataSource.manager, [viewer.party], credit);
    return checks.map(({ limit, usedMinor, state }) => ({
      ...{ limitId: limit.limitId, scope: limit.scope, subject: limit.subject },
      ...{ limitMinor: limit.limitMinor, usedMinor, state },
    }));
  }
}

function toLimit(row: LimitRow): CreditLimitType {
  return {
    limitId: row.limit_id,
    scope: row.scope,
    subject: row.subject,
    currency: row.currency,
    limitMinor: BigInt(row.limit_minor),
    longestTermsDays: row.longest_terms_days,
    warnBps: row.warn_bps,
    reason: row.reason,
    expiresAt: row.expires_at,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
    approvedBy: row.approved_by,
    approvedAt: row.approved_at,
    endedAt: row.ended_at,
    keyset: [row.listed_at, row.limit_id],
  };
}
