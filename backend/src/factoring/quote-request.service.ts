import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import {
  DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  LOT_ID,
  NotFoundError,
  NotPermittedError,
  PARTY_ID,
  checkIds,
} from '../api/index.js';
import { PartyRole, rolesToBits } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { checkIdempotencyKey, hashBody } from '../ledger/index.js';
import type { RequestQuoteInput } from './factoring.input.js';
import { LotBuyersMixedError } from './factoring.errors.js';
import { lockIdempotencyKey } from './off-ledger-key.js';
import { QuoteReader } from './quote.reader.js';
import type { QuoteRequestType } from './quote.type.js';

const FINANCIERS_MAX = 20;

/** Suppliers ask financiers for terms; nothing of it is on the ledger. */
@Injectable()
export class QuoteRequestService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly quotes: QuoteReader,
  ) {}

  /** One request per financier, all or none; the lots are visible to the financiers from then on. */
  async request(
    viewer: Viewer,
    input: RequestQuoteInput,
  ): Promise<readonly QuoteRequestType[] | DomainError> {
    if (!viewer.roles.includes(PartyRole.SUPPLIER)) {
      return new NotPermittedError('Only a supplier asks for quotes.');
    }
    const { idempotencyKey, ...rest } = input;
    const body = {
      financierIds: rest.financierIds.map((id) => id.toLowerCase()),
      lotIds: rest.lotIds.map((id) => id.toLowerCase()),
    };
    const invalid = checkInput(idempotencyKey, body);
    if (invalid !== null) {
      return invalid;
    }
    const bodyHash = hashBody({ operation: 'requestQuote', body });
    return this.dataSource.transaction(async (db) => {
      await lockIdempotencyKey(db, viewer.party, idempotencyKey);
      const earlier = await this.findEarlier(db, viewer, idempotencyKey, bodyHash);
      return earlier ?? this.store(db, viewer, { ...body, idempotencyKey, bodyHash });
    });
  }

  private async findEarlier(
    db: EntityManager,
    viewer: Viewer,
    key: string,
    bodyHash: string,
  ): Promise<readonly QuoteRequestType[] | IdempotencyKeyReusedError | null> {
    const rows: Array<{ request_id: string; body_hash: string }> = await db.query(
      `SELECT request_id, body_hash FROM quote_request
       WHERE supplier = $1 AND idempotency_key = $2 ORDER BY position`,
      [viewer.party, key],
    );
    if (rows[0] === undefined) {
      return null;
    }
    return rows[0].body_hash === bodyHash
      ? this.quotes.findRequests(
          db,
          viewer,
          rows.map((row) => row.request_id),
        )
      : new IdempotencyKeyReusedError();
  }

  private async store(
    db: EntityManager,
    viewer: Viewer,
    request: RequestQuoteInput & { readonly bodyHash: string },
  ): Promise<readonly QuoteRequestType[] | DomainError> {
    const { financierIds, lotIds } = request;
    const debt = await checkLots(db, viewer.party, lotIds);
    if (debt instanceof DomainError) {
      return debt;
    }
    const refusal = await checkFinanciers(db, financierIds);
    if (refusal !== null) {
      return refusal;
    }
    const requestIds = financierIds.map(() => randomUUID());
    await db.query(
      `INSERT INTO quote_request (request_id, financier, position, supplier, buyer, currency,
         lot_ids, idempotency_key, body_hash)
       SELECT f.request_id, f.financier, f.position, $3, $4, $5, $6, $7, $8
       FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS f (request_id, financier, position)`,
      [
        requestIds,
        financierIds,
        viewer.party,
        debt.buyer,
        debt.currency,
        lotIds,
        request.idempotencyKey,
        request.bodyHash,
      ],
    );
    return this.quotes.findRequests(db, viewer, requestIds);
  }
}

function checkInput(
  idempotencyKey: string,
  { financierIds, lotIds }: Pick<RequestQuoteInput, 'financierIds' | 'lotIds'>,
): InputInvalidError | null {
  return (
    checkIdempotencyKey(idempotencyKey) ??
    checkIds('financierIds', financierIds, { pattern: PARTY_ID, max: FINANCIERS_MAX }) ??
    checkIds('lotIds', lotIds, { pattern: LOT_ID })
  );
}

/** Who owes the lots, and in which currency: one deal has one of each. */
interface Debt {
  readonly buyer: string;
  readonly currency: string;
}

interface AskedLot extends Debt {
  readonly lot_id: string;
  readonly is_free: boolean;
}

/** What the lots have in common; a refusal unless all are the party's own, free and open. */
async function checkLots(
  db: EntityManager,
  party: string,
  lotIds: readonly string[],
): Promise<Debt | DomainError> {
  const rows: AskedLot[] = await db.query(
    `SELECT l.lot_id, r.currency, r.buyer, l.deal_number = 0 AND NOT l.is_reserved
       AND NOT l.is_frozen AND l.outstanding_minor > 0 AS is_free
     FROM lot l JOIN receivable r USING (receivable_id) WHERE l.lot_id = ANY($1) AND l.owner = $2`,
    [lotIds, party],
  );
  const found = new Map(rows.map((row) => [row.lot_id, row]));
  const first = found.get(lotIds[0] ?? '');
  for (const [index, lotId] of lotIds.entries()) {
    const lot = found.get(lotId);
    const refusal =
      lot === undefined || first === undefined
        ? new NotFoundError(lotId)
        : checkLot(lot, first, `lotIds[${index}]`);
    if (refusal !== null) {
      return refusal;
    }
  }
  return first ?? new NotFoundError(lotIds[0] ?? '');
}

function checkLot(lot: AskedLot, first: AskedLot, path: string): DomainError | null {
  if (!lot.is_free) {
    return new InputInvalidError(path, 'The lot is in a deal, set aside, or paid in full.');
  }
  if (lot.currency !== first.currency) {
    const message = `The lot is in ${lot.currency}, the first one in ${first.currency}.`;
    return new InputInvalidError(path, message);
  }
  return lot.buyer === first.buyer ? null : new LotBuyersMixedError(path, lot.buyer, first.buyer);
}

async function checkFinanciers(
  db: EntityManager,
  financierIds: readonly string[],
): Promise<InputInvalidError | null> {
  const rows: Array<{ party: string }> = await db.query(
    `SELECT party FROM party WHERE party = ANY($1) AND roles & $2 <> 0`,
    [financierIds, rolesToBits([PartyRole.FINANCIER])],
  );
  const financiers = new Set(rows.map((row) => row.party));
  const wrong = financierIds.findIndex((id) => !financiers.has(id));
  return wrong === -1
    ? null
    : new InputInvalidError(`financierIds[${wrong}]`, 'This party is no admitted financier.');
}
