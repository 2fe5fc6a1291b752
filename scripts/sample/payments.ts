import type { CalendarDate } from '../../backend/src/common/calendar-date.js';
import { type Book, type Folio, groupBy } from './book.js';
import type { EarlyBooking } from './early-paying.js';
import { PLAIN_PAYMENT, type PaymentFate, bankStep, percentOf } from './fate.js';
import type { BuyerHabits, NamingHabit } from './habits.js';
import { type StoryCalendar, businessDayFrom } from './story.calendar.js';
import type { StoryAct, StoryEntry } from './story.model.js';

/** Longest end-to-end id of ISO 20022; a longer number goes into the text. */
const END_TO_END_MAX = 35;

interface Due {
  readonly folio: Folio;
  readonly payment: PaymentFate;
  /** Owner of the account on which it arrives. */
  readonly payee: string;
}

type Applied = StoryEntry['applied'][number];

/** An entry on the account of its payee. */
type Booking = EarlyBooking;

/** Who collects what. */
interface Collectors {
  /** Who is to be paid for a receivable now. */
  payeeOf(folio: Folio): string;
  /** Whether it belongs to a financier of whom the buyer is told. */
  isSoldOpenly(folio: Folio): boolean;
}

/** Turns what falls due into bookings on the accounts of suppliers and financiers. */
export class Payments {
  private readonly dueBySteps = new Map<number, Array<Omit<Due, 'payee'>>>();

  constructor(
    private readonly book: Book,
    private readonly calendar: StoryCalendar,
    private readonly buyers: ReadonlyMap<string, BuyerHabits>,
    private readonly collectors: Collectors,
  ) {}

  schedule(folio: Folio): void {
    for (const payment of folio.fate.payments) {
      const step = bankStep(payment.date, this.calendar);
      this.dueBySteps.set(step, [...(this.dueBySteps.get(step) ?? []), { folio, payment }]);
    }
  }

  /** A payment that was agreed on later. */
  scheduleOne(folio: Folio, date: CalendarDate, percent: number): void {
    const payment = { ...PLAIN_PAYMENT, date: businessDayFrom(date), percent };
    const step = bankStep(payment.date, this.calendar);
    this.dueBySteps.set(step, [...(this.dueBySteps.get(step) ?? []), { folio, payment }]);
  }

  /** The week's bookings, one statement per account and currency; `others` are told elsewhere. */
  acts(step: number, others: readonly Booking[]): StoryAct[] {
    const due = (this.dueBySteps.get(step) ?? [])
      .filter(({ folio }) => isPayable(folio))
      .map((one) => ({ ...one, payee: this.collectors.payeeOf(one.folio) }))
      .sort((a, b) => (a.payment.date < b.payment.date ? -1 : 1));
    const groups = groupBy(due, (one) =>
      [one.payee, one.folio.receivable.currency, this.entryKey(one)].join('/'),
    );
    const booked = [...groups.values()].flatMap((group, index): Booking[] => {
      const [first] = group;
      if (first === undefined) return [];
      const { currency } = first.folio.receivable;
      return [{ payee: first.payee, currency, entry: this.entryOf(group, { step, index }) }];
    });
    const accounts = groupBy(
      [...booked, ...others],
      ({ payee, currency }) => `${payee}/${currency}`,
    );
    return [...accounts.values()].flatMap((bookings): StoryAct[] => {
      const [first] = bookings;
      if (first === undefined) return [];
      const { payee: party, currency } = first;
      return [
        { kind: 'BANK_STATEMENT', party, currency, entries: bookings.map(({ entry }) => entry) },
      ];
    });
  }

  /** A buyer that pays in runs pays one supplier everything at once, but what it was told is sold; others pay one by one. */
  private entryKey({ folio, payment }: Due): string {
    const { buyer, supplier, key } = folio.receivable;
    const isRun =
      this.buyers.get(buyer)?.paying === 'IN_RUNS' &&
      isPlain(payment) &&
      !this.collectors.isSoldOpenly(folio);
    return [payment.date, buyer, isRun ? supplier : key].join('/');
  }

  private entryOf(group: readonly Due[], position: { step: number; index: number }): StoryEntry {
    const [first] = group;
    if (first === undefined) throw new Error('an entry pays something');
    const { payment, folio, payee } = first;
    const { buyer, supplier } = folio.receivable;
    const numbers = group.map((one) => one.folio.receivable.number);
    const naming = this.buyers.get(buyer)?.naming ?? 'TEXT';
    const wantedMinor = percentOf(payableMinor(folio), payment.percent);
    const overpaidMinor =
      payment.overpaidPercent === 0 ? 0n : percentOf(wantedMinor, payment.overpaidPercent);
    // Nobody can tell what a part that names nothing is for, so that it is not applied to anything.
    const isForPeople = payee === supplier && this.collectors.isSoldOpenly(folio);
    const applied = payment.isNamed ? group.map((one) => this.apply(one)) : [];
    const paidMinor = payment.isNamed
      ? applied.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
      : wantedMinor;
    return {
      reference: `BK${payment.date.replaceAll('-', '')}-${position.step}-${position.index + 1}`,
      bookingDate: payment.date,
      amountMinor: paidMinor + overpaidMinor,
      buyer,
      ...(payment.isNamed ? nameAll(numbers, naming) : NOT_NAMED),
      applied,
      isForPeople,
      overpaidMinor: payment.isNamed ? overpaidMinor : 0n,
    };
  }

  private apply({ folio, payment }: Due): Applied {
    const isRecovery = folio.status === 'WRITTEN_OFF';
    const amountMinor = percentOf(payableMinor(folio), payment.percent);
    if (isRecovery) this.book.recover(folio, amountMinor);
    else this.book.pay(folio, amountMinor);
    return { receivable: folio.receivable.key, amountMinor };
  }
}

/** What was written off is paid all the same, where the story says so. */
function isPayable(folio: Folio): boolean {
  const { status } = folio;
  return (status === 'CONFIRMED' || status === 'WRITTEN_OFF') && payableMinor(folio) > 0n;
}

function payableMinor({ status, outstandingMinor, writtenOffMinor }: Folio): bigint {
  return status === 'WRITTEN_OFF' ? writtenOffMinor : outstandingMinor;
}

function isPlain({ percent, overpaidPercent, isNamed }: PaymentFate): boolean {
  return percent === 100 && overpaidPercent === 0 && isNamed;
}

const NOT_NAMED = {
  remittance: 'Payment as agreed',
  documentNumbers: [],
  endToEndId: null,
} as const;

/** How a payer writes down what it pays. */
function nameAll(
  numbers: readonly string[],
  naming: NamingHabit,
): Pick<StoryEntry, 'remittance' | 'documentNumbers' | 'endToEndId'> {
  const plain = { documentNumbers: [], endToEndId: null };
  const [first = ''] = numbers;
  switch (naming) {
    case 'TEXT':
      return { ...plain, remittance: `Invoice ${numbers.join(', ')}` };
    case 'SLOPPY_TEXT':
      return { ...plain, remittance: numbers.map(sloppily).join(', ') };
    case 'STRUCTURED':
      return { ...plain, remittance: null, documentNumbers: numbers };
    case 'END_TO_END':
      return numbers.length === 1 && first.length <= END_TO_END_MAX
        ? { ...plain, remittance: null, endToEndId: first }
        : { ...plain, remittance: numbers.join(', ') };
  }
}

/** Lower case, and spaces for the signs in between: `RE-2026-0012` becomes `re 2026 0012`. */
function sloppily(number: string): string {
  return number.toLowerCase().replace(/[-/]/g, ' ');
}
