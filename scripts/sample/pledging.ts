import { addDays } from '../../backend/src/common/calendar-date.js';
import { type Folio, groupBy, isFree } from './book.js';
import { bankStep, percentOf } from './fate.js';
import type { SupplierHabits } from './habits.js';
import type { Random } from './random.js';
import { type StoryCalendar, FRIDAY, MONDAY, STEPS_PER_WEEK } from './story.calendar.js';
import type { StoryAct } from './story.model.js';
import type { StoryLien } from './story.security.js';

/** Of what suppliers confirm that sell nothing. */
const PLEDGED_SHARE = 0.06;
/** Of what is pledged: a part is split off and pledged as a whole. */
const SPLIT_SHARE = 0.25;
const REFUSED_SHARE = 0.08;
const REGISTERED_SHARE = 0.7;
const NOTIFIED_SHARE = 0.4;
/** Liens of which half is released while the buyer still owes everything. */
const HALVED_SHARE = 0.15;
/** Paid liens that are released; the others stay, with nothing to secure. */
const RELEASED_SHARE = 0.85;
const SECURED_PERCENTS = [40, 60, 80, 100] as const;
const TENOR_DAYS_MIN = 25;
const OFFER_VALID_DAYS = 14;
const HALVED_AFTER_STEPS = 4 * STEPS_PER_WEEK;

interface Pledge {
  readonly folio: Folio;
  readonly lien: StoryLien;
  readonly offerStep: number;
  /** Monday on which the pledgee answered; the next Wednesday is the step after it. */
  acceptedStep: number;
  readonly draw: Random;
  state: 'OFFERED' | 'STANDING' | 'ENDED';
}

/** Suppliers that borrow on what buyers confirmed. */
export class Pledging {
  private readonly pledges: Pledge[] = [];

  constructor(
    private readonly calendar: StoryCalendar,
    private readonly suppliers: ReadonlyMap<string, SupplierHabits>,
    private readonly random: Random,
  ) {}

  acts(step: number, confirmed: readonly Folio[]): StoryAct[] {
    switch (this.calendar.weekdayOf(step)) {
      case FRIDAY:
        return [...this.choose(step, confirmed), ...this.offers(step)];
      case MONDAY:
        return [...this.answers(step), ...this.offers(step)];
      default:
        return this.pledges.flatMap((pledge) => this.advance(pledge, step));
    }
  }

  /** Notes what is going to be pledged; what is split is offered only after that. */
  private choose(step: number, confirmed: readonly Folio[]): StoryAct[] {
    return confirmed.flatMap((folio): StoryAct[] => {
      const { receivable, outstandingMinor } = folio;
      const draw = this.random.fork(`pledge/${receivable.key}`);
      const { finance = null, pledgee } = this.suppliers.get(receivable.supplier) ?? {};
      if (pledgee === undefined || finance !== null || !this.isPledgeable(folio, step)) return [];
      if (!draw.chance(PLEDGED_SHARE)) return [];
      const partMinor = percentOf(outstandingMinor, draw.pick(SECURED_PERCENTS));
      const isSplit = draw.chance(SPLIT_SHARE) && partMinor < outstandingMinor;
      folio.bound = 'PLEDGE';
      const { key } = receivable;
      const lien = {
        ...{ receivable: key, pledgee, securedMinor: partMinor },
        lotIndex: isSplit ? 2 : 1,
      };
      const offerStep = isSplit ? step + 1 : step;
      this.pledges.push({ folio, lien, offerStep, acceptedStep: 0, draw, state: 'OFFERED' });
      return isSplit
        ? [{ kind: 'SPLIT', party: receivable.supplier, receivable: key, partMinor }]
        : [];
    });
  }

  private isPledgeable(folio: Folio, step: number): boolean {
    const { fate, receivable } = folio;
    const [first] = fate.payments;
    return (
      isFree(folio) &&
      fate.dispute === null &&
      fate.credit === null &&
      receivable.dueDate >= addDays(this.calendar.dateOf(step), TENOR_DAYS_MIN) &&
      (first === undefined || bankStep(first.date, this.calendar) > step + STEPS_PER_WEEK)
    );
  }

  private offers(step: number): StoryAct[] {
    const offered = this.pledges.filter(({ offerStep }) => offerStep === step);
    const acceptBy = addDays(this.calendar.dateOf(step), OFFER_VALID_DAYS);
    return [...groupBy(offered, ({ folio }) => folio.receivable.supplier)].map(
      ([party, pledges]): StoryAct => ({
        ...{ kind: 'OFFER_LIENS', party, acceptBy },
        liens: pledges.map(({ lien }) => lien),
      }),
    );
  }

  /** On Mondays, of what was offered until Friday. */
  private answers(step: number): StoryAct[] {
    const due = this.pledges.filter(
      ({ state, offerStep }) => state === 'OFFERED' && offerStep < step,
    );
    const groups = groupBy(due, ({ draw, lien, folio }) =>
      draw.fork('refused').chance(REFUSED_SHARE)
        ? `WITHDRAW_LIENS/${folio.receivable.supplier}`
        : `ACCEPT_LIENS/${lien.pledgee}`,
    );
    return [...groups].map(([key, pledges]): StoryAct => {
      const [kind, party = ''] = key.split('/');
      const isAccepted = kind === 'ACCEPT_LIENS';
      for (const pledge of pledges) {
        pledge.acceptedStep = step;
        pledge.state = isAccepted ? 'STANDING' : 'ENDED';
        if (!isAccepted) pledge.folio.bound = pledge.lien.lotIndex === 1 ? null : 'SPLIT';
      }
      return {
        kind: isAccepted ? 'ACCEPT_LIENS' : 'WITHDRAW_LIENS',
        ...{ party, receivables: pledges.map(({ lien }) => lien.receivable) },
      };
    });
  }

  /** Wednesdays of a lien that stands: registration and notice, release. */
  private advance(pledge: Pledge, step: number): StoryAct[] {
    const { folio, lien, acceptedStep, draw } = pledge;
    if (pledge.state !== 'STANDING') return [];
    const { receivable, pledgee: party } = lien;
    if (folio.outstandingMinor === 0n) {
      pledge.state = 'ENDED';
      if (!draw.fork('released').chance(RELEASED_SHARE)) return [];
      return [{ kind: 'RELEASE_LIEN', party, receivable, amountMinor: null }];
    }
    if (step === acceptedStep + 1) return this.milestones(pledge);
    const isHalved =
      step === acceptedStep + 1 + HALVED_AFTER_STEPS &&
      folio.outstandingMinor === folio.fate.confirmedMinor &&
      draw.fork('halved').chance(HALVED_SHARE);
    if (!isHalved) return [];
    const amountMinor = percentOf(lien.securedMinor, 50);
    return [{ kind: 'RELEASE_LIEN', party, receivable, amountMinor }];
  }

  private milestones({ lien, draw }: Pledge): StoryAct[] {
    const { receivable, pledgee: party } = lien;
    return [
      ...(draw.fork('registered').chance(REGISTERED_SHARE)
        ? [{ kind: 'REGISTER_LIEN', party, receivable } as const]
        : []),
      ...(draw.fork('notified').chance(NOTIFIED_SHARE)
        ? [{ kind: 'NOTIFY_LIEN', party, receivable } as const]
        : []),
    ];
  }
}
