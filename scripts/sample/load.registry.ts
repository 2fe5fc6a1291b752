import { present } from '../../backend/src/common/assert.js';
import type { ApiClient } from '../cli/client.js';
import { type ConnectionAnswer, PAGE_SIZE, listAll } from '../cli/pages.js';
import type { Actor } from './load.cast.js';
import { OfferNumbers } from './load.numbers.js';
import type { Platform } from './load.orders.js';
import type { Story, StoryActOf, StoryDeal, StoryReceivable } from './story.model.js';
import type { StoryLien } from './story.security.js';

interface ListedReceivable {
  readonly receivableId: string;
  readonly supplier: { readonly partyId: string };
  readonly document: { readonly number: string } | null;
}

interface ListedDeal {
  readonly dealNumber: number;
  readonly quoteHash: string;
  readonly lots: ReadonlyArray<{ readonly lotId: string }>;
}

/** More than are accepted on any day of the story. */
const NEWEST_DEALS = `query NewestDeals {
  deals(first: ${PAGE_SIZE}) { edges { node { dealNumber quoteHash } } }
}`;

/** The first lot of a receivable: its id with 1 in the last two bytes. */
export function firstLotOf(receivableId: string): string {
  return `${receivableId.slice(0, -4)}0001`;
}

/** A later lot of a receivable; the ledger counts them from 1. */
function lotIdOf(receivableId: string, index: number): string {
  return `${receivableId.slice(0, -4)}${index.toString(16).padStart(4, '0')}`;
}

/** What the platform calls the things of the story. */
export class Registry {
  readonly offers = new OfferNumbers();
  private readonly receivableIds = new Map<string, string>();
  private readonly dealNumbers = new Map<string, number>();
  private readonly receivables: ReadonlyMap<string, StoryReceivable>;
  private readonly deals: ReadonlyMap<string, StoryDeal>;
  private readonly liens: ReadonlyMap<string, StoryLien>;
  private readonly onwards: ReadonlyMap<string, StoryActOf<'OFFER_ONWARD'>>;

  constructor(
    private readonly story: Story,
    private readonly actors: ReadonlyMap<string, Actor>,
    readonly platform: Platform,
  ) {
    this.receivables = new Map(story.receivables.map((one) => [one.key, one]));
    this.deals = new Map(story.deals.map((one) => [one.key, one]));
    const acts = story.steps.flatMap((step) => step.acts);
    const liens = acts.flatMap((act) => (act.kind === 'OFFER_LIENS' ? act.liens : []));
    this.liens = new Map(liens.map((lien) => [lien.receivable, lien]));
    const onwards = acts.flatMap((act) => (act.kind === 'OFFER_ONWARD' ? [act] : []));
    this.onwards = new Map(onwards.map((offer) => [offer.deal, offer]));
  }

  actor(key: string): Actor {
    return present(this.actors.get(key), `party ${key} of the story`);
  }

  receivable(key: string): StoryReceivable {
    return present(this.receivables.get(key), `receivable ${key} of the story`);
  }

  deal(key: string): StoryDeal {
    return present(this.deals.get(key), `deal ${key} of the story`);
  }

  receivableId(key: string): string {
    return present(this.receivableIds.get(key), `id of receivable ${key}`);
  }

  lotId(key: string, index = 1): string {
    return lotIdOf(this.receivableId(key), index);
  }

  /** On the second lot, where the receivable was split for it. */
  lienNumber(key: string): number {
    const lien = present(this.liens.get(key), `lien on ${key} of the story`);
    return this.offers.lien(this.lotId(key, lien.lotIndex));
  }

  earlyPaymentNumber(key: string): number {
    return this.offers.earlyPayment(this.lotId(key));
  }

  onwardNumber(deal: string): number {
    const [first = ''] = present(
      this.onwards.get(deal),
      `onward assignment of ${deal}`,
    ).receivables;
    return this.offers.onward(this.lotId(first));
  }

  lotIds(deal: StoryDeal): string[] {
    return deal.receivables.map((key) => firstLotOf(this.receivableId(key)));
  }

  dealNumber(key: string): number {
    return present(this.dealNumbers.get(key), `number of deal ${key}`);
  }

  noteReceivables(keys: readonly string[], receivableIds: readonly string[]): void {
    for (const [index, key] of keys.entries()) {
      this.receivableIds.set(key, present(receivableIds[index], `id of receivable ${key}`));
    }
  }

  /** Learns the numbers that the ledger gave to the deals of these quotes, which are the newest ones. */
  async findDealNumbers(
    operator: ApiClient,
    keysByQuote: ReadonlyMap<string, string>,
  ): Promise<void> {
    if (keysByQuote.size === 0) return;
    const { deals } = await operator.request<{
      deals: ConnectionAnswer<Pick<ListedDeal, 'dealNumber' | 'quoteHash'>>;
    }>(NEWEST_DEALS);
    for (const { node } of deals.edges) {
      const key = keysByQuote.get(node.quoteHash);
      if (key !== undefined) this.dealNumbers.set(key, node.dealNumber);
    }
  }

  /** Finds again what an earlier, unfinished load registered. */
  async recover(operator: ApiClient): Promise<void> {
    const keys = new Map(
      this.story.receivables.map(({ key, supplier, number }) => [
        `${this.actor(supplier).partyId}/${number}`,
        key,
      ]),
    );
    const listed = await listAll<ListedReceivable>(operator, {
      field: 'receivables',
      selection: 'receivableId supplier { partyId } document { number }',
    });
    for (const { receivableId, supplier, document } of listed) {
      const key = keys.get(`${supplier.partyId}/${document?.number ?? ''}`);
      if (key !== undefined) this.receivableIds.set(key, receivableId);
    }
    await this.recoverDeals(operator);
    await this.offers.recover(operator);
  }

  private async recoverDeals(operator: ApiClient): Promise<void> {
    const listed = await listAll<ListedDeal>(operator, {
      field: 'deals',
      selection: 'dealNumber quoteHash lots { lotId }',
    });
    const byLots = new Map(
      listed.map(({ dealNumber, lots }) => [lotsKey(lots.map(({ lotId }) => lotId)), dealNumber]),
    );
    for (const deal of this.story.deals) {
      const isKnown = deal.receivables.every((key) => this.receivableIds.has(key));
      const dealNumber = isKnown ? byLots.get(lotsKey(this.lotIds(deal))) : undefined;
      if (dealNumber !== undefined) this.dealNumbers.set(deal.key, dealNumber);
    }
  }
}

function lotsKey(lotIds: readonly string[]): string {
  return [...lotIds].sort().join();
}
