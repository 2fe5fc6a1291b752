import { present } from '../../backend/src/common/assert.js';
import type { ApiClient } from '../cli/client.js';
import { type Listing, type ConnectionAnswer, PAGE_SIZE, listAll } from '../cli/pages.js';
import type { StoryAct } from './story.model.js';

interface Numbered {
  readonly number: number;
  readonly lotIds: readonly string[];
}

interface ListedLien {
  readonly lienNumber: number;
  readonly lotId: string;
}

interface ListedEarlyPayment {
  readonly number: number;
  readonly lotId: string;
}

interface ListedOnward {
  readonly onwardNumber: number;
  readonly lots: ReadonlyArray<{ readonly lotId: string }>;
}

/** A kind of offer to which the ledger gives numbers: how the newest ones are listed. */
interface Source<Node> extends Listing {
  readonly offeredBy: StoryAct['kind'];
  readonly toNumbered: (node: Node) => Numbered;
}

const LIENS: Source<ListedLien> = {
  ...{ offeredBy: 'OFFER_LIENS', field: 'liens', selection: 'lienNumber lotId' },
  toNumbered: ({ lienNumber, lotId }) => ({ number: lienNumber, lotIds: [lotId] }),
};
const EARLY_PAYMENTS: Source<ListedEarlyPayment> = {
  ...{ offeredBy: 'OFFER_EARLY', field: 'earlyPayments', selection: 'number lotId' },
  toNumbered: ({ number, lotId }) => ({ number, lotIds: [lotId] }),
};
const ONWARDS: Source<ListedOnward> = {
  ...{ offeredBy: 'OFFER_ONWARD', field: 'onwardAssignments' },
  selection: 'onwardNumber lots { lotId }',
  toNumbered: ({ onwardNumber, lots }) => ({
    number: onwardNumber,
    lotIds: lots.map(({ lotId }) => lotId),
  }),
};

/** Numbers of offers, by a lot that they are about; the story offers each lot once of each kind. */
export class OfferNumbers {
  private readonly numbers = new Map<string, number>();

  lien(lotId: string): number {
    return this.get(LIENS.field, lotId);
  }

  earlyPayment(lotId: string): number {
    return this.get(EARLY_PAYMENTS.field, lotId);
  }

  onward(lotId: string): number {
    return this.get(ONWARDS.field, lotId);
  }

  /** Learns the numbers of what these acts offered, which are the newest ones. */
  async learn(operator: ApiClient, acts: readonly StoryAct[]): Promise<void> {
    const offered = new Set(acts.map(({ kind }) => kind));
    const newest = async <Node>(source: Source<Node>): Promise<void> => {
      if (!offered.has(source.offeredBy)) return;
      const document = `query Newest { ${source.field}(first: ${PAGE_SIZE}) {
        edges { node { ${source.selection} } } } }`;
      const data = await operator.request<Record<string, ConnectionAnswer<Node>>>(document);
      const { edges } = present(data[source.field], source.field);
      this.note(
        source,
        edges.map(({ node }) => node),
      );
    };
    await Promise.all([newest(LIENS), newest(EARLY_PAYMENTS), newest(ONWARDS)]);
  }

  /** Finds all of them again, for a load that goes on. */
  async recover(operator: ApiClient): Promise<void> {
    this.note(LIENS, await listAll(operator, LIENS));
    this.note(EARLY_PAYMENTS, await listAll(operator, EARLY_PAYMENTS));
    this.note(ONWARDS, await listAll(operator, ONWARDS));
  }

  private note<Node>({ field, toNumbered }: Source<Node>, nodes: readonly Node[]): void {
    for (const { number, lotIds } of nodes.map(toNumbered)) {
      for (const lotId of lotIds) this.numbers.set(`${field}/${lotId}`, number);
    }
  }

  private get(field: string, lotId: string): number {
    return present(this.numbers.get(`${field}/${lotId}`), `number of ${field} of lot ${lotId}`);
  }
}
