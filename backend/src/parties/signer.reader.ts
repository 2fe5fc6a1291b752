import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { actGroupsFromBits } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { activeSigner } from '../ledger/index.js';
import type { SignerFilter, SignerType } from './signer.type.js';

interface SignerRow {
  signer: string;
  party: string;
  rights: number;
  amount_max_minor: string;
  added_at: Date;
  revoked_at: Date | null;
  recovery_order_hash: string | null;
  is_kept: boolean;
  user_name: string | null;
  /** Exact to the microsecond, as a cursor needs it. */
  added_text: string;
}

/** A signer with its place in the listing. */
export type ListedSigner = SignerType & { readonly keyset: Keyset };

/** Keys of parties: their own for a party, everybody's for operators and auditors. */
@Injectable()
export class SignerReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The latest first. */
  async list(viewer: Viewer, page: Page, filter: SignerFilter): Promise<ListedSigner[]> {
    const rows: SignerRow[] = await this.dataSource.query(
      `SELECT s.*, s.added_at::text AS added_text, k.sealed_key IS NOT NULL AS is_kept,
         u.name AS user_name
       FROM signer s LEFT JOIN signer_key k USING (signer) LEFT JOIN app_user u USING (user_id)
       WHERE ($1::text IS NULL OR s.party = $1) AND ($2::text IS NULL OR s.party = $2)
         AND ($3::boolean IS NOT TRUE OR s.revoked_at IS NULL)
         AND ($4::timestamptz IS NULL OR (s.added_at, s.signer) < ($4, $5))
       ORDER BY s.added_at DESC, s.signer DESC LIMIT $6`,
      [
        seesEverything(viewer) ? null : viewer.party,
        filter.partyId?.toLowerCase(),
        filter.activeOnly,
        ...[page.after?.[0], page.after?.[1], page.limit],
      ],
    );
    return rows.map(toSigner);
  }

  /** Key that signs what the viewer does; null if there is none. */
  signerOf(viewer: Viewer): Promise<string | null> {
    return activeSigner(this.dataSource.manager, viewer);
  }

  /** Those of the keys that are, or once were, the party's. */
  async ofParty(
    db: EntityManager,
    party: string,
    signers: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const rows: Array<{ signer: string }> = await db.query(
      'SELECT signer FROM signer WHERE party = $1 AND signer = ANY($2)',
      [party, signers],
    );
    return new Set(rows.map(({ signer }) => signer));
  }
}

function toSigner(row: SignerRow): ListedSigner {
  return {
    signerId: row.signer,
    party: row.party,
    rights: actGroupsFromBits(row.rights),
    amountMaxMinor: BigInt(row.amount_max_minor),
    addedAt: row.added_at,
    revokedAt: row.revoked_at,
    isKept: row.is_kept,
    userName: row.user_name,
    recoveryOrderHash: row.recovery_order_hash,
    keyset: [row.added_text, row.signer],
  };
}
