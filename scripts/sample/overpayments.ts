import type { Random } from './random.js';
import { percentOf } from './fate.js';
import { STEPS_PER_WEEK } from './story.calendar.js';
import type { StoryAct, StoryActOf } from './story.model.js';

/** Whoever was paid too much and never gives it back. */
const KEPT_SHARE = 0.25;
/** Of what is given back: only a part, so far. */
const PARTLY_SHARE = 0.35;
const PARTLY_PERCENT = 50;
const WEEKS_MIN = 1;
const WEEKS_MAX = 5;

type Recorded = StoryActOf<'RECORD_OVERPAYMENT'>;

interface Returned {
  readonly step: number;
  readonly act: StoryAct;
}

/** What buyers paid too much: owed to them from the Monday after, and passed back or not. */
export class Overpayments {
  private readonly returned: Returned[] = [];

  constructor(private readonly random: Random) {}

  /** On a Monday: what came too much on the statements of the Friday before. */
  recordActs(step: number, reported: readonly StoryAct[]): StoryAct[] {
    const recorded = reported.flatMap((act) =>
      act.kind === 'BANK_STATEMENT' ? recordedOf(act) : [],
    );
    for (const act of recorded) this.plan(act, step);
    return recorded;
  }

  /** On a Wednesday: what buyers say that they have again. */
  returnActs(step: number): StoryAct[] {
    return this.returned.filter((one) => one.step === step).map(({ act }) => act);
  }

  private plan({ party, creditor, currency, amountMinor, entry }: Recorded, step: number): void {
    const place = `${party}/${creditor}/${entry.bookingDate}/${amountMinor}`;
    const draw = this.random.fork(`overpaid/${place}`);
    if (draw.chance(KEPT_SHARE)) return;
    const returnedMinor = draw.chance(PARTLY_SHARE)
      ? percentOf(amountMinor, PARTLY_PERCENT)
      : amountMinor;
    const weeks = draw.int(WEEKS_MIN, WEEKS_MAX);
    this.returned.push({
      step: step + 1 + weeks * STEPS_PER_WEEK,
      act: {
        ...{ kind: 'DISCHARGE', party: creditor, debtor: party, currency },
        amountMinor: returnedMinor,
      },
    });
  }
}

function recordedOf({ party, currency, entries }: StoryActOf<'BANK_STATEMENT'>): Recorded[] {
  return entries
    .filter(({ overpaidMinor }) => overpaidMinor > 0n)
    .map((entry) => {
      const { bookingDate, remittance, documentNumbers, endToEndId } = entry;
      return {
        ...{ kind: 'RECORD_OVERPAYMENT', party, creditor: entry.buyer, currency },
        amountMinor: entry.overpaidMinor,
        entry: { bookingDate, remittance, documentNumbers, endToEndId },
      };
    });
}
