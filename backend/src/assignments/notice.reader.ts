import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { NoticeType } from './assignments.type.js';

/** A notice with its place in a listing; instants keep all their digits there. */
export type ListedNotice = NoticeType & { readonly keyset: Keyset };

type NoticeRow = Omit<NoticeType, 'outstandingMinor'> & {
  readonly outstandingMinor: string;
  readonly listedAt: string;
};

const PENDING = '(n.acknowledged_at IS NULL)';

const SELECT_NOTICE = `
  SELECT n.lot_id AS "lotId", n.receivable_id AS "receivableId", n.assignee, n.payee,
    n.noticed_at AS "noticedAt", n.acknowledged_at AS "acknowledgedAt", ${PENDING} AS "isPending",
    l.outstanding_minor AS "outstandingMinor", n.noticed_at::text AS "listedAt"
  FROM lot_notice n JOIN lot l USING (lot_id)`;

/**
 * SQL conditions on a notice `n`: the viewer's party, parameter $1, sees it if one of them holds.
 *
 * A list and not one condition, because each has its own index: a listing unites a page of each.
 */
function conditions(viewer: Viewer): readonly string[] {
  return seesEverything(viewer)
    ? ['$1::text IS NOT NULL']
    : [
        'n.buyer = $1',
        'n.supplier = $1',
        'n.assignee = $1',
        '(l.owner = $1 AND l.deal_number <> 0)',
      ];
}

/** Notices of assignment, and whom buyers pay. */
@Injectable()
export class NoticeReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Notices that concern the viewer, the latest first. */
  async list(viewer: Viewer, page: Page, pending: boolean | null): Promise<ListedNotice[]> {
    const pages = conditions(viewer).map(
      (condition) =>
        `(${SELECT_NOTICE} WHERE ${condition} AND n.noticed_at IS NOT NULL
            AND ($2::boolean IS NULL OR ${PENDING} = $2)
            AND ($3::timestamptz IS NULL OR (n.noticed_at, n.lot_id) < ($3, $4))
          ORDER BY n.noticed_at DESC, n.lot_id DESC LIMIT $5)`,
    );
    const rows: NoticeRow[] = await this.dataSource.query(
      `SELECT * FROM (${pages.join(' UNION ')}) listed
       ORDER BY "noticedAt" DESC, "lotId" DESC LIMIT $5`,
      [viewer.party, pending, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toNotice);
  }

  /** Notices about lots of receivables, in the order of the lots. */
  async findOfReceivables(viewer: Viewer, receivableIds: readonly string[]): Promise<NoticeType[]> {
    const rows: NoticeRow[] = await this.dataSource.query(
      `${SELECT_NOTICE} WHERE (${conditions(viewer).join(' OR ')}) AND n.noticed_at IS NOT NULL
         AND n.receivable_id = ANY($2) ORDER BY n.lot_id`,
      [viewer.party, receivableIds],
    );
    return rows.map(toNotice);
  }

  /** Those of the lots that the buyer was given notice of. */
  async noticedLots(
    db: EntityManager,
    buyer: string,
    lotIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const rows: Array<{ lot_id: string }> = await db.query(
      `SELECT lot_id FROM lot_notice
       WHERE buyer = $1 AND noticed_at IS NOT NULL AND lot_id = ANY($2)`,
      [buyer, lotIds],
    );
    return new Set(rows.map((row) => row.lot_id));
  }

  /** Whom the buyer has to pay for each lot; the caller may see the lots. */
  async payeesOf(lotIds: readonly string[]): Promise<Map<string, string>> {
    const rows: Array<{ lot_id: string; payee: string }> = await this.dataSource.query(
      `SELECT l.lot_id, coalesce(n.payee, r.supplier) AS payee
       FROM lot l JOIN receivable r USING (receivable_id) LEFT JOIN lot_notice n USING (lot_id)
       WHERE l.lot_id = ANY($1)`,
      [lotIds],
    );
    return new Map(rows.map((row) => [row.lot_id, row.payee]));
  }
}

function toNotice({ listedAt, ...row }: NoticeRow): ListedNotice {
  const outstandingMinor = BigInt(row.outstandingMinor);
  return { ...row, outstandingMinor, keyset: [listedAt, row.lotId] };
}
