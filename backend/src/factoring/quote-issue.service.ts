import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import {
  DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  SignerMissingError,
} from '../api/index.js';
import { PartyRole, present } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { KeyVault, type Viewer } from '../identity/index.js';
import { LedgerClock, checkIdempotencyKey, chooseSigner, hashBody } from '../ledger/index.js';
import type { IssueQuoteInput } from './factoring.input.js';
import { lockIdempotencyKey } from './off-ledger-key.js';
import { newNonce } from './quote-nonce.js';
import { type QuoteBounds, quoteHashOf, signedFieldsOf } from './quote-signing.js';
import { type QuoteTerms, checkQuoteTerms } from './quote-terms.js';
import { QuoteReader, type StoredTerms } from './quote.reader.js';
import type { QuoteRequestType, QuoteType } from './quote.type.js';

/** The contracts ask for the buyer's consent to the assignment anyway; this is its bit. */
const SCOPE_MIN = 1 << 3;
/** Of a 16-bit number of days. */
const TENOR_DAYS_MAX = 65_535;

/** A quote about to be signed and stored. */
interface NewQuote {
  readonly request: QuoteRequestType;
  readonly terms: QuoteTerms;
  readonly idempotencyKey: string;
  readonly bodyHash: string;
}

/** Financiers answer requests with signed terms; the ledger hears of a quote when it is accepted. */
@Injectable()
export class QuoteIssueService {
  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly quotes: QuoteReader,
    private readonly clock: LedgerClock,
    private readonly keys: KeyVault,
  ) {}

  /** Signs terms with the kept key of the user; with an own key they wait for its signature. */
  async issue(viewer: Viewer, input: IssueQuoteInput): Promise<QuoteType | DomainError> {
    if (!viewer.roles.includes(PartyRole.FINANCIER)) {
      return new NotPermittedError('Only a financier issues quotes.');
    }
    const { idempotencyKey, requestId, ...terms } = input;
    const invalidKey = checkIdempotencyKey(idempotencyKey);
    if (invalidKey !== null) {
      return invalidKey;
    }
    const bodyHash = hashBody({ operation: 'issueQuote', body: { requestId, ...terms } });
    return this.dataSource.transaction(async (db) => {
      await lockIdempotencyKey(db, viewer.party, idempotencyKey);
      const earlier = await this.findEarlier(db, viewer, idempotencyKey, bodyHash);
      if (earlier !== null) {
        return earlier;
      }
      const request = await this.checkRequest(db, viewer, requestId, terms);
      return request instanceof DomainError
        ? request
        : this.signAndStore(db, viewer, { request, terms, idempotencyKey, bodyHash });
    });
  }

  private async findEarlier(
    db: EntityManager,
    viewer: Viewer,
    key: string,
    bodyHash: string,
  ): Promise<QuoteType | IdempotencyKeyReusedError | null> {
    const rows: Array<{ quote_hash: string; body_hash: string }> = await db.query(
      'SELECT quote_hash, body_hash FROM quote WHERE financier = $1 AND idempotency_key = $2',
      [viewer.party, key],
    );
    if (rows[0] === undefined) {
      return null;
    }
    return rows[0].body_hash === bodyHash
      ? this.read(db, viewer, rows[0].quote_hash)
      : new IdempotencyKeyReusedError();
  }

  private async checkRequest(
    db: EntityManager,
    viewer: Viewer,
    requestId: string,
    terms: QuoteTerms,
  ): Promise<QuoteRequestType | DomainError> {
    const [request] = await this.quotes.findRequests(db, viewer, [requestId.toLowerCase()]);
    if (request?.financier !== viewer.party) {
      return new NotFoundError(requestId);
    }
    const refusal = checkQuoteTerms(terms, (await this.clock.read(db)).time);
    return refusal === null ? request : new InputInvalidError(refusal.path, refusal.message);
  }

  private async signAndStore(
    db: EntityManager,
    viewer: Viewer,
    quote: NewQuote,
  ): Promise<QuoteType | SignerMissingError> {
    const chosen = await chooseSigner(db, viewer);
    const kept = chosen?.isKept === true ? [chosen.signer] : [];
    const key = (await this.keys.open(db, kept)).get(chosen?.signer ?? '');
    if (chosen === null || (chosen.isKept && key === undefined)) {
      return new SignerMissingError();
    }
    const bounds = await boundsOf(db, quote.request.lotIds);
    const content = { ...quote.request, terms: quote.terms, bounds };
    const quoteHash = quoteHashOf(this.config.deployment, signedFieldsOf(content));
    await insertQuote(db, {
      ...quote,
      quoteHash,
      bounds,
      signature: key?.sign(quoteHash).serialized ?? null,
      ownKey: chosen.isKept ? null : chosen.signer,
    });
    return this.read(db, viewer, quoteHash);
  }

  private async read(db: EntityManager, viewer: Viewer, quoteHash: string): Promise<QuoteType> {
    const [quote] = await this.quotes.findByHashes(viewer, [quoteHash], db);
    return present(quote, `quote ${quoteHash}`);
  }
}

/** A quote names its lots, so its bounds are what these lots are now; they only shrink and fall due sooner. */
async function boundsOf(db: EntityManager, lotIds: readonly string[]): Promise<QuoteBounds> {
  const rows: Array<{ eligible_minor: string; tenor_days: number }> = await db.query(
    `SELECT sum(l.outstanding_minor) AS eligible_minor,
       max(greatest(0, r.due_date - (k.block_time AT TIME ZONE 'UTC')::date)) AS tenor_days
     FROM lot l JOIN receivable r USING (receivable_id), ledger_checkpoint k
     WHERE l.lot_id = ANY($1)`,
    [lotIds],
  );
  const { eligible_minor: eligibleMinor, tenor_days: tenorDays } = present(rows[0], 'lots');
  return {
    eligibleMinorMax: BigInt(eligibleMinor),
    scopeMin: SCOPE_MIN,
    tenorDaysMax: Math.min(tenorDays, TENOR_DAYS_MAX),
    nonce: newNonce(),
  };
}

async function insertQuote(
  db: EntityManager,
  quote: NewQuote & {
    quoteHash: string;
    bounds: QuoteBounds;
    signature: string | null;
    ownKey: string | null;
  },
): Promise<void> {
  const { request, terms } = quote;
  const stored: StoredTerms = {
    ...terms,
    validUntil: terms.validUntil.toISOString(),
    bounds: {
      ...quote.bounds,
      eligibleMinorMax: quote.bounds.eligibleMinorMax.toString(),
      nonce: quote.bounds.nonce.toString(),
    },
  };
  await db.query(
    `INSERT INTO quote (quote_hash, request_id, supplier, financier, buyer, currency, lot_ids,
       terms, signature, valid_until, idempotency_key, body_hash, own_key)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, date_trunc('second', $10::timestamptz), $11, $12, $13)`,
    [
      quote.quoteHash,
      request.requestId,
      request.supplier,
      request.financier,
      request.buyer,
      request.currency,
      request.lotIds,
      JSON.stringify(stored),
      quote.signature,
      terms.validUntil,
      quote.idempotencyKey,
      quote.bodyHash,
      quote.ownKey,
    ],
  );
}
