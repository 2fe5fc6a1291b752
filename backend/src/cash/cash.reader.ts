import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { CashAccountType, CashMovementFilter, CashMovementType } from './cash.type.js';

/** A row of a listing with its place in it. */
type Listed<Row> = Row & { readonly keyset: Keyset };

interface AccountRow {
  party: string;
  token: string;
  currency: string;
  account: string;
  is_active: boolean;
  set_at: Date;
  key: string;
}

interface MovementRow {
  payer: string;
  payee: string;
  token: string;
  amount_minor: string;
  source_hash: string;
  receivable_id: string | null;
  moved_at: Date;
  block_number: string;
  log_index: number;
}

/** Cash accounts of a party and what moved between them and others. */
@Injectable()
export class CashReader {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
  ) {}

  /** By party, token and currency. */
  async listAccounts(viewer: Viewer, page: Page): Promise<Array<Listed<CashAccountType>>> {
    const rows: AccountRow[] = await this.dataSource.query(
      `SELECT c.*, s.signer IS NOT NULL AS is_active, c.party || c.token || c.currency AS key
       FROM cash_account c LEFT JOIN signer s
         ON s.signer = c.account AND s.party = c.party AND s.revoked_at IS NULL
       WHERE ($1 OR c.party = $2)
         AND ($3::text IS NULL OR c.party || c.token || c.currency > $3)
       ORDER BY c.party || c.token || c.currency LIMIT $4`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.limit],
    );
    const spender = this.config.deployment.contracts.cashDesk.toLowerCase();
    return rows.map((row) => ({
      party: row.party,
      token: row.token,
      currency: row.currency,
      account: row.account,
      isActive: row.is_active,
      spender,
      setAt: row.set_at,
      keyset: [row.key, ''],
    }));
  }

  /** From and to the viewer's party, the latest first. */
  async listMovements(
    viewer: Viewer,
    page: Page,
    filter: CashMovementFilter,
  ): Promise<Array<Listed<CashMovementType>>> {
    const rows: MovementRow[] = await this.dataSource.query(
      `SELECT m.*, (SELECT p.receivable_id FROM payment p
         WHERE p.entry_hash = m.source_hash LIMIT 1) AS receivable_id
       FROM cash_movement m WHERE ($1 OR m.payer = $2 OR m.payee = $2)
         AND ($3::text IS NULL OR m.token = $3) AND ($4::text IS NULL OR m.source_hash = $4)
         AND ($5::bigint IS NULL OR (m.block_number, m.log_index) < ($5, $6::bigint))
       ORDER BY m.block_number DESC, m.log_index DESC LIMIT $7`,
      [
        ...[seesEverything(viewer), viewer.party],
        ...[filter.token?.toLowerCase(), filter.sourceHash?.toLowerCase()],
        ...[page.after?.[0], page.after?.[1], page.limit],
      ],
    );
    return rows.map(toMovement);
  }

  /** How many get a share of a payment at the most: the owners of lots and the holders of liens on them. */
  async shareCount(receivableId: string): Promise<number> {
    const rows: Array<{ count: number }> = await this.dataSource.query(
      `SELECT (SELECT count(*) FROM lot WHERE receivable_id = $1)::int
         + (SELECT count(*) FROM lien WHERE receivable_id = $1 AND status = 'ACTIVE')::int AS count`,
      [receivableId],
    );
    return rows[0]?.count ?? 0;
  }
}

function toMovement(row: MovementRow): Listed<CashMovementType> {
  return {
    payer: row.payer,
    payee: row.payee,
    token: row.token,
    amountMinor: BigInt(row.amount_minor),
    sourceHash: row.source_hash,
    receivableId: row.receivable_id,
    movedAt: row.moved_at,
    keyset: [row.block_number, String(row.log_index)],
  };
}
