import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { AccountChangeType } from './payee.type.js';

export type ListedChange = AccountChangeType & { readonly keyset: Keyset };

const SELECT_CHANGE = `
  SELECT s.change_id AS "changeId", s.payee, s.buyer, s.account, s.note, s.made_at AS "proposedAt",
    s.step_number AS "stepNumber", coalesce(a.kind, s.kind) AS status, a.made_at AS "answeredAt",
    a.note AS "answerNote"
  FROM payee_account_step s
  LEFT JOIN payee_account_step a ON a.change_id = s.change_id AND a.kind <> 'PROPOSED'
  WHERE s.kind = 'PROPOSED' AND ($1 OR s.payee = $2 OR s.buyer = $2)`;

/** Changes of accounts that the viewer proposed or is to answer; operator and auditor see all. */
@Injectable()
export class AccountChangeReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The latest first. */
  async list(viewer: Viewer, page: Page, pending: boolean | null): Promise<ListedChange[]> {
    const rows: Array<AccountChangeType & { stepNumber: string }> = await this.dataSource.query(
      `${SELECT_CHANGE} AND ($3::boolean IS NULL OR (a.kind IS NULL) = $3)
         AND ($4::bigint IS NULL OR s.step_number < $4)
       ORDER BY s.step_number DESC LIMIT $5`,
      [seesEverything(viewer), viewer.party, pending, page.after?.[0], page.limit],
    );
    return rows.map(({ stepNumber, ...row }) => ({ ...row, keyset: [stepNumber, ''] }));
  }

  async find(viewer: Viewer, changeId: string): Promise<AccountChangeType | null> {
    const rows: AccountChangeType[] = await this.dataSource.query(
      `${SELECT_CHANGE} AND s.change_id::text = $3`,
      [seesEverything(viewer), viewer.party, changeId],
    );
    return rows[0] ?? null;
  }
}
