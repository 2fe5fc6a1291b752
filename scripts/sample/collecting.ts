import { type CalendarDate, addDays } from '../../backend/src/common/calendar-date.js';
import { type Book, type Folio, groupBy } from './book.js';
import { percentOf } from './fate.js';
import { type Financing, chunksOf } from './financing.js';
import type { Mandates } from './mandates.js';
import type { Payments } from './payments.js';
import type { Random } from './random.js';
import { type StoryCalendar, STEPS_PER_WEEK, daysBetween } from './story.calendar.js';
import type { StoryAct } from './story.model.js';
import type { StoryInstalment, StoryStage } from './story.trouble.js';

/** Who collects through the platform; the others write letters of their own. */
const COLLECTING_SHARE = 0.6;
const RUN_EVERY_WEEKS = 4;
/** Not in the weeks in which suppliers ask for quotes. */
const RUN_WEEK = 2;
/** Days past due from which a stage may follow the one before it. */
const STAGES: ReadonlyArray<readonly [StoryStage, number]> = [
  ['REMINDER', 5],
  ['FORMAL_DEMAND', 28],
  ['AGENCY', 56],
  ['LEGAL', 84],
];
/** Position of the stage from which on instalments are agreed and debts given up. */
const FORMAL_DEMAND = 1;
/** Steps of one call, as the platform bounds it. */
const STEPS_MAX = 50;
const PROMISED_SHARE = 0.3;
const PROMISED_DAYS = 10;
const RESOLVED_AFTER_STEPS = 2 * STEPS_PER_WEEK;
const INSTALMENT_COUNT = 3;
const INSTALMENT_DAYS = 28;
/** The booking is on the statement of the Friday before. */
const PAID_DAYS_BEFORE = 5;
const WRITTEN_OFF_DAYS = 98;
const RECOVERED_AFTER_STEPS = 4 * STEPS_PER_WEEK;
const RECOVERED_PERCENT = 40;

/** What becomes of a receivable that nobody pays by himself. */
type Ending = 'PLAN_KEPT' | 'PLAN_BROKEN' | 'WRITE_OFF' | 'RECOVERY' | 'OPEN';

interface Course {
  readonly folio: Folio;
  /** Position of the newest stage in the list; -1 before the first. */
  stage: number;
  hasPromised: boolean;
  running: { readonly kind: 'PROMISE' | 'PLAN'; readonly resolveStep: number } | null;
  recoverStep: number | null;
}

/** Suppliers and financiers that run after what they are owed: every fourth Wednesday. */
export class Collecting {
  private readonly courses = new Map<string, Course>();

  constructor(
    private readonly parts: {
      readonly book: Book;
      readonly calendar: StoryCalendar;
      readonly financing: Financing;
      readonly mandates: Mandates;
      readonly payments: Payments;
    },
    private readonly random: Random,
  ) {}

  acts(step: number): StoryAct[] {
    const ended = [...this.courses.values()].flatMap((course) => this.finish(course, step));
    const acts = [...ended, ...this.parts.mandates.acts(step)];
    const week = Math.floor(step / STEPS_PER_WEEK);
    return week % RUN_EVERY_WEEKS === RUN_WEEK ? [...acts, ...this.run(step)] : acts;
  }

  private run(step: number): StoryAct[] {
    const { book, calendar } = this.parts;
    const date = calendar.dateOf(step);
    const overdue = book
      .all()
      .filter((folio) => this.isCollected(folio, date))
      .map((folio) => this.courseOf(folio))
      .filter(({ running }) => running === null);
    const arranged = overdue.flatMap((course) => this.arrange(course, step));
    return [...arranged, ...this.stepActs(overdue, step)];
  }

  private isCollected(folio: Folio, date: CalendarDate): boolean {
    const { receivable, status, disputedMinor } = folio;
    if (status !== 'CONFIRMED' || disputedMinor > 0n || receivable.dueDate >= date) return false;
    const owner = this.parts.financing.ownerOf(folio);
    const isNeverPaid = folio.fate.payments.length === 0;
    return isNeverPaid || this.random.fork(`collects/${owner}`).chance(COLLECTING_SHARE);
  }

  private courseOf(folio: Folio): Course {
    const { key } = folio.receivable;
    const fresh = { folio, stage: -1, hasPromised: false, running: null, recoverStep: null };
    const course = this.courses.get(key) ?? fresh;
    this.courses.set(key, course);
    return course;
  }

  /** One act for all that a party takes the next step for. */
  private stepActs(overdue: readonly Course[], step: number): StoryAct[] {
    const { calendar, mandates } = this.parts;
    const date = calendar.dateOf(step);
    const due = overdue.filter(({ folio, stage, running }) => {
      const next = STAGES[stage + 1];
      const isOpen = folio.status === 'CONFIRMED' && running === null;
      return isOpen && next !== undefined && daysPastDue(folio, date) >= next[1];
    });
    const steps = due.map((course) => {
      course.stage += 1;
      const [stage] = STAGES[course.stage] ?? ['REMINDER'];
      const { folio } = course;
      if (course.stage === FORMAL_DEMAND) mandates.consider(folio, step);
      const actor = mandates.actorOf(folio, step);
      return { actor, taken: { receivable: folio.receivable.key, stage } };
    });
    return [...groupBy(steps, ({ actor }) => actor)].flatMap(([party, group]) =>
      chunksOf(group, STEPS_MAX).map((part): StoryAct => ({
        kind: 'COLLECT',
        party,
        steps: part.map(({ taken }) => taken),
      })),
    );
  }

  /** A promise, instalments, or the end of all hope. */
  private arrange(course: Course, step: number): StoryAct[] {
    const { folio, stage, hasPromised } = course;
    const draw = this.random.fork(`course/${folio.receivable.key}`);
    if (stage >= 0 && !hasPromised && draw.fork('promise').chance(PROMISED_SHARE)) {
      return this.promise(course, step);
    }
    const isNeverPaid = folio.fate.payments.length === 0;
    return isNeverPaid && stage >= FORMAL_DEMAND ? this.decide(course, step, endingOf(draw)) : [];
  }

  private decide(course: Course, step: number, ending: Ending): StoryAct[] {
    const { folio, stage } = course;
    if (ending === 'PLAN_KEPT' || ending === 'PLAN_BROKEN') {
      return stage === FORMAL_DEMAND ? this.plan(course, step, ending) : [];
    }
    const isHopeless = daysPastDue(folio, this.parts.calendar.dateOf(step)) >= WRITTEN_OFF_DAYS;
    const isOwn = folio.deal === null && folio.bound === null;
    return ending !== 'OPEN' && isHopeless && isOwn ? this.writeOff(course, step, ending) : [];
  }

  private promise(course: Course, step: number): StoryAct[] {
    const { folio } = course;
    course.hasPromised = true;
    course.running = { kind: 'PROMISE', resolveStep: step + RESOLVED_AFTER_STEPS };
    const promisedDate = addDays(this.parts.calendar.dateOf(step), PROMISED_DAYS);
    const amountMinor = folio.outstandingMinor;
    return [{ kind: 'PROMISE', ...this.about(folio, step), amountMinor, promisedDate }];
  }

  private plan(course: Course, step: number, ending: 'PLAN_KEPT' | 'PLAN_BROKEN'): StoryAct[] {
    const { calendar, payments } = this.parts;
    const { folio } = course;
    const count = ending === 'PLAN_KEPT' ? INSTALMENT_COUNT : 1;
    const instalments = instalmentsOf(folio, calendar.dateOf(step));
    for (const [index, { dueDate }] of instalments.slice(0, count).entries()) {
      // The share of what is outstanding then comes to the instalment.
      const percent = Math.floor(100 / (INSTALMENT_COUNT - index));
      payments.scheduleOne(folio, addDays(dueDate, -PAID_DAYS_BEFORE), percent);
    }
    // A broken plan is noticed when its second instalment is missed.
    const lastCount = ending === 'PLAN_KEPT' ? INSTALMENT_COUNT : 2;
    const weeks = (lastCount * INSTALMENT_DAYS) / 7 + 1;
    course.running = { kind: 'PLAN', resolveStep: step + weeks * STEPS_PER_WEEK };
    return [{ kind: 'PLAN', ...this.about(folio, step), instalments }];
  }

  private writeOff(course: Course, step: number, ending: 'WRITE_OFF' | 'RECOVERY'): StoryAct[] {
    const { folio } = course;
    const amountMinor = folio.outstandingMinor;
    this.parts.book.writeOff(folio);
    if (ending === 'RECOVERY') {
      course.recoverStep = step + RECOVERED_AFTER_STEPS;
      const date = this.parts.calendar.dateOf(course.recoverStep);
      this.parts.payments.scheduleOne(folio, addDays(date, -PAID_DAYS_BEFORE), RECOVERED_PERCENT);
    }
    const { supplier: party, key: receivable } = folio.receivable;
    return [{ kind: 'WRITE_OFF', party, receivable, amountMinor }];
  }

  /** What was promised is resolved after its day, what was recovered is noted after it came. */
  private finish(course: Course, step: number): StoryAct[] {
    const { folio, running, recoverStep } = course;
    const { key: receivable, supplier: party } = folio.receivable;
    if (recoverStep === step) return [{ kind: 'MARK_RECOVERED', party, receivable }];
    if (running === null || running.resolveStep !== step) return [];
    course.running = null;
    return [{ kind: `RESOLVE_${running.kind}`, party, receivable }];
  }

  private about(folio: Folio, step: number): { party: string; receivable: string } {
    const party = this.parts.mandates.actorOf(folio, step);
    return { party, receivable: folio.receivable.key };
  }
}

function endingOf(draw: Random): Ending {
  return draw.fork('ending').weighted<Ending>([
    ['PLAN_KEPT', 2],
    ['PLAN_BROKEN', 2],
    ['WRITE_OFF', 3],
    ['RECOVERY', 3],
    ['OPEN', 2],
  ]);
}

/** Equal parts; the first ones round down. */
function instalmentsOf({ outstandingMinor }: Folio, from: CalendarDate): StoryInstalment[] {
  let restMinor = outstandingMinor;
  return Array.from({ length: INSTALMENT_COUNT }, (_, index) => {
    const amountMinor = percentOf(restMinor, Math.floor(100 / (INSTALMENT_COUNT - index)));
    restMinor -= amountMinor;
    return { dueDate: addDays(from, (index + 1) * INSTALMENT_DAYS), amountMinor };
  });
}

function daysPastDue({ receivable }: Folio, date: CalendarDate): number {
  return daysBetween(receivable.dueDate, date);
}
