import { writeCamt053 } from '../bank/camt053.writer.js';
import { firstLotOf } from '../sample/load.registry.js';
import type { Random } from '../sample/random.js';
import {
  type Registered,
  confirmation,
  creditNote,
  dayAfter,
  dispute,
  disputeEnd,
  funding,
  quoteAcceptance,
  registration,
  statement,
  withdrawal,
} from './acts.js';
import type { Cast, Supplier } from './cast.js';
import type { ChaosClient, CommandAnswer } from './client.js';
import type { Payment, Payments } from './payments.js';
import type { Request } from './request.js';

/** A read model may have lost, for a moment, what an act is about. */
const ATTEMPTS = 4;
const ATTEMPT_PAUSE_MS = 400;
const BATCH_MAX = 3;
const TERMS = {
  ...{ advanceRateBps: 8_500, discountRateBps: 520, serviceFeeBps: 30, dayCountBasis: 360 },
  ...{ recourseDays: 60, disclosed: true, fundingHours: 168 },
};

const FATES = [
  ['PAID', 5],
  ['SOLD', 3],
  ['CREDITED', 3],
  ['DISPUTED', 2],
  ['CONFIRMED_TWICE', 2],
  ['STATED', 1],
  ['LEFT', 1],
] as const;

/** Tells what parties do with receivables, one story after the other, until it is enough. */
export class Storyteller {
  #count = 0;

  constructor(
    private readonly cast: Cast,
    private readonly payments: Payments,
    private readonly random: Random,
  ) {}

  async tellUntil(enough: AbortSignal, label: string): Promise<void> {
    const random = this.random.fork(label);
    while (!enough.aborted) {
      this.#count += 1;
      await this.#tell(`${label}-${this.#count}`, random);
      await pause(random.int(0, 250));
    }
  }

  async #tell(name: string, random: Random): Promise<void> {
    const supplier = random.pick(this.cast.suppliers);
    const buyer = random.pick(this.cast.buyers);
    const claims = Array.from({ length: random.int(1, BATCH_MAX) }, (_, index) => ({
      number: `${name}-${index}`,
      faceMinor: BigInt(random.int(1_000, 100_000)),
    }));
    const request = registration(buyer.partyId, claims);
    if (random.chance(0.1)) return await this.#takeBack(supplier.client, request);
    const done = await this.#act(supplier.client, request);
    if (done?.status !== 'INCLUDED') return;
    if (random.chance(0.1)) await this.#act(supplier.client, request);
    const receivables = claims.map((claim, index) => {
      const receivableId = done.subjects[index] ?? '';
      return { ...claim, receivableId };
    });
    if (random.chance(0.1)) {
      for (const one of receivables) await this.#act(supplier.client, withdrawal(one));
      return;
    }
    // More than there is: the contract says no.
    if (random.chance(0.1)) await this.#act(buyer, confirmation(receivables, -1n));
    const confirmed = await this.#act(buyer, confirmation(receivables));
    if (confirmed?.status !== 'INCLUDED') return;
    for (const one of receivables) await this.#live(one, { supplier, buyer, random });
  }

  async #live(
    receivable: Registered,
    who: { readonly supplier: Supplier; readonly buyer: ChaosClient; readonly random: Random },
  ): Promise<void> {
    const { supplier, buyer, random } = who;
    switch (random.weighted(FATES)) {
      case 'PAID':
        return await this.#pay(receivable, supplier, random.chance(0.3));
      case 'SOLD':
        return await this.#sell(receivable, supplier.client);
      case 'CREDITED': {
        const request = creditNote(receivable, receivable.faceMinor / 4n);
        await this.#act(supplier.client, request);
        // The same credit note again: the contract knows it.
        if (random.chance(0.3)) await this.#act(supplier.client, request);
        return;
      }
      case 'DISPUTED':
        await this.#act(buyer, dispute(receivable));
        return void (await this.#act(buyer, disputeEnd(receivable)));
      case 'CONFIRMED_TWICE':
        return void (await this.#act(buyer, confirmation([receivable])));
      case 'STATED':
        return void (await this.#act(supplier.client, statement(buyer.partyId)));
      case 'LEFT':
        return;
    }
  }

  /** Under a new key each time, as somebody would who was told no. */
  async #act(client: ChaosClient, request: Request): Promise<CommandAnswer | null> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const answer = await client.command(request);
      if (answer !== null) return await client.outcome(answer);
      await pause(ATTEMPT_PAUSE_MS);
    }
    return null;
  }

  async #takeBack(client: ChaosClient, request: Request): Promise<void> {
    const answer = await client.command(request);
    if (answer === null) return;
    const { commandId } = answer;
    await client.ask(
      'mutation ($input: CancelCommandInput!) { cancelCommand(input: $input) { __typename } }',
      { input: { commandId } },
    );
    await client.outcome(answer);
  }

  async #sell(receivable: Registered, supplier: ChaosClient): Promise<void> {
    const { financier } = this.cast;
    const { number, receivableId } = receivable;
    const { requestQuote } = await supplier.ask<{
      requestQuote: { requests?: Array<{ requestId: string }> };
    }>(
      `mutation ($input: RequestQuoteInput!) {
        requestQuote(input: $input) { ... on QuoteRequests { requests { requestId } } } }`,
      {
        input: {
          idempotencyKey: `request ${number}`,
          ...{ financierIds: [financier.partyId], lotIds: [firstLotOf(receivableId)] },
        },
      },
    );
    const requestId = requestQuote.requests?.[0]?.requestId;
    if (requestId === undefined) return;
    const idempotencyKey = `quote ${number}`;
    const validUntil = `${dayAfter(30)}T00:00:00Z`;
    const { issueQuote } = await financier.ask<{ issueQuote: { quoteHash?: string } }>(
      `mutation ($input: IssueQuoteInput!) {
        issueQuote(input: $input) { ... on Quote { quoteHash } } }`,
      { input: { idempotencyKey, requestId, ...TERMS, validUntil } },
    );
    if (issueQuote.quoteHash === undefined) return;
    await this.#close(supplier, issueQuote.quoteHash);
  }

  async #close(supplier: ChaosClient, quoteHash: string): Promise<void> {
    const { financier } = this.cast;
    const accepted = await this.#act(supplier, quoteAcceptance(quoteHash));
    if (accepted?.status !== 'INCLUDED') return;
    const { quote } = await financier.ask<{ quote: { deal: { dealNumber: number } | null } }>(
      'query ($quoteHash: ID!) { quote(quoteHash: $quoteHash) { deal { dealNumber } } }',
      { quoteHash },
    );
    if (quote.deal !== null) await this.#act(financier, funding(quote.deal.dealNumber));
  }

  async #pay(
    receivable: Registered,
    { client, account }: Supplier,
    isHalf: boolean,
  ): Promise<void> {
    const { number, faceMinor, receivableId } = receivable;
    const amountMinor = isHalf ? faceMinor / 2n : faceMinor;
    const payment: Payment = { reference: `P-${number}`, receivableId, amountMinor };
    const today = dayAfter(0);
    const entry = {
      ...{ bookingDate: today, amountMinor, creditDebit: 'CRDT' as const },
      ...{ servicerReference: payment.reference, endToEndId: null, remittance: number },
      ...{ documentNumbers: [number], counterparty: null },
    };
    const bankStatement = {
      ...{ id: payment.reference, account, ownerName: 'x', currency: 'EUR', fromDate: today },
      ...{ toDate: today, sequenceNumber: 1, openingMinor: 0n, entries: [entry] },
    };
    const xml = writeCamt053({
      ...{ messageId: payment.reference, createdAt: `${today}T18:00:00Z` },
      statements: [bankStatement],
    });
    await this.payments.hand(client, payment, xml);
  }
}

function pause(durationMs: number): Promise<void> {
  return new Promise((settle) => setTimeout(settle, durationMs));
}
