import { randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { concat, keccak256, toUtf8Bytes } from 'ethers';
import type { EntityManager } from 'typeorm';

import {
  type DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../api/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  contractInterfaces,
} from '../ledger/index.js';
import { DealReader } from './deal.reader.js';
import type { AcceptQuoteInput, DealEvidenceInput, LapseDealInput } from './factoring.input.js';
import { signedFieldsOf } from './quote-signing.js';
import { type QuoteView, QuoteReader } from './quote.reader.js';

/** Checks of signer and terms, and what is written once per deal. */
const ACCEPT_GAS = 400_000;
/** Reads lot and receivable, prices and reserves the lot: some 22,000 measured. */
const ACCEPT_LOT_GAS = 50_000;
const FUND_GAS = 300_000;
/** Moves the lot to the financier: some 9,000 measured. */
const FUND_LOT_GAS = 25_000;
const END_GAS = 300_000;
/** Reads the lot, and frees it where the deal lapses. */
const END_LOT_GAS = 25_000;

const EVIDENCE_CHARS_MAX = 2_000;
const DEAL_NUMBER_MAX = 2 ** 31 - 1;

type Submitted = Promise<CommandEntity | DomainError>;

/** Acts on the ledger's deals: acceptance, funding, closing, lapse. */
@Injectable()
export class DealService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly quotes: QuoteReader,
    private readonly deals: DealReader,
  ) {}

  /** Supplier takes the terms; the ledger numbers the deal, which is then found through the quote. */
  async accept(viewer: Viewer, { idempotencyKey, quoteHash }: AcceptQuoteInput): Submitted {
    const idempotency = { key: idempotencyKey, operation: 'acceptQuote', body: { quoteHash } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const [quote] = await this.quotes.findByHashes(viewer, [quoteHash.toLowerCase()], db);
      return quote?.supplier === viewer.party ? acceptAct(quote) : new NotFoundError(quoteHash);
    });
  }

  /** Financier states that it paid the supplier. */
  async fund(viewer: Viewer, input: DealEvidenceInput): Submitted {
    return this.actWithEvidence(viewer, input, 'fund');
  }

  /** Financier states that it released the reserve of those lots of a deal that are collected. */
  async close(viewer: Viewer, input: DealEvidenceInput): Submitted {
    return this.actWithEvidence(viewer, input, 'close');
  }

  /** Supplier or financier frees the lots of a deal that was not funded in time. */
  async lapse(viewer: Viewer, { idempotencyKey, dealNumber }: LapseDealInput): Submitted {
    const idempotency = { key: idempotencyKey, operation: 'lapseDeal', body: { dealNumber } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const lotIds = await this.findLots(db, viewer, dealNumber);
      if (lotIds === null) {
        return new NotFoundError(String(dealNumber));
      }
      return {
        kind: 'LAPSE_DEAL',
        contract: 'factoring',
        callData: contractInterfaces.factoring.encodeFunctionData('lapse', [dealNumber, lotIds]),
        gas: END_GAS + END_LOT_GAS * lotIds.length,
        subjects: [String(dealNumber)],
      };
    });
  }

  private async actWithEvidence(
    viewer: Viewer,
    { idempotencyKey, dealNumber, evidence }: DealEvidenceInput,
    method: 'fund' | 'close',
  ): Submitted {
    if (!viewer.roles.includes(PartyRole.FINANCIER)) {
      return new NotPermittedError(`Only a financier can ${method} a deal.`);
    }
    if (evidence.trim() === '' || evidence.length > EVIDENCE_CHARS_MAX) {
      const message = `evidence has 1 to ${EVIDENCE_CHARS_MAX} characters.`;
      return new InputInvalidError('evidence', message);
    }
    const body = { dealNumber, evidence };
    const idempotency = { key: idempotencyKey, operation: `${method}Deal`, body };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const lotIds = await this.findLots(db, viewer, dealNumber);
      if (lotIds === null) {
        return new NotFoundError(String(dealNumber));
      }
      const closable =
        method === 'close' ? await this.deals.closableLotIds(db, viewer, dealNumber) : [];
      const evidenceHash = await keepEvidence(db, viewer, { dealNumber, evidence });
      // With nothing collected, the ledger says what is missing.
      const named = closable.length === 0 ? lotIds : closable;
      return evidenceAct(method, { dealNumber, lotIds: named, evidenceHash });
    });
  }

  /** Lots of a deal that the viewer may see; null if there is none. */
  private async findLots(
    db: EntityManager,
    viewer: Viewer,
    dealNumber: number,
  ): Promise<string[] | null> {
    const known = dealNumber > 0 && dealNumber <= DEAL_NUMBER_MAX;
    const deal = known ? await this.deals.find(viewer, dealNumber, db) : null;
    return deal === null
      ? null
      : ((await this.deals.lotIdsOf([dealNumber], db)).get(dealNumber) ?? null);
  }
}

function acceptAct(quote: QuoteView): Act {
  return {
    kind: 'ACCEPT_QUOTE',
    contract: 'factoring',
    callData: contractInterfaces.factoring.encodeFunctionData('accept', [
      signedFieldsOf(quote),
      [...quote.lotIds],
      quote.signature,
    ]),
    gas: ACCEPT_GAS + ACCEPT_LOT_GAS * quote.lotIds.length,
    subjects: [quote.quoteHash],
  };
}

function evidenceAct(
  method: 'fund' | 'close',
  deal: { dealNumber: number; lotIds: string[]; evidenceHash: string },
): Act {
  const { factoring } = contractInterfaces;
  const values: [number, string[], string] = [deal.dealNumber, deal.lotIds, deal.evidenceHash];
  const count = deal.lotIds.length;
  const common = { contract: 'factoring', subjects: [String(deal.dealNumber)] } as const;
  return method === 'fund'
    ? {
        ...common,
        kind: 'FUND_DEAL',
        callData: factoring.encodeFunctionData('fund', values),
        gas: FUND_GAS + FUND_LOT_GAS * count,
      }
    : {
        ...common,
        kind: 'CLOSE_DEAL',
        callData: factoring.encodeFunctionData('close', values),
        gas: END_GAS + END_LOT_GAS * count,
      };
}

/** Keeps evidence with its salt, so that the hash on the ledger can be proved later. */
async function keepEvidence(
  db: EntityManager,
  viewer: Viewer,
  { dealNumber, evidence }: { dealNumber: number; evidence: string },
): Promise<string> {
  const salt = `0x${randomBytes(32).toString('hex')}`;
  const evidenceHash = keccak256(concat([salt, toUtf8Bytes(evidence)]));
  await db.query(
    `INSERT INTO deal_evidence (evidence_hash, deal_number, party, salt, content)
     VALUES ($1, $2, $3, $4, $5)`,
    [evidenceHash, dealNumber, viewer.party, salt, evidence],
  );
  return evidenceHash;
}
