import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { isUuid } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import type { QuoteBounds } from './quote-signing.js';
import type { QuoteTerms } from './quote-terms.js';
import { type QuoteRequestType, QuoteStatus, type QuoteType } from './quote.type.js';

/** A row of a listing with its place in it; instants keep all their digits there. */
export type Listed<Node> = Node & { readonly keyset: Keyset };

/** What signing and accepting need beside what is shown. */
export type QuoteView = Listed<QuoteType> & {
  readonly bounds: QuoteBounds;
  /** The financier's own key that signs it; null if the platform keeps the key. */
  readonly ownKey: string | null;
};

interface RequestRow {
  request_id: string;
  supplier: string;
  financier: string;
  buyer: string;
  currency: string;
  lot_ids: string[];
  created_at: Date;
  listed_at: string;
}

/** Terms as stored: JSON has no instant, and its numbers are exact to 2^53 only. */
export type StoredTerms = Omit<QuoteTerms, 'validUntil'> & {
  readonly validUntil: string;
  readonly bounds: Omit<QuoteBounds, 'eligibleMinorMax' | 'nonce'> & {
    readonly eligibleMinorMax: string;
    readonly nonce: string;
  };
};

interface QuoteRow extends RequestRow {
  quote_hash: string;
  terms: StoredTerms;
  signature: string | null;
  own_key: string | null;
  status: QuoteStatus;
}

const SELECT_REQUEST = `
  SELECT r.request_id, r.supplier, r.financier, r.buyer, r.currency, r.lot_ids, r.created_at,
    r.created_at::text AS listed_at
  FROM quote_request r`;

const SELECT_QUOTE = `
  SELECT q.quote_hash, q.request_id, q.supplier, q.financier, q.buyer, q.currency, q.lot_ids, q.terms,
    q.signature, q.own_key, q.created_at, q.created_at::text AS listed_at,
    CASE WHEN EXISTS (SELECT FROM deal d WHERE d.quote_hash = q.quote_hash)
        THEN '${QuoteStatus.ACCEPTED}'
      WHEN EXISTS (SELECT FROM quote_cancellation x
          WHERE x.financier = q.financier AND x.quote_hash = q.quote_hash)
        OR (q.terms -> 'bounds' ->> 'nonce')::numeric < (
          SELECT n.nonce_min FROM quote_nonce n WHERE n.financier = q.financier)
        THEN '${QuoteStatus.CANCELLED}'
      WHEN q.valid_until < (SELECT block_time FROM ledger_checkpoint) THEN '${QuoteStatus.EXPIRED}'
      WHEN q.signature IS NULL THEN '${QuoteStatus.AWAITING_SIGNATURE}'
      ELSE '${QuoteStatus.OPEN}' END AS status
  FROM quote q`;

/** Who sees a request or quote: supplier and financier, operator and auditor. $1 and $2. */
function visible(alias: string): string {
  return `($1 OR ${alias}.supplier = $2 OR ${alias}.financier = $2)`;
}

/** A quote that its financier has not signed is none for the supplier. */
const VISIBLE_QUOTE = `(${visible('q')}
  AND (q.signature IS NOT NULL OR $1 OR q.financier = $2))`;

@Injectable()
export class QuoteReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Requests that concern the viewer, the latest first. */
  async listRequests(viewer: Viewer, page: Page): Promise<Array<Listed<QuoteRequestType>>> {
    const rows: RequestRow[] = await this.dataSource.query(
      `${SELECT_REQUEST} WHERE ${visible('r')}
         AND ($3::timestamptz IS NULL OR (r.created_at, r.request_id) < ($3, $4::uuid))
       ORDER BY r.created_at DESC, r.request_id DESC LIMIT $5`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toRequest);
  }

  async findRequests(
    db: EntityManager,
    viewer: Viewer,
    requestIds: readonly string[],
  ): Promise<Array<Listed<QuoteRequestType>>> {
    const rows: RequestRow[] = await db.query(
      `${SELECT_REQUEST} WHERE ${visible('r')} AND r.request_id = ANY($3::uuid[])
       ORDER BY array_position($3::uuid[], r.request_id)`,
      [seesEverything(viewer), viewer.party, requestIds.filter(isUuid)],
    );
    return rows.map(toRequest);
  }

  /** Quotes that concern the viewer, the latest first. */
  async list(viewer: Viewer, page: Page): Promise<QuoteView[]> {
    const rows: QuoteRow[] = await this.dataSource.query(
      `${SELECT_QUOTE} WHERE ${VISIBLE_QUOTE}
         AND ($3::timestamptz IS NULL OR (q.created_at, q.quote_hash) < ($3, $4))
       ORDER BY q.created_at DESC, q.quote_hash DESC LIMIT $5`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toQuote);
  }

  async findByHashes(
    viewer: Viewer,
    quoteHashes: readonly string[],
    db: EntityManager = this.dataSource.manager,
  ): Promise<QuoteView[]> {
    const rows: QuoteRow[] = await db.query(
      `${SELECT_QUOTE} WHERE ${VISIBLE_QUOTE} AND q.quote_hash = ANY($3)`,
      [seesEverything(viewer), viewer.party, quoteHashes],
    );
    return rows.map(toQuote);
  }
}

function toRequest(row: RequestRow): Listed<QuoteRequestType> {
  return {
    requestId: row.request_id,
    supplier: row.supplier,
    financier: row.financier,
    buyer: row.buyer,
    currency: row.currency,
    lotIds: row.lot_ids,
    createdAt: row.created_at,
    keyset: [row.listed_at, row.request_id],
  };
}

function toQuote(row: QuoteRow): QuoteView {
  const { bounds, validUntil, ...terms } = row.terms;
  return {
    ...toRequest(row),
    quoteHash: row.quote_hash,
    terms: { ...terms, validUntil: new Date(validUntil) },
    status: row.status,
    signature: row.signature,
    ownKey: row.own_key,
    bounds: {
      ...bounds,
      eligibleMinorMax: BigInt(bounds.eligibleMinorMax),
      nonce: BigInt(bounds.nonce),
    },
    keyset: [row.listed_at, row.quote_hash],
  };
}
