import type { Random } from './random.js';
import { percentOf } from './fate.js';
import type { StoryAct, StoryItem } from './story.model.js';
import type { StoryStatement } from './story.pairs.js';

/** Differences that nobody looks into. */
const IGNORED_SHARE = 0.2;
/** Of the others: buyers that say a lower figure first, which the supplier takes or not. */
const CONTESTED_SHARE = 0.4;
const UNAGREED_SHARE = 0.3;
const CONTESTED_PERCENT_MIN = 80;
const CONTESTED_PERCENT_MAX = 97;

interface Difference {
  readonly statement: StoryStatement;
  /** What the buyer's list lacks. */
  readonly item: StoryItem;
  /** Wednesday of the buyer's answer. */
  readonly step: number;
  readonly draw: Random;
}

/** Statements on which both sides differ, settled line by line in the days after the buyer's answer. */
export class Differences {
  private open: Difference[] = [];

  constructor(private readonly random: Random) {}

  note(statement: StoryStatement, item: StoryItem, step: number): void {
    const { asOfDate, supplier, buyer, currency } = statement;
    const draw = this.random.fork(`lines/${asOfDate}/${supplier}/${buyer}/${currency}`);
    if (draw.fork('ignored').chance(IGNORED_SHARE)) return;
    this.open.push({ statement, item, step, draw });
  }

  /** Friday: the supplier shows the lines. Monday: the buyer answers. Wednesday: the supplier agrees. */
  acts(step: number): StoryAct[] {
    const acts = this.open.flatMap((difference) => actsOf(difference, step - difference.step));
    this.open = this.open.filter((difference) => step - difference.step < 3);
    return acts;
  }
}

function actsOf({ statement, item, draw }: Difference, age: number): StoryAct[] {
  const { supplier, buyer } = statement;
  const isContested = draw.fork('contested').chance(CONTESTED_SHARE);
  const percent = draw.fork('percent').int(CONTESTED_PERCENT_MIN, CONTESTED_PERCENT_MAX);
  const agreedMinor = isContested
    ? percentOf(item.outstandingMinor, percent)
    : item.outstandingMinor;
  const note = isContested
    ? 'as far as it was delivered'
    : 'entered after the day of the statement';
  const resolutions = [{ receivable: item.receivable, agreedMinor, note }];
  switch (age) {
    case 1:
      return [{ kind: 'RAISE_LINES', party: supplier, statement }];
    case 2:
      return [{ kind: 'AGREE_LINES', party: buyer, statement, resolutions }];
    case 3:
      return isContested && !draw.fork('unagreed').chance(UNAGREED_SHARE)
        ? [{ kind: 'AGREE_LINES', party: supplier, statement, resolutions }]
        : [];
    default:
      return [];
  }
}
