import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { type DomainError, NotFoundError, NotPermittedError } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  checkEvidence,
  contractInterfaces,
} from '../ledger/index.js';
import { keepEvidence } from './deal-evidence.js';
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
const LAPSE_GAS = 300_000;
/** Frees the lot. */
const LAPSE_LOT_GAS = 25_000;

const DEAL_NUMBER_MAX = 2 ** 31 - 1;

type Submitted = Promise<CommandEntity | DomainError>;

/** Acts on the ledger's deals: acceptance, funding, lapse. */
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
      return quote?.supplier === viewer.party && quote.signature !== null
        ? acceptAct(quote, quote.signature)
        : new NotFoundError(quoteHash);
    });
  }

  /** Financier states that it paid the supplier. */
  async fund(viewer: Viewer, input: DealEvidenceInput): Submitted {
    if (!viewer.roles.includes(PartyRole.FINANCIER)) {
      return new NotPermittedError('Only a financier funds a deal.');
    }
    const { idempotencyKey: key, dealNumber, evidence } = input;
    const invalid = checkEvidence(evidence);
    if (invalid !== null) {
      return invalid;
    }
    const idempotency = { key, operation: 'fundDeal', body: { dealNumber, evidence } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const lotIds = await this.findLots(db, viewer, dealNumber);
      if (lotIds === null) {
        return new NotFoundError(String(dealNumber));
      }
      const { party } = viewer;
      const evidenceHash = await keepEvidence(db, { party, dealNumber, evidence });
      const values: [number, string[], string] = [dealNumber, lotIds, evidenceHash];
      return {
        kind: 'FUND_DEAL',
        contract: 'factoring',
        callData: contractInterfaces.factoring.encodeFunctionData('fund', values),
        gas: FUND_GAS + FUND_LOT_GAS * lotIds.length,
        subjects: [String(dealNumber)],
      };
    });
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
        gas: LAPSE_GAS + LAPSE_LOT_GAS * lotIds.length,
        subjects: [String(dealNumber)],
      };
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

function acceptAct(quote: QuoteView, signature: string): Act {
  return {
    kind: 'ACCEPT_QUOTE',
    contract: 'factoring',
    callData: contractInterfaces.factoring.encodeFunctionData('accept', [
      signedFieldsOf(quote),
      [...quote.lotIds],
      signature,
    ]),
    gas: ACCEPT_GAS + ACCEPT_LOT_GAS * quote.lotIds.length,
    subjects: [quote.quoteHash],
  };
}
