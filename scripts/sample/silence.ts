import { addDays } from '../../backend/src/common/calendar-date.js';
import { DAYS_TO_PAYMENT_MIN, type Fate } from './fate.js';
import type { BuyerHabits, SupplierHabits } from './habits.js';
import type { Random } from './random.js';
import { type StoryCalendar, STEPS_PER_WEEK } from './story.calendar.js';
import type { StoryAct, StoryReceivable } from './story.model.js';

const PAIR_COUNT = 2;
/** Suppliers with the most business, among which the pairs are. */
const CANDIDATES_MAX = 6;
const SILENCE_DAYS = 14;
const UNANSWERED_SHARE = 0.6;
/** Wednesday on which the buyers agree. */
const AGREE_STEP = 2 * STEPS_PER_WEEK + 1;
/** From a registration on a Monday to the Wednesday after the silence. */
const DEEMED_AFTER_STEPS = (SILENCE_DAYS / 7) * STEPS_PER_WEEK + 1;

interface Pair {
  readonly supplier: string;
  readonly buyer: string;
}

/** Buyers that agreed that their silence confirms, and suppliers that make use of it. */
export class Silence {
  private readonly pairs: readonly Pair[];

  constructor(
    private readonly calendar: StoryCalendar,
    habits: {
      readonly suppliers: ReadonlyMap<string, SupplierHabits>;
      readonly buyers: ReadonlyMap<string, BuyerHabits>;
    },
    private readonly random: Random,
  ) {
    const pairs = [...habits.suppliers]
      // Who sells needs the buyer's word.
      .filter(([, { finance }]) => finance === null)
      .sort(([, a], [, b]) => b.volume - a.volume)
      .flatMap(([supplier, { relations }]): Pair[] => {
        const [main] = [...relations].sort((a, b) => b.weight - a.weight);
        const isPatient = main !== undefined && habits.buyers.get(main.buyer)?.paysEarly === false;
        return isPatient ? [{ supplier, buyer: main.buyer }] : [];
      })
      .slice(0, CANDIDATES_MAX);
    this.pairs = random.fork('silence').sample(pairs, PAIR_COUNT);
  }

  acts(step: number): StoryAct[] {
    if (step !== AGREE_STEP) return [];
    return this.pairs.map(({ supplier, buyer: party }) => ({
      ...{ kind: 'AGREE_SILENCE', party, supplier, silenceDays: SILENCE_DAYS },
    }));
  }

  /** The fate that a receivable has because nobody answers; otherwise its own. */
  fateOf(receivable: StoryReceivable, fate: Fate): Fate {
    const answerStep = fate.registerStep + DEEMED_AFTER_STEPS;
    const [first] = fate.payments;
    const payableFrom = addDays(this.calendar.dateOf(answerStep), DAYS_TO_PAYMENT_MIN);
    const isUnanswered =
      fate.registerStep > AGREE_STEP &&
      this.isAgreed(receivable) &&
      fate.answer === 'CONFIRM' &&
      fate.dispute === null &&
      fate.credit === null &&
      (first === undefined || first.date >= payableFrom) &&
      this.random.fork(`silence/${receivable.key}`).chance(UNANSWERED_SHARE);
    return isUnanswered
      ? { ...fate, answer: 'SILENCE', answerStep, confirmedMinor: receivable.faceMinor }
      : fate;
  }

  private isAgreed({ supplier, buyer }: StoryReceivable): boolean {
    return this.pairs.some((pair) => pair.supplier === supplier && pair.buyer === buyer);
  }
}
