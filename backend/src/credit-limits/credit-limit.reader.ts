import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Page } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { type Listed, OffLedgerRecords } from '../ledger/index.js';
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
}

const TABLE = {
  ...{ table: 'credit_limit', id: 'limit_id', owner: 'owner', at: 'proposed_at' },
  isOverseen: true,
};

/** Limits that a viewer sees: those of its party; operator and auditor see all. */
@Injectable()
export class CreditLimitReader {
  private readonly records: OffLedgerRecords<LimitRow>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly gate: CreditGate,
  ) {
    this.records = new OffLedgerRecords(dataSource, TABLE);
  }

  async list(viewer: Viewer, page: Page): Promise<CreditLimitType[]> {
    return (await this.records.list(viewer, page)).map(toLimit);
  }

  async find(viewer: Viewer, limitId: string): Promise<CreditLimitType | null> {
    const row = await this.records.find(viewer, limitId);
    return row === null ? null : toLimit(row);
  }

  /** How the viewer's own limits would stand with a debt more. */
  async check(viewer: Viewer, args: CreditCheckArgs): Promise<CreditLimitCheckType[]> {
    const { currency, amountMinor } = args;
    const [supplier, buyer] = [args.supplierId.toLowerCase(), args.buyerId.toLowerCase()];
    const debt = { countedId: '', supplier, buyer, currency, amountMinor };
    const finances = viewer.roles.includes(PartyRole.FINANCIER) && supplier !== viewer.party;
    const credit = { debts: [debt], financier: finances ? viewer.party : null };
    const checks = await this.gate.preview(this.dataSource.manager, [viewer.party], credit);
    return checks.map(({ limit, usedMinor, state }) => ({
      ...{ limitId: limit.limitId, scope: limit.scope, subject: limit.subject },
      ...{ limitMinor: limit.limitMinor, usedMinor, state },
    }));
  }
}

function toLimit(row: Listed<LimitRow>): CreditLimitType {
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
