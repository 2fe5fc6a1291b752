import { type CalendarDate, addDays } from '../../backend/src/common/calendar-date.js';
import type { BuyerHabits, PayingHabit } from './habits.js';
import type { Random } from './random.js';
import {
  FRIDAY,
  MONDAY,
  STEPS_PER_WEEK,
  type StoryCalendar,
  WEDNESDAY,
  businessDayFrom,
  daysBetween,
  laterOf,
  paymentRunFrom,
} from './story.calendar.js';
import type { StoryReceivable } from './story.model.js';

/** What happens to one receivable unless the story ends before. Steps are those of the calendar. */
export interface Fate {
  readonly registerStep: number;
  /** SILENCE: the buyer agreed that it confirms. */
  readonly answer: 'CONFIRM' | 'SILENCE' | 'REJECT' | 'WITHDRAW';
  readonly answerStep: number;
  readonly confirmedMinor: bigint;
  readonly dispute: DisputeFate | null;
  readonly credit: { readonly step: number; readonly amountMinor: bigint } | null;
  readonly payments: readonly PaymentFate[];
}

export interface DisputeFate {
  readonly openStep: number;
  readonly disputedMinor: bigint;
  readonly resolveStep: number;
  /** What the supplier gives in to; the buyer takes the rest back. */
  readonly acceptedMinor: bigint;
}

/** One payment; the amount is known only when it is made. */
export interface PaymentFate {
  readonly date: CalendarDate;
  /** Share of what is outstanding then, in percent; 100 pays it off. */
  readonly percent: number;
  /** Added by mistake, in percent of what is outstanding. */
  readonly overpaidPercent: number;
  /** The payer says what it is for; otherwise nobody can tell. */
  readonly isNamed: boolean;
}

const REJECTED_SHARE = 0.016;
const WITHDRAWN_SHARE = 0.01;
const SHORT_CONFIRMED_SHARE = 0.03;
const DISPUTED_SHARE = 0.022;
const CREDITED_SHARE = 0.028;
const NEVER_PAID_SHARE = 0.02;
/** In percent of what is disputed; most suppliers give in altogether. */
const ACCEPTED_PERCENTS = [100, 100, 100, 60, 35, 0, 0] as const;
const OVERPAID_SHARE = 0.012;
const UNNAMED_SHARE = 0.008;
/** Part that is paid without naming anything: a whole open amount would tell by itself what it is for. */
const ON_ACCOUNT_PERCENT = 37;
/** An answer on Wednesday cannot be followed by a payment before the end of that week. */
export const DAYS_TO_PAYMENT_MIN = 3;

/** What the fates of all receivables depend on. */
export interface FateContext {
  readonly calendar: StoryCalendar;
  readonly buyer: BuyerHabits;
  readonly uploadEveryWeeks: number;
}

export function fateOf(receivable: StoryReceivable, context: FateContext, random: Random): Fate {
  const { calendar, buyer } = context;
  const registerStep = uploadStep(receivable, context);
  const lagWeeks = random.int(0, buyer.confirmWeeksMax);
  const answerStep = registerStep + (WEDNESDAY - MONDAY) / 2 + lagWeeks * STEPS_PER_WEEK;
  const answer = random.weighted<Fate['answer']>([
    ['REJECT', REJECTED_SHARE],
    ['WITHDRAW', WITHDRAWN_SHARE],
    ['CONFIRM', 1 - REJECTED_SHARE - WITHDRAWN_SHARE],
  ]);
  const confirmedMinor = random.chance(SHORT_CONFIRMED_SHARE)
    ? percentOf(receivable.faceMinor, random.int(85, 98))
    : receivable.faceMinor;
  const dispute = disputeOf({ answerStep, confirmedMinor }, random);
  const credit =
    dispute === null && random.chance(CREDITED_SHARE)
      ? {
          step: answerStep + STEPS_PER_WEEK * random.int(1, 4),
          amountMinor: percentOf(confirmedMinor, random.int(3, 20)),
        }
      : null;
  const settledFrom = dispute?.resolveStep ?? credit?.step ?? answerStep;
  const payableFrom = addDays(calendar.dateOf(settledFrom), DAYS_TO_PAYMENT_MIN);
  const payments = paymentsOf(receivable, { ...context, payableFrom }, random);
  return { registerStep, answer, answerStep, confirmedMinor, dispute, credit, payments };
}

/** Monday of the supplier's next upload. */
function uploadStep(receivable: StoryReceivable, context: FateContext): number {
  const { calendar, uploadEveryWeeks } = context;
  const step = calendar.stepFrom(receivable.issueDate, MONDAY);
  const week = step / STEPS_PER_WEEK;
  return (
    step + ((uploadEveryWeeks - (week % uploadEveryWeeks)) % uploadEveryWeeks) * STEPS_PER_WEEK
  );
}

function disputeOf(
  confirmed: { readonly answerStep: number; readonly confirmedMinor: bigint },
  random: Random,
): DisputeFate | null {
  if (!random.chance(DISPUTED_SHARE)) return null;
  // From a Wednesday to a Monday, and from there to a Wednesday again.
  const openStep = confirmed.answerStep + STEPS_PER_WEEK * random.int(1, 3) - 1;
  const disputedMinor = percentOf(confirmed.confirmedMinor, random.pick([10, 15, 25, 40, 100]));
  const acceptedPercent = random.pick(ACCEPTED_PERCENTS);
  return {
    openStep,
    disputedMinor,
    resolveStep: openStep + 1 + STEPS_PER_WEEK * random.int(2, 6),
    acceptedMinor: acceptedPercent === 0 ? 0n : percentOf(disputedMinor, acceptedPercent),
  };
}

interface PaymentContext extends FateContext {
  readonly payableFrom: CalendarDate;
}

function paymentsOf(
  receivable: StoryReceivable,
  context: PaymentContext,
  random: Random,
): PaymentFate[] {
  if (random.chance(NEVER_PAID_SHARE)) return [];
  const { paying } = context.buyer;
  const delayDays = delayDaysOf(paying, storyShare(receivable, context.calendar), random);
  const wanted = laterOf(addDays(receivable.dueDate, delayDays), context.payableFrom);
  const date = paying === 'IN_RUNS' ? paymentRunFrom(wanted) : businessDayFrom(wanted);
  if (paying === 'IN_PARTS') {
    const rest = businessDayFrom(addDays(date, random.int(21, 45)));
    return [
      { ...PLAIN_PAYMENT, date, percent: random.pick([30, 40, 50, 60, 75]) },
      { ...PLAIN_PAYMENT, date: rest },
    ];
  }
  const overpaidPercent = random.chance(OVERPAID_SHARE) ? random.int(1, 8) : 0;
  if (random.chance(UNNAMED_SHARE)) {
    return [{ ...PLAIN_PAYMENT, date, percent: ON_ACCOUNT_PERCENT, isNamed: false }];
  }
  return [{ ...PLAIN_PAYMENT, date, overpaidPercent }];
}

export const PLAIN_PAYMENT = { percent: 100, overpaidPercent: 0, isNamed: true } as const;

/** Days from the due date to the payment; `share` is how much of the year has passed, 0 to 1. */
function delayDaysOf(paying: PayingHabit, share: number, random: Random): number {
  switch (paying) {
    case 'PUNCTUAL':
      return Math.round(Math.max(-4, Math.min(4, random.normal() * 1.5)));
    case 'LATE':
      return Math.round(Math.max(1, 11 + random.normal() * 6));
    case 'VERY_LATE':
      return Math.round(Math.max(8, 36 + random.normal() * 18));
    case 'IN_PARTS':
      return random.int(0, 6);
    case 'IN_RUNS':
      return 0;
    case 'GETTING_WORSE':
      return Math.round(Math.max(0, 1 + share * share * 55 + random.normal() * (2 + share * 9)));
  }
}

function storyShare({ dueDate }: StoryReceivable, calendar: StoryCalendar): number {
  const length = daysBetween(calendar.startDate, calendar.endDate);
  return Math.min(Math.max(daysBetween(calendar.startDate, dueDate) / length, 0), 1);
}

/** Rounds down; never zero, so that an act always has something to do. */
export function percentOf(amountMinor: bigint, percent: number): bigint {
  const part = (amountMinor * BigInt(percent)) / 100n;
  return part > 0n ? part : 1n;
}

/** The step of the week's bank statements that shows a payment of this day. */
export function bankStep(date: CalendarDate, calendar: StoryCalendar): number {
  return calendar.stepFrom(date, FRIDAY);
}
