import { type CalendarDate, addDays } from '../../backend/src/common/calendar-date.js';
import { present } from '../../backend/src/common/assert.js';
import { Agents } from './agents.js';
import { Book, type Folio, groupBy } from './book.js';
import { Collecting } from './collecting.js';
import { answerActs, disputeActs, reductionActs, withdrawalActs } from './decisions.js';
import { EarlyPaying } from './early-paying.js';
import { type Fate, fateOf } from './fate.js';
import { Financing, chunksOf } from './financing.js';
import {
  type BuyerHabits,
  type SupplierHabits,
  buyerHabits,
  supplierHabits,
  termsOf,
} from './habits.js';
import { invoicesOf } from './invoices.js';
import { castOf } from './cast.js';
import { Mandates } from './mandates.js';
import { Orders } from './orders.js';
import { Overpayments } from './overpayments.js';
import { Payments } from './payments.js';
import { Pledging } from './pledging.js';
import { Random } from './random.js';
import { Recourse } from './recourse.js';
import { Silence } from './silence.js';
import { Statements } from './statements.js';
import { FRIDAY, MONDAY, STEPS_PER_WEEK, StoryCalendar } from './story.calendar.js';
import type { Story, StoryAct, StoryParty, StoryReceivable, StoryStep } from './story.model.js';
import { Titles } from './titles.js';

/** Receivables of the whole year, before the ones that come too late to be registered. */
const RECEIVABLE_COUNT = 2_000;
const STORY_DAYS = 364;
const QUOTE_EVERY_WEEKS = 4;
/** Suppliers pass on what they collected for others. */
const PASS_ON_EVERY_WEEKS = 8;
/** Items of one act: the ledger takes no more. */
const BATCH_MAX = 100;

export interface StoryOptions {
  readonly seed: number;
  /** The last day of the story. */
  readonly endDate: CalendarDate;
  readonly receivableCount?: number;
}

/** Everybody's habits: what the rest of the story follows from. */
interface World {
  readonly parties: readonly StoryParty[];
  readonly buyers: ReadonlyMap<string, BuyerHabits>;
  readonly suppliers: ReadonlyMap<string, SupplierHabits>;
}

/** A year of an invented portfolio; the same options tell the same story, everywhere and always. */
export function tellStory(options: StoryOptions): Story {
  const random = new Random(`duebill/${options.seed}`);
  const startDate = addDays(options.endDate, -STORY_DAYS);
  const calendar = new StoryCalendar(startDate, options.endDate);
  const world = worldOf(random);
  const receivables = invoicesOfAll(world, options, random);
  const teller = new Storyteller(world, calendar, random);
  const steps = teller.tell(receivables);
  return {
    seed: options.seed,
    startDate,
    endDate: options.endDate,
    parties: world.parties,
    receivables,
    deals: teller.deals,
    steps,
    outcomes: teller.outcomes,
  };
}

function worldOf(random: Random): World {
  const parties = castOf(random.fork('cast'));
  const buyers = parties.filter(({ role }) => role === 'BUYER');
  const financiers = parties.filter(({ role }) => role === 'FINANCIER');
  const suppliers = parties.filter(({ role }) => role === 'SUPPLIER');
  return {
    parties,
    buyers: buyerHabits(buyers, random.fork('buyers')),
    suppliers: new Map(
      suppliers.map((supplier) => [
        supplier.key,
        supplierHabits(supplier, { buyers, financiers }, random.fork(`habits/${supplier.key}`)),
      ]),
    ),
  };
}

function invoicesOfAll(
  { parties, suppliers }: World,
  options: StoryOptions,
  random: Random,
): StoryReceivable[] {
  const total = [...suppliers.values()].reduce((sum, { volume }) => sum + volume, 0);
  const span = { startDate: addDays(options.endDate, -STORY_DAYS), endDate: options.endDate };
  const wanted = options.receivableCount ?? RECEIVABLE_COUNT;
  const invoices = parties.flatMap((party) => {
    const habits = suppliers.get(party.key);
    if (habits === undefined) return [];
    const count = Math.max(1, Math.round((wanted * habits.volume) / total));
    return invoicesOf(party, habits, { count, span }, random.fork(`invoices/${party.key}`));
  });
  return invoices.map((invoice, index) => ({
    key: `r${String(index + 1).padStart(5, '0')}`,
    ...invoice,
  }));
}

/** Goes through the calendar step by step and lets everybody act on what is in the book. */
class Storyteller {
  private readonly book = new Book();
  private readonly financing: Financing;
  private readonly payments: Payments;
  private readonly statements: Statements;
  private readonly pledging: Pledging;
  private readonly earlyPaying: EarlyPaying;
  private readonly titles: Titles;
  private readonly recourse: Recourse;
  private readonly collecting: Collecting;
  private readonly silence: Silence;
  private readonly agents: Agents;
  private readonly overpayments: Overpayments;
  private readonly orders: Orders;
  /** What the banks reported last. */
  private reported: readonly StoryAct[] = [];
  private readonly answersBySteps = new Map<number, Folio[]>();

  constructor(
    private readonly world: World,
    private readonly calendar: StoryCalendar,
    private readonly random: Random,
  ) {
    const { book } = this;
    const { parties, suppliers, buyers } = world;
    const financiers = parties.filter(({ role }) => role === 'FINANCIER');
    const terms = new Map(
      financiers.map((one) => [one.key, termsOf(one, random.fork(`terms/${one.key}`))]),
    );
    const financing = new Financing(calendar, suppliers, terms, random);
    const payments = new Payments(book, calendar, buyers, financing);
    this.financing = financing;
    this.payments = payments;
    this.statements = new Statements(book, random);
    this.pledging = new Pledging(calendar, suppliers, random);
    this.earlyPaying = new EarlyPaying(book, calendar, buyers, random);
    this.titles = new Titles(calendar, financing, financiers, random);
    this.recourse = new Recourse(calendar, financing, random);
    const collectors = parties.filter(({ role }) => role === 'COLLECTOR');
    const mandates = new Mandates(financing, collectors, random);
    this.collecting = new Collecting({ book, calendar, financing, mandates, payments }, random);
    this.silence = new Silence(calendar, { suppliers, buyers }, random);
    this.agents = new Agents(suppliers, random);
    this.overpayments = new Overpayments(random);
    this.orders = new Orders(book, calendar, suppliers, random);
  }

  get deals(): Story['deals'] {
    return this.financing.deals;
  }

  get outcomes(): Story['outcomes'] {
    return this.book.outcomes();
  }

  tell(receivables: readonly StoryReceivable[]): StoryStep[] {
    const fates = receivables.map((receivable) => ({ receivable, fate: this.fateOf(receivable) }));
    const bySteps = groupBy(fates, ({ fate }) => String(fate.registerStep));
    return Array.from({ length: this.calendar.stepCount }, (_, index) => {
      const acts = this.actsOf(index, bySteps.get(String(index)) ?? []);
      return { index, date: this.calendar.dateOf(index), acts };
    });
  }

  private fateOf(receivable: StoryReceivable): Fate {
    const buyer = present(this.world.buyers.get(receivable.buyer), 'habits of a buyer');
    const supplier = present(this.world.suppliers.get(receivable.supplier), 'habits of a supplier');
    const { uploadEveryWeeks } = supplier;
    const context = { calendar: this.calendar, buyer, uploadEveryWeeks };
    const fate = fateOf(receivable, context, this.random.fork(`fate/${receivable.key}`));
    return this.silence.fateOf(receivable, fate);
  }

  private actsOf(step: number, registered: readonly Registered[]): StoryAct[] {
    switch (this.calendar.weekdayOf(step)) {
      case MONDAY:
        return this.mondayActs(step, registered);
      case FRIDAY:
        return this.fridayActs(step);
      default:
        return this.wednesdayActs(step);
    }
  }

  /** Registrations, deals, disputes, statements; what was offered on Friday is accepted. */
  private mondayActs(step: number, registered: readonly Registered[]): StoryAct[] {
    return [
      ...this.financing.dealActs(step),
      ...disputeActs(this.book.all(), step),
      ...this.statements.issueActs(this.calendar.dateOf(step)),
      ...this.pledging.acts(step, []),
      ...this.earlyPaying.acts(step, []),
      ...this.recourse.acts(step),
      ...this.titles.acts(step),
      ...this.statements.differenceActs(step),
      ...this.overpayments.recordActs(step, this.reported),
      ...this.agents.acts(step),
      ...this.orders.acts(step),
      ...this.register(registered),
    ];
  }

  /** Answers, credits, notices, collection. */
  private wednesdayActs(step: number): StoryAct[] {
    return [
      ...this.statements.differenceActs(step),
      ...this.statements.answerActs(step),
      ...reductionActs(this.book, step),
      ...this.titles.acts(step),
      ...this.pledging.acts(step, []),
      ...this.earlyPaying.acts(step, []),
      ...this.collecting.acts(step),
      ...this.passOnActs(step),
      ...this.overpayments.returnActs(step),
      ...this.agents.acts(step),
      ...this.orders.acts(step),
      ...this.silence.acts(step),
      ...answerActs(this.book, this.answersBySteps.get(step) ?? []),
    ];
  }

  /** Quotes, pledges and early payments of what was confirmed, and what the banks report. */
  private fridayActs(step: number): StoryAct[] {
    const confirmed = this.answersBySteps.get(step - 1) ?? [];
    const acts = [
      ...this.financing.quoteActs(step, this.answeredUntil(step)),
      ...withdrawalActs(this.book.all(), step),
      ...this.pledging.acts(step, confirmed),
      ...this.earlyPaying.acts(step, confirmed),
      ...this.statements.differenceActs(step),
    ];
    this.reported = this.payments.acts(step, this.earlyPaying.bookings(step));
    return [...acts, ...this.reported];
  }

  private passOnActs(step: number): StoryAct[] {
    const week = Math.floor(step / STEPS_PER_WEEK);
    if (week % PASS_ON_EVERY_WEEKS !== PASS_ON_EVERY_WEEKS - 1) return [];
    return this.world.parties
      .filter(({ role }) => role === 'FINANCIER')
      .map(({ key }) => ({ kind: 'DISCHARGE_DUTIES', party: key }));
  }

  /** What was answered since the last quotes: suppliers ask for them every fourth Friday. */
  private answeredUntil(step: number): Folio[] {
    if (Math.floor(step / STEPS_PER_WEEK) % QUOTE_EVERY_WEEKS !== 0) return [];
    return Array.from({ length: QUOTE_EVERY_WEEKS }, (_, week) =>
      this.answersBySteps.get(step - 1 - week * STEPS_PER_WEEK),
    ).flatMap((folios) => folios ?? []);
  }

  private register(registered: readonly Registered[]): StoryAct[] {
    for (const { receivable, fate } of registered) {
      this.book.register(receivable, fate);
      const folio = this.book.get(receivable.key);
      const due = this.answersBySteps.get(fate.answerStep) ?? [];
      this.answersBySteps.set(fate.answerStep, [...due, folio]);
      if (fate.answer === 'CONFIRM' || fate.answer === 'SILENCE') this.payments.schedule(folio);
    }
    const bySupplier = groupBy(registered, ({ receivable }) => receivable.supplier);
    return [...bySupplier].flatMap(([party, all]) =>
      chunksOf(all, BATCH_MAX).map((part): StoryAct => ({
        kind: 'REGISTER',
        party,
        receivables: part.map(({ receivable }) => receivable.key),
      })),
    );
  }
}

interface Registered {
  readonly receivable: StoryReceivable;
  readonly fate: Fate;
}
