import { type CalendarDate, addDays } from '../../backend/src/common/calendar-date.js';
import type { NumberStyle, Relation, SupplierHabits } from './habits.js';
import type { Random } from './random.js';
import { businessDayFrom, daysBetween, lastDayOfMonth, monthOf } from './story.calendar.js';
import type { StoryParty, StoryReceivable } from './story.model.js';

/** Business of each month relative to an average one: the Spring Festival, August, the year's end. */
const SEASON_CHINA = [0.95, 0.55, 1.0, 1.0, 1.05, 1.05, 0.95, 0.95, 1.1, 0.9, 1.2, 1.3];
const SEASON_EUROPE = [0.85, 0.95, 1.1, 1.0, 1.0, 1.1, 0.9, 0.6, 1.1, 1.15, 1.2, 1.05];
const SEASON_MAX = 1.3;
/** Share of invoices that are written on the last days of a month. */
const MONTH_END_SHARE = 0.25;
const MINOR_PER_UNIT = 100;
const FACE_MINOR_MIN = 5_000n;

export interface InvoiceSpan {
  readonly startDate: CalendarDate;
  readonly endDate: CalendarDate;
}

type Draft = Omit<StoryReceivable, 'key' | 'number'>;

/** The invoices of one supplier in the order of their numbers. */
export function invoicesOf(
  supplier: StoryParty,
  habits: SupplierHabits,
  plan: { readonly count: number; readonly span: InvoiceSpan },
  random: Random,
): Array<Omit<StoryReceivable, 'key'>> {
  const drafts = Array.from({ length: plan.count }, (): Draft => {
    const relation = random.weighted(habits.relations.map((one) => [one, one.weight] as const));
    const issueDate = issueDateOf(supplier, plan.span, random);
    return {
      supplier: supplier.key,
      buyer: relation.buyer,
      currency: relation.currency,
      faceMinor: faceMinorOf(habits, relation, random),
      issueDate,
      dueDate: dueDateOf(issueDate, relation),
    };
  });
  drafts.sort((a, b) => (a.issueDate < b.issueDate ? -1 : a.issueDate > b.issueDate ? 1 : 0));
  const numbers = new Numbering(habits.numbers, habits.numberPrefix, random);
  return drafts.map((draft) => ({ ...draft, number: numbers.next(draft.issueDate) }));
}

/** Draws days until one is accepted with the likelihood of its season. */
function issueDateOf(supplier: StoryParty, span: InvoiceSpan, random: Random): CalendarDate {
  const season = supplier.country === 'CN' ? SEASON_CHINA : SEASON_EUROPE;
  const days = daysBetween(span.startDate, span.endDate);
  let date = span.startDate;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    date = addDays(span.startDate, random.int(0, days));
    if (random.chance((season[monthOf(date) - 1] ?? 1) / SEASON_MAX)) break;
  }
  if (random.chance(MONTH_END_SHARE)) date = addDays(lastDayOfMonth(date), -random.int(0, 2));
  const businessDay = businessDayFrom(date);
  return businessDay > span.endDate ? span.startDate : businessDay;
}

function faceMinorOf(habits: SupplierHabits, { currency }: Relation, random: Random): bigint {
  const medianUnits = habits.medianUnits[currency] ?? 10_000;
  const units = random.logNormal(medianUnits, habits.sigma);
  const minor = BigInt(Math.round(units * MINOR_PER_UNIT));
  const rounded = (minor / habits.roundToMinor) * habits.roundToMinor;
  return rounded < FACE_MINOR_MIN ? FACE_MINOR_MIN : rounded;
}

function dueDateOf(issueDate: CalendarDate, { termDays, fromMonthEnd }: Relation): CalendarDate {
  return addDays(fromMonthEnd ? lastDayOfMonth(issueDate) : issueDate, termDays);
}

/** Numbers as a supplier's program gives them; gaps are invoices to others. */
class Numbering {
  #sequence: number;
  #month = '';

  constructor(
    private readonly style: NumberStyle,
    private readonly prefix: string,
    private readonly random: Random,
  ) {
    this.#sequence = random.int(10, 900);
  }

  next(issueDate: CalendarDate): string {
    const month = issueDate.slice(0, 7);
    if (this.style === 'MONTHLY' && month !== this.#month) this.#sequence = 0;
    this.#month = month;
    this.#sequence += this.random.int(1, 3);
    return this.format(issueDate);
  }

  private format(issueDate: CalendarDate): string {
    const year = issueDate.slice(0, 4);
    const running = (width: number): string => String(this.#sequence).padStart(width, '0');
    switch (this.style) {
      case 'YEARLY':
        return `${this.prefix}-${year}-${running(4)}`;
      case 'MONTHLY':
        return `${this.prefix}${issueDate.slice(2, 4)}${issueDate.slice(5, 7)}-${running(3)}`;
      case 'RUNNING':
        return `${this.prefix}${running(6)}`;
      case 'SLASHED':
        return `${this.prefix}/${year}/${running(5)}`;
      case 'DATED':
        return `${this.prefix}-${issueDate.replaceAll('-', '')}-${running(4)}`;
    }
  }
}
