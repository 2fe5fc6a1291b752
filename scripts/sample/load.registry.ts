import { present } from '../../backend/src/common/assert.js';
import type { ApiClient } from '../cli/client.js';
import { listAll } from '../cli/pages.js';
import type { Actor } from './load.cast.js';
import type { Story, StoryDeal, StoryReceivable } from './story.model.js';

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

/** The first lot of a receivable: its id with 1 in the last two bytes. */
export function firstLotOf(receivableId: string): string {
  return `${receivableId.slice(0, -4)}0001`;
}

/** What the platform calls the things of the story. */
export class Registry {
  private readonly receivableIds = new Map<string, string>();
  private readonly dealNumbers = new Map<string, number>();
  private readonly receivables: ReadonlyMap<string, StoryReceivable>;
  private readonly deals: ReadonlyMap<string, StoryDeal>;

  constructor(
    private readonly story: Story,
    private readonly actors: ReadonlyMap<string, Actor>,
  ) {
    this.receivables = new Map(story.receivables.map((one) => [one.key, one]));
    this.deals = new Map(story.deals.map((one) => [one.key, one]));
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

  /** Learns the numbers that the ledger gave to deals, from the deals with these lots. */
  async findDeals(operator: ApiClient, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const listed = await listAll<ListedDeal>(operator, {
      field: 'deals',
      selection: 'dealNumber quoteHash lots { lotId }',
    });
    const byLots = new Map(
      listed.map(({ dealNumber, lots }) => [lotsKey(lots.map(({ lotId }) => lotId)), dealNumber]),
    );
    for (const key of keys) {
      const dealNumber = byLots.get(lotsKey(this.lotIds(this.deal(key))));
      if (dealNumber !== undefined) this.dealNumbers.set(key, dealNumber);
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
    const known = this.story.deals.filter(({ receivables }) =>
      receivables.every((key) => this.receivableIds.has(key)),
    );
    await this.findDeals(
      operator,
      known.map(({ key }) => key),
    );
  }
}

function lotsKey(lotIds: readonly string[]): string {
  return [...lotIds].sort().join();
}
