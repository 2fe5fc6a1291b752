import { type CalendarDate, addDays } from '../../backend/src/common/calendar-date.js';
import { type Folio, groupBy, isFree } from './book.js';
import { bankStep } from './fate.js';
import type { SupplierHabits } from './habits.js';
import type { Random } from './random.js';
import { type StoryCalendar, STEPS_PER_WEEK } from './story.calendar.js';
import type { StoryAct, StoryDeal, StoryTerms } from './story.model.js';

const DECLINED_SHARE = 0.03;
const LAPSED_SHARE = 0.015;
/** Nobody buys what is due almost at once. */
const TENOR_DAYS_MIN = 20;
const DEAL_RECEIVABLES_MAX = 8;

export interface RunningDeal {
  readonly deal: StoryDeal;
  readonly acceptedStep: number;
  readonly willLapse: boolean;
  /** Receivables that the supplier did not take back. */
  folios: readonly Folio[];
  /** The financier, or whom it passed the lots on to. */
  owner: string;
  /** Whom the buyer acknowledged to pay; null: the supplier. */
  payee: string | null;
  state: 'ACCEPTED' | 'FUNDED' | 'ENDED';
}

/** Which receivables are sold to whom, and what becomes of the deals. */
export class Financing {
  readonly deals: StoryDeal[] = [];
  private running: RunningDeal[] = [];

  constructor(
    private readonly calendar: StoryCalendar,
    private readonly suppliers: ReadonlyMap<string, SupplierHabits>,
    private readonly terms: ReadonlyMap<string, StoryTerms>,
    private readonly random: Random,
  ) {}

  /** Whom the buyer acknowledged to pay; otherwise the supplier collects. */
  payeeOf({ deal, receivable }: Folio): string {
    const running = this.funded().find((one) => one.deal === deal);
    return running?.payee ?? receivable.supplier;
  }

  /** Whether the buyer is told of the financier that owns it, or will be. */
  isSoldOpenly({ deal, receivable }: Folio): boolean {
    const running = this.funded().find((one) => one.deal === deal);
    return running?.deal.terms.disclosed === true && running.owner !== receivable.supplier;
  }

  /** Who owns the lot now. */
  ownerOf({ deal, receivable }: Folio): string {
    const running = this.funded().find((one) => one.deal === deal);
    return running?.owner ?? receivable.supplier;
  }

  /** Deals that are neither collected nor taken back altogether. */
  funded(): RunningDeal[] {
    return this.running.filter(({ state }) => state === 'FUNDED');
  }

  /** The supplier has the receivables again; with the last one the deal is over. */
  giveBack(running: RunningDeal, folios: readonly Folio[]): void {
    running.folios = running.folios.filter((folio) => !folios.includes(folio));
    for (const folio of folios) folio.deal = null;
    if (running.folios.length === 0) running.state = 'ENDED';
  }

  /** Quotes for what was confirmed this week, each for one buyer. */
  quoteActs(step: number, confirmed: readonly Folio[]): StoryAct[] {
    const date = this.calendar.dateOf(step);
    const offered = confirmed.filter((folio) => this.isOffered(folio, step, date));
    const groups = groupBy(
      offered,
      ({ receivable: { supplier, buyer, currency } }) => `${supplier}/${buyer}/${currency}`,
    );
    return [...groups.values()]
      .flatMap((group) => chunksOf(group, DEAL_RECEIVABLES_MAX))
      .flatMap((group) => this.quote(step, group));
  }

  /** Funds what was accepted last week, and ends what is collected or was never funded. */
  dealActs(step: number): StoryAct[] {
    const acts = this.running.flatMap((running) => this.advance(running, step));
    this.running = this.running.filter(({ state }) => state !== 'ENDED');
    return acts;
  }

  private isOffered(folio: Folio, step: number, date: CalendarDate): boolean {
    const { fate, receivable } = folio;
    const finance = this.suppliers.get(receivable.supplier)?.finance ?? null;
    const [first] = fate.payments;
    return (
      isFree(folio) &&
      finance !== null &&
      // A dispute on the day of funding: the ledger would refuse one of them.
      fate.dispute?.openStep !== step + 1 &&
      receivable.dueDate >= addDays(date, TENOR_DAYS_MIN) &&
      (first === undefined || bankStep(first.date, this.calendar) > step) &&
      this.random.fork(`offer/${receivable.key}`).chance(finance.share)
    );
  }

  private quote(step: number, group: readonly Folio[]): StoryAct[] {
    const [first] = group;
    const finance = first && this.suppliers.get(first.receivable.supplier)?.finance;
    const terms = finance && this.terms.get(finance.financier);
    if (!first || !finance || !terms) return [];
    const key = `d${String(this.deals.length + 1).padStart(4, '0')}`;
    const deal: StoryDeal = {
      key,
      supplier: first.receivable.supplier,
      financier: finance.financier,
      currency: first.receivable.currency,
      receivables: group.map(({ receivable }) => receivable.key),
      terms,
    };
    this.deals.push(deal);
    const draw = this.random.fork(`deal/${key}`);
    const isAccepted = !draw.chance(DECLINED_SHARE);
    if (isAccepted) {
      for (const folio of group) folio.deal = deal;
      const willLapse = draw.chance(LAPSED_SHARE);
      const running = { deal, acceptedStep: step, willLapse, folios: group } as const;
      this.running.push({ ...running, owner: deal.financier, payee: null, state: 'ACCEPTED' });
    }
    return [{ kind: 'QUOTE', party: deal.supplier, deal: key, isAccepted }];
  }

  private advance(running: RunningDeal, step: number): StoryAct[] {
    const { deal, folios } = running;
    if (running.state === 'ACCEPTED' && !running.willLapse) {
      running.state = 'FUNDED';
      return [{ kind: 'FUND_DEAL', party: deal.financier, deal: deal.key }];
    }
    if (running.state === 'ACCEPTED' && step > running.acceptedStep + STEPS_PER_WEEK) {
      running.state = 'ENDED';
      for (const folio of folios) folio.deal = null;
      return [{ kind: 'LAPSE_DEAL', party: deal.supplier, deal: deal.key }];
    }
    const isCollected = folios.every(({ outstandingMinor }) => outstandingMinor === 0n);
    if (running.state === 'FUNDED' && isCollected) {
      running.state = 'ENDED';
      return [{ kind: 'CLOSE_DEAL', party: running.owner, deal: deal.key }];
    }
    return [];
  }
}

export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
