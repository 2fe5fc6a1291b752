import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { LienStatus } from './lien.entity.js';
import type { LienFilter, LienType, RankPolicyType } from './lien.type.js';
import { AVAILABLE_MINOR } from './lot-availability.js';

interface LienRow {
  lien_number: number;
  lot_id: string;
  receivable_id: string;
  currency: string;
  pledgor: string;
  pledgee: string;
  offered_minor: string;
  secured_minor: string;
  policy_number: number;
  title: string;
  rank: number | null;
  topped_up_lien: number | null;
  status: LienStatus;
  registration: string | null;
  registration_hash: string | null;
  appropriated_lot_id: string | null;
  accept_by: Date;
  offered_at: Date;
  accepted_at: Date | null;
  registered_at: Date | null;
  noticed_at: Date | null;
  enforceable_at: Date | null;
  satisfied_at: Date | null;
  ended_at: Date | null;
}

/** Columns of a lien `n` with its rule `p` and its entry `e` in the register. */
const COLUMNS = `n.*, p.title, e.content AS registration,
  CASE WHEN n.status = 'ACTIVE' THEN (
    SELECT 1 + count(*)::int FROM lien o
    WHERE o.lot_id = n.lot_id AND o.status = 'ACTIVE' AND o.order_key < n.order_key) END AS rank`;
const JOINS = `JOIN rank_policy p USING (policy_number)
  LEFT JOIN lien_evidence e ON e.evidence_hash = n.registration_hash`;

/** True for every row; names $1, whose type Postgres could not tell otherwise. */
const EVERYTHING = '$1::text IS NOT NULL';

/**
 * SQL conditions on a lien `n` that concerns the viewer's party, parameter $1: as pledgor, as pledgee, or as the buyer
 * that was notified of it. A list, because each has its own index.
 */
function ownConditions(viewer: Viewer): readonly string[] {
  return seesEverything(viewer)
    ? [EVERYTHING]
    : ['n.pledgor = $1', 'n.pledgee = $1', '(n.buyer = $1 AND n.noticed_at IS NOT NULL)'];
}

/**
 * As {@link ownConditions}, and the liens that stand on a lot for who owns it or has or is offered another one on it:
 * nobody could tell its own rank without them.
 */
function lotConditions(viewer: Viewer): string {
  const besides = `(n.status = 'ACTIVE' AND (
    EXISTS (SELECT FROM lot l WHERE l.lot_id = n.lot_id AND l.owner = $1)
    OR EXISTS (SELECT FROM lien f WHERE f.lot_id = n.lot_id AND f.pledgee = $1
      AND f.status IN ('OFFERED', 'ACTIVE'))))`;
  return [...ownConditions(viewer), besides].join(' OR ');
}

/** Liens that a viewer sees. */
@Injectable()
export class LienReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Liens that concern the viewer, the latest first. */
  async list(viewer: Viewer, page: Page, filter: LienFilter): Promise<LienType[]> {
    const order = 'ORDER BY n.lien_number DESC LIMIT $5';
    const pages = ownConditions(viewer).map(
      (condition) =>
        `(SELECT n.* FROM lien n WHERE ${condition} AND ($2::text IS NULL OR n.status = $2)
            AND ($3::text IS NULL OR n.lot_id = $3)
            AND ($4::bigint IS NULL OR n.lien_number < $4) ${order})`,
    );
    const rows: LienRow[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM (${pages.join(' UNION ')}) n ${JOINS} ${order}`,
      [viewer.party, filter.status, filter.lotId?.toLowerCase(), page.after?.[0], page.limit],
    );
    return rows.map(toLien);
  }

  async findMany(
    viewer: Viewer,
    lienNumbers: readonly number[],
    db: EntityManager = this.dataSource.manager,
  ): Promise<LienType[]> {
    const rows: LienRow[] = await db.query(
      `SELECT ${COLUMNS} FROM lien n ${JOINS}
       WHERE n.lien_number = ANY($2) AND (${lotConditions(viewer)}) ORDER BY n.lien_number`,
      [viewer.party, lienNumbers],
    );
    return rows.map(toLien);
  }

  /** Liens that stand on lots, in the order in which they are paid. */
  async findOfLots(viewer: Viewer, lotIds: readonly string[]): Promise<LienType[]> {
    const rows: LienRow[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM lien n ${JOINS}
       WHERE n.lot_id = ANY($2) AND n.status = 'ACTIVE' AND (${lotConditions(viewer)})
       ORDER BY n.order_key, n.lien_number`,
      [viewer.party, lotIds],
    );
    return rows.map(toLien);
  }

  async rankPolicies(): Promise<RankPolicyType[]> {
    return this.dataSource.query(
      'SELECT policy_number AS "policyNumber", title FROM rank_policy ORDER BY policy_number',
    );
  }

  /** What is available of lots that the viewer was found to see. */
  async availableMinor(lotIds: readonly string[]): Promise<Map<string, bigint>> {
    const rows: Array<{ lot_id: string; available_minor: string }> = await this.dataSource.query(
      `SELECT l.lot_id, (${AVAILABLE_MINOR}) AS available_minor
       FROM lot l JOIN receivable r USING (receivable_id) WHERE l.lot_id = ANY($1)`,
      [lotIds],
    );
    return new Map(rows.map((row) => [row.lot_id, BigInt(row.available_minor)]));
  }
}

function toLien(row: LienRow): LienType {
  return {
    lienNumber: row.lien_number,
    status: row.status,
    currency: row.currency,
    offeredMinor: BigInt(row.offered_minor),
    securedMinor: BigInt(row.secured_minor),
    rankPolicy: { policyNumber: row.policy_number, title: row.title },
    rank: row.rank,
    registration: row.registration,
    registrationHash: row.registration_hash,
    acceptBy: row.accept_by,
    offeredAt: row.offered_at,
    acceptedAt: row.accepted_at,
    registeredAt: row.registered_at,
    noticedAt: row.noticed_at,
    enforceableAt: row.enforceable_at,
    satisfiedAt: row.satisfied_at,
    endedAt: row.ended_at,
    lotId: row.lot_id,
    appropriatedLotId: row.appropriated_lot_id,
    toppedUpLien: row.topped_up_lien,
    receivableId: row.receivable_id,
    pledgor: row.pledgor,
    pledgee: row.pledgee,
  };
}
