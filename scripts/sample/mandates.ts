import { type Folio, groupBy } from './book.js';
import { type Financing, chunksOf } from './financing.js';
import type { Random } from './random.js';
import { STEPS_PER_WEEK } from './story.calendar.js';
import type { StoryAct, StoryParty } from './story.model.js';

/** Owners that hand over what a formal demand did not help with. */
const HANDING_OVER_SHARE = 0.5;
/** Lots of one call, as the platform bounds it. */
const LOTS_MAX = 100;

interface Mandate {
  readonly folio: Folio;
  /** It rests once the lot belongs to somebody else. */
  readonly owner: string;
  readonly collector: string;
  readonly giveStep: number;
}

/** Owners let a collector run after what they are owed. */
export class Mandates {
  private readonly mandates = new Map<Folio, Mandate>();

  constructor(
    private readonly financing: Financing,
    private readonly collectors: readonly StoryParty[],
    private readonly random: Random,
  ) {}

  /** Notes that the owner hands a receivable over a week later, if it does that. */
  consider(folio: Folio, step: number): void {
    const owner = this.financing.ownerOf(folio);
    const draw = this.random.fork(`mandate/${owner}`);
    if (this.mandates.has(folio) || !draw.chance(HANDING_OVER_SHARE)) return;
    const collector = draw.pick(this.collectors).key;
    this.mandates.set(folio, { folio, owner, collector, giveStep: step + STEPS_PER_WEEK });
  }

  acts(step: number): StoryAct[] {
    const due = [...this.mandates.values()].filter(({ giveStep }) => giveStep === step);
    for (const { folio } of due.filter((mandate) => !this.isGiven(mandate))) {
      this.mandates.delete(folio);
    }
    const given = due.filter((mandate) => this.isGiven(mandate));
    const groups = groupBy(given, ({ owner, collector }) => `${owner}/${collector}`);
    return [...groups.values()].flatMap((group) =>
      chunksOf(group, LOTS_MAX).flatMap((part): StoryAct[] => {
        const [first] = part;
        if (first === undefined) return [];
        const { owner: party, collector } = first;
        const receivables = part.map(({ folio }) => folio.receivable.key);
        return [{ kind: 'MANDATE', party, collector, receivables }];
      }),
    );
  }

  /** Who runs after it at this step: the collector of the owner, or the owner. */
  actorOf(folio: Folio, step: number): string {
    const owner = this.financing.ownerOf(folio);
    const mandate = this.mandates.get(folio);
    const isStanding = mandate !== undefined && mandate.owner === owner && mandate.giveStep < step;
    return isStanding ? mandate.collector : owner;
  }

  /** Nobody hands over what was paid, disputed or passed on meanwhile. */
  private isGiven({ folio, owner }: Mandate): boolean {
    const { status, disputedMinor } = folio;
    const isOpen = status === 'CONFIRMED' && disputedMinor === 0n;
    return isOpen && this.financing.ownerOf(folio) === owner;
  }
}
