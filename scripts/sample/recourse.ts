import { addDays } from '../../backend/src/common/calendar-date.js';
import type { Folio } from './book.js';
import type { Financing, RunningDeal } from './financing.js';
import type { Random } from './random.js';
import { type StoryCalendar, STEPS_PER_WEEK } from './story.calendar.js';
import type { StoryAct } from './story.model.js';

/** Of what is past due for so long: the supplier takes it back before it must. */
const OFFERED_SHARE = 0.2;
const OFFERED_AFTER_DAYS = 30;
/** Suppliers pay the price within two weeks. */
const PAID_AFTER_STEPS = 2 * STEPS_PER_WEEK;

/** Sold receivables that nobody pays: demanded or offered, then repurchased. All on Mondays. */
export class Recourse {
  /** Steps of the agreement, by receivable. */
  private readonly agreed = new Map<string, number>();
  private readonly considered = new Set<string>();

  constructor(
    private readonly calendar: StoryCalendar,
    private readonly financing: Financing,
    private readonly random: Random,
  ) {}

  acts(step: number): StoryAct[] {
    return this.financing.funded().flatMap((running) => {
      // A dispute stops the clock: those are left to the two.
      const unpaid = running.folios.filter(
        ({ fate, outstandingMinor }) => outstandingMinor > 0n && fate.dispute === null,
      );
      const repurchased = unpaid.filter(({ receivable }) => {
        const agreedStep = this.agreed.get(receivable.key);
        return agreedStep !== undefined && step >= agreedStep + PAID_AFTER_STEPS;
      });
      const open = unpaid.filter(({ receivable }) => !this.agreed.has(receivable.key));
      const demanded = open.filter((folio) => this.isDemandable(running, folio, step));
      const offered = open.filter(
        (folio) => !demanded.includes(folio) && this.isOffered(folio, step),
      );
      for (const { receivable } of [...demanded, ...offered]) this.agreed.set(receivable.key, step);
      const { deal, owner } = running;
      const acts = [
        ...act('DEMAND_REPURCHASE', { party: owner, deal: deal.key, folios: demanded }),
        ...act('OFFER_REPURCHASE', { party: deal.supplier, deal: deal.key, folios: offered }),
        ...act('REPURCHASE', { party: owner, deal: deal.key, folios: repurchased }),
      ];
      if (repurchased.length > 0) this.financing.giveBack(running, repurchased);
      return acts;
    });
  }

  private isDemandable({ deal }: RunningDeal, { receivable }: Folio, step: number): boolean {
    const { recourseDays } = deal.terms;
    const lastDay = addDays(receivable.dueDate, recourseDays);
    return recourseDays > 0 && this.calendar.dateOf(step) > lastDay;
  }

  private isOffered({ receivable }: Folio, step: number): boolean {
    const { key, dueDate } = receivable;
    const isLate = this.calendar.dateOf(step) > addDays(dueDate, OFFERED_AFTER_DAYS);
    if (!isLate || this.considered.has(key)) return false;
    this.considered.add(key);
    return this.random.fork(`repurchase/${key}`).chance(OFFERED_SHARE);
  }
}

function act(
  kind: 'DEMAND_REPURCHASE' | 'OFFER_REPURCHASE' | 'REPURCHASE',
  about: { readonly party: string; readonly deal: string; readonly folios: readonly Folio[] },
): StoryAct[] {
  const { party, deal, folios } = about;
  const receivables = folios.map(({ receivable }) => receivable.key);
  return receivables.length === 0 ? [] : [{ kind, party, deal, receivables }];
}
