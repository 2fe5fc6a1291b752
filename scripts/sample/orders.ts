import { addDays } from '../../backend/src/common/calendar-date.js';
import { type Book, type Folio, isFree } from './book.js';
import { bankStep } from './fate.js';
import type { SupplierHabits } from './habits.js';
import type { Random } from './random.js';
import { type StoryCalendar, MONDAY, STEPS_PER_WEEK } from './story.calendar.js';
import type { StoryAct } from './story.model.js';
import type { StoryOrderAct } from './story.orders.js';

/** Monday from which on the first fitting lot is frozen. */
const FROM_STEP = 20 * STEPS_PER_WEEK;
const FROZEN_STEPS = 4 * STEPS_PER_WEEK;
/** The freeze is over before anybody asks for the money. */
const TENOR_DAYS_MIN = 40;

/** A court freezes a lot, and frees it again a month later. */
export class Orders {
  private ordered: { readonly folio: Folio; readonly step: number } | null = null;

  constructor(
    private readonly book: Book,
    private readonly calendar: StoryCalendar,
    private readonly suppliers: ReadonlyMap<string, SupplierHabits>,
    private readonly random: Random,
  ) {}

  /** Mondays: approvals. Wednesdays: what was approved is carried out. */
  acts(step: number): StoryAct[] {
    if (step < FROM_STEP) return [];
    this.ordered ??= this.choose(step);
    if (this.ordered === null) return [];
    const { folio } = this.ordered;
    switch (step - this.ordered.step) {
      case 0:
        folio.bound = 'FROZEN';
        return [orderAct('APPROVE_FREEZE', folio)];
      case 1:
        return [orderAct('FREEZE', folio)];
      case FROZEN_STEPS:
        return [orderAct('APPROVE_UNFREEZE', folio)];
      case FROZEN_STEPS + 1:
        folio.bound = null;
        return [orderAct('UNFREEZE', folio)];
      default:
        return [];
    }
  }

  private choose(step: number): { folio: Folio; step: number } | null {
    if (this.calendar.weekdayOf(step) !== MONDAY) return null;
    const fitting = this.book.all().filter((folio) => this.isFitting(folio, step));
    if (fitting.length === 0) return null;
    return { folio: this.random.fork('order').pick(fitting), step };
  }

  private isFitting(folio: Folio, step: number): boolean {
    const { fate, receivable } = folio;
    const [first] = fate.payments;
    return (
      isFree(folio) &&
      this.suppliers.get(receivable.supplier)?.finance === null &&
      fate.dispute === null &&
      fate.credit === null &&
      receivable.dueDate >= addDays(this.calendar.dateOf(step), TENOR_DAYS_MIN) &&
      (first === undefined || bankStep(first.date, this.calendar) > step + FROZEN_STEPS + 1)
    );
  }
}

function orderAct(kind: StoryOrderAct['kind'], { receivable }: Folio): StoryOrderAct {
  return { kind, party: receivable.supplier, receivable: receivable.key };
}
