import { addDays } from '../../backend/src/common/calendar-date.js';
import { type Book, type Folio, isFree } from './book.js';
import { bankStep, percentOf } from './fate.js';
import type { BuyerHabits } from './habits.js';
import type { Random } from './random.js';
import { type StoryCalendar, STEPS_PER_WEEK } from './story.calendar.js';
import type { StoryAct, StoryActOf, StoryEntry } from './story.model.js';

/** Of what buyers with a programme confirm. */
const OFFERED_SHARE = 0.12;
const DECLINED_SHARE = 0.12;
const UNPAID_SHARE = 0.06;
const DISCOUNT_PERCENT_MAX = 2;
const TENOR_DAYS_MIN = 30;
const PAY_WITHIN_DAYS = 14;
/** From the offer on a Friday: accepted on Monday, paid on Friday, settled on Wednesday. */
const PAID_AFTER_STEPS = STEPS_PER_WEEK;
const SETTLED_AFTER_STEPS = PAID_AFTER_STEPS + 2;
/** The time to pay, and five days in which a payment may still come to the ledger. */
const LAPSED_AFTER_STEPS = 3 * STEPS_PER_WEEK;

interface Agreement {
  readonly folio: Folio;
  readonly discountMinor: bigint;
  readonly offerStep: number;
  readonly draw: Random;
  state: 'OFFERED' | 'ACCEPTED' | 'PAID' | 'ENDED';
}

/** A booking of an early payment, on the account of its payee. */
export interface EarlyBooking {
  readonly payee: string;
  readonly currency: string;
  readonly entry: StoryEntry;
}

/** Buyers with cash at hand that pay early for less. */
export class EarlyPaying {
  private agreements: Agreement[] = [];

  constructor(
    private readonly book: Book,
    private readonly calendar: StoryCalendar,
    private readonly buyers: ReadonlyMap<string, BuyerHabits>,
    private readonly random: Random,
  ) {}

  acts(step: number, confirmed: readonly Folio[]): StoryAct[] {
    const moved = this.agreements.flatMap((agreement) => this.advance(agreement, step));
    this.agreements = this.agreements.filter(({ state }) => state !== 'ENDED');
    return [...moved, ...confirmed.flatMap((folio) => this.offer(folio, step))];
  }

  /** What the banks report on a Friday of agreements that are kept. */
  bookings(step: number): EarlyBooking[] {
    const paid = this.agreements.filter(
      ({ state, offerStep, draw }) =>
        state === 'ACCEPTED' &&
        step === offerStep + PAID_AFTER_STEPS &&
        !draw.fork('unpaid').chance(UNPAID_SHARE),
    );
    return paid.map((agreement) => {
      agreement.state = 'PAID';
      const { receivable, outstandingMinor } = agreement.folio;
      return {
        payee: receivable.supplier,
        currency: receivable.currency,
        entry: {
          reference: `EP-${receivable.key}`,
          ...this.namesOf(agreement),
          amountMinor: outstandingMinor - agreement.discountMinor,
          buyer: receivable.buyer,
          ...{ applied: [], isForPeople: false, overpaidMinor: 0n },
        },
      };
    });
  }

  private offer(folio: Folio, step: number): StoryAct[] {
    const { receivable, fate, outstandingMinor } = folio;
    const date = this.calendar.dateOf(step);
    const [first] = fate.payments;
    const draw = this.random.fork(`early/${receivable.key}`);
    const isOffered =
      this.buyers.get(receivable.buyer)?.paysEarly === true &&
      isFree(folio) &&
      fate.dispute === null &&
      fate.credit === null &&
      receivable.dueDate >= addDays(date, TENOR_DAYS_MIN) &&
      (first === undefined || bankStep(first.date, this.calendar) > step + LAPSED_AFTER_STEPS) &&
      draw.chance(OFFERED_SHARE);
    if (!isOffered) return [];
    folio.bound = 'EARLY';
    const discountMinor = percentOf(outstandingMinor, draw.int(1, DISCOUNT_PERCENT_MAX));
    this.agreements.push({ folio, discountMinor, offerStep: step, draw, state: 'OFFERED' });
    const payBy = addDays(date, PAY_WITHIN_DAYS);
    const { buyer: party, key } = receivable;
    return [{ kind: 'OFFER_EARLY', party, receivable: key, discountMinor, payBy }];
  }

  private advance(agreement: Agreement, step: number): StoryAct[] {
    const { folio, offerStep, draw } = agreement;
    const { buyer, supplier, key: receivable } = folio.receivable;
    if (agreement.state === 'OFFERED') {
      if (!draw.fork('declined').chance(DECLINED_SHARE)) {
        agreement.state = 'ACCEPTED';
        return [{ kind: 'ACCEPT_EARLY', party: supplier, receivable }];
      }
      this.end(agreement);
      return [{ kind: 'WITHDRAW_EARLY', party: buyer, receivable }];
    }
    if (agreement.state === 'PAID' && step === offerStep + SETTLED_AFTER_STEPS) {
      return this.settle(agreement);
    }
    if (agreement.state === 'ACCEPTED' && step === offerStep + LAPSED_AFTER_STEPS) {
      this.end(agreement);
      return [{ kind: 'LAPSE_EARLY', party: buyer, receivable }];
    }
    return [];
  }

  private settle(agreement: Agreement): Array<StoryActOf<'SETTLE_EARLY'>> {
    const { folio, discountMinor } = agreement;
    const { supplier: party, key: receivable } = folio.receivable;
    this.end(agreement);
    this.book.credit(folio, discountMinor);
    this.book.pay(folio, folio.outstandingMinor);
    const entry = this.namesOf(agreement);
    return [{ kind: 'SETTLE_EARLY', party, receivable, discountMinor, entry }];
  }

  private end(agreement: Agreement): void {
    agreement.state = 'ENDED';
    agreement.folio.bound = null;
  }

  private namesOf({ folio, offerStep }: Agreement): StoryActOf<'SETTLE_EARLY'>['entry'] {
    return {
      remittance: `Early payment ${folio.receivable.number}`,
      bookingDate: this.calendar.dateOf(offerStep + PAID_AFTER_STEPS),
      documentNumbers: [],
      endToEndId: null,
    };
  }
}
