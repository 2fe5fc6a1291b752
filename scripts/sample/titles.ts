import { addDays } from '../../backend/src/common/calendar-date.js';
import { groupBy } from './book.js';
import { type Financing, type RunningDeal, chunksOf } from './financing.js';
import type { Random } from './random.js';
import { type StoryCalendar, MONDAY, STEPS_PER_WEEK } from './story.calendar.js';
import type { StoryAct, StoryParty } from './story.model.js';

const PASSED_ON_SHARE = 0.05;
/** Buyers that never answer a notice. */
const UNANSWERED_SHARE = 0.15;
/** Nobody takes what is due almost at once. */
const TENOR_DAYS_MIN = 20;
const OFFER_VALID_DAYS = 7;
/** Lots of one call, as the platform bounds it. */
const LOTS_MAX = 100;

interface Offer {
  readonly running: RunningDeal;
  readonly to: string;
}

interface Notice {
  readonly running: RunningDeal;
  /** Wednesday on which the buyer answers. */
  readonly answerStep: number;
}

/** Who owns what was sold, and what the buyers are told of it. */
export class Titles {
  private offers: Offer[] = [];
  private notices: Notice[] = [];
  private readonly told = new Map<RunningDeal, string>();
  private readonly considered = new Set<RunningDeal>();

  constructor(
    private readonly calendar: StoryCalendar,
    private readonly financing: Financing,
    private readonly financiers: readonly StoryParty[],
    private readonly random: Random,
  ) {}

  /** Monday: offers. Wednesday: notices and answers, then what becomes of the offers. */
  acts(step: number): StoryAct[] {
    if (this.calendar.weekdayOf(step) === MONDAY) return this.offerActs(step);
    return [...this.noticeActs(step), ...this.answerActs(step), ...this.closeOffers()];
  }

  private offerActs(step: number): StoryAct[] {
    const date = this.calendar.dateOf(step);
    const acceptBy = addDays(date, OFFER_VALID_DAYS);
    return this.financing.funded().flatMap((running): StoryAct[] => {
      const { deal, folios, owner: party, acceptedStep } = running;
      if (acceptedStep + STEPS_PER_WEEK > step || this.considered.has(running)) return [];
      this.considered.add(running);
      const draw = this.random.fork(`onward/${deal.key}`);
      const others = this.othersNear(party);
      const isFit = folios.every(
        ({ receivable, status, disputedMinor }) =>
          receivable.dueDate >= addDays(date, TENOR_DAYS_MIN) &&
          status === 'CONFIRMED' &&
          disputedMinor === 0n,
      );
      if (!isFit || others.length === 0 || !draw.chance(PASSED_ON_SHARE)) return [];
      const to = draw.pick(others).key;
      this.offers.push({ running, to });
      const receivables = folios.map(({ receivable }) => receivable.key);
      return [{ kind: 'OFFER_ONWARD', party, to, deal: deal.key, receivables, acceptBy }];
    });
  }

  /** A dispute that came in between ends an offer. */
  private closeOffers(): StoryAct[] {
    const acts = this.offers.map(({ running, to }): StoryAct => {
      const { deal, owner, folios } = running;
      if (folios.some(({ disputedMinor }) => disputedMinor > 0n)) {
        return { kind: 'WITHDRAW_ONWARD', party: owner, deal: deal.key };
      }
      running.owner = to;
      return { kind: 'ACCEPT_ONWARD', party: to, deal: deal.key };
    });
    this.offers = [];
    return acts;
  }

  private noticeActs(step: number): StoryAct[] {
    const due = this.financing.funded().filter(
      (running) =>
        running.deal.terms.disclosed &&
        this.told.get(running) !== running.owner &&
        // Whoever owns it tomorrow tells the buyer then.
        !this.isOffered(running),
    );
    for (const running of due) {
      this.told.set(running, running.owner);
      this.notices = this.notices.filter((notice) => notice.running !== running);
      const draw = this.random.fork(`notice/${running.deal.key}/${running.owner}`);
      if (draw.chance(UNANSWERED_SHARE)) continue;
      this.notices.push({ running, answerStep: step + STEPS_PER_WEEK * draw.int(1, 2) });
    }
    return actsOf('GIVE_NOTICE', due, ({ owner }) => owner);
  }

  private answerActs(step: number): StoryAct[] {
    const due = this.notices.filter(({ answerStep }) => answerStep === step);
    const running = due
      .map((notice) => notice.running)
      // Whoever owns it tomorrow tells the buyer again.
      .filter((one) => one.state === 'FUNDED' && !this.isOffered(one));
    for (const one of running) one.payee = one.owner;
    return actsOf('ACKNOWLEDGE_NOTICE', running, buyerOf);
  }

  private isOffered(running: RunningDeal): boolean {
    return this.offers.some((offer) => offer.running === running);
  }

  private othersNear(owner: string): StoryParty[] {
    const own = this.financiers.find(({ key }) => key === owner);
    return this.financiers.filter(
      ({ key, country }) => key !== owner && (country === 'CN') === (own?.country === 'CN'),
    );
  }
}

/** One act for each party, about all lots of its deals. */
function actsOf(
  kind: 'GIVE_NOTICE' | 'ACKNOWLEDGE_NOTICE',
  deals: readonly RunningDeal[],
  partyOf: (running: RunningDeal) => string,
): StoryAct[] {
  return [...groupBy(deals, partyOf)].flatMap(([party, group]) => {
    const receivables = group.flatMap(({ folios }) =>
      folios.map(({ receivable }) => receivable.key),
    );
    return chunksOf(receivables, LOTS_MAX).map((part): StoryAct => ({
      kind,
      party,
      receivables: part,
    }));
  });
}

function buyerOf({ folios }: RunningDeal): string {
  return folios[0]?.receivable.buyer ?? '';
}
