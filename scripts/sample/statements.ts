import { type CalendarDate, addDays } from '../../backend/src/common/calendar-date.js';
import { type Book, type Folio, groupBy } from './book.js';
import { Differences } from './differences.js';
import type { Random } from './random.js';
import type { StoryAct, StoryAnswer, StoryItem, StoryPair } from './story.model.js';

const DIFFERING_SHARE = 0.04;
const UNANSWERED_SHARE = 0.03;
/** The first Monday of a month is one of its first seven days. */
const FIRST_WEEK_DAYS = 7;

interface Issued extends StoryPair {
  readonly supplier: string;
  readonly asOfDate: CalendarDate;
  readonly items: readonly StoryItem[];
  /** The newest receivable of the pair: a buyer's books may not have it yet. */
  readonly newest: StoryItem;
}

/** Monthly statements of every supplier to each buyer that owes it something. */
export class Statements {
  private issued: Issued[] = [];
  private readonly differences: Differences;

  constructor(
    private readonly book: Book,
    private readonly random: Random,
  ) {
    this.differences = new Differences(random);
  }

  /** What is said of statements on which both sides differ. */
  differenceActs(step: number): StoryAct[] {
    return this.differences.acts(step);
  }

  /** On the first Monday of a month, as of the day before, when nothing more can have moved. */
  issueActs(date: CalendarDate): StoryAct[] {
    if (Number(date.slice(8)) > FIRST_WEEK_DAYS) return [];
    const asOfDate = addDays(date, -1);
    const open = this.book.all().filter(({ outstandingMinor }) => outstandingMinor > 0n);
    const bySupplier = groupBy(open, ({ receivable }) => receivable.supplier);
    return [...bySupplier].map(([supplier, folios]) => {
      const pairs = groupBy(
        folios,
        ({ receivable: { buyer, currency } }) => `${buyer}/${currency}`,
      );
      const issued = [...pairs.values()].map((pair) => issuedOf(pair, supplier, asOfDate));
      this.issued.push(...issued);
      return {
        kind: 'ISSUE_STATEMENTS',
        party: supplier,
        asOfDate,
        pairs: issued.map(({ buyer, currency, balanceMinor }) => ({
          buyer,
          currency,
          balanceMinor,
        })),
      };
    });
  }

  /** The buyers' answers, two days later. */
  answerActs(step: number): StoryAct[] {
    const byBuyer = groupBy(this.issued, ({ buyer }) => buyer);
    this.issued = [];
    return [...byBuyer].flatMap(([buyer, issued]): StoryAct[] => {
      const answers = issued.flatMap((one) => this.answer(one, step));
      const asOfDate = issued[0]?.asOfDate ?? '';
      return answers.length === 0 ? [] : [{ kind: 'ACKNOWLEDGE', party: buyer, asOfDate, answers }];
    });
  }

  private answer(issued: Issued, step: number): StoryAnswer[] {
    const { supplier, buyer, currency, asOfDate } = issued;
    const draw = this.random.fork(`answer/${asOfDate}/${supplier}/${buyer}/${currency}`);
    if (draw.chance(UNANSWERED_SHARE)) return [];
    if (!draw.chance(DIFFERING_SHARE)) {
      return [{ supplier, currency, balanceMinor: issued.balanceMinor, agrees: true, items: null }];
    }
    const items = issued.items.filter(({ receivable }) => receivable !== issued.newest.receivable);
    this.differences.note({ supplier, buyer, currency, asOfDate }, issued.newest, step);
    return [{ supplier, currency, balanceMinor: balanceOf(items), agrees: false, items }];
  }
}

function issuedOf(pair: readonly Folio[], supplier: string, asOfDate: CalendarDate): Issued {
  const newest = pair.reduce((latest, folio) =>
    folio.receivable.issueDate > latest.receivable.issueDate ? folio : latest,
  );
  const items = pair.map(itemOf);
  return {
    supplier,
    asOfDate,
    buyer: newest.receivable.buyer,
    currency: newest.receivable.currency,
    balanceMinor: balanceOf(items),
    items,
    newest: itemOf(newest),
  };
}

function itemOf({ receivable, outstandingMinor }: Folio): StoryItem {
  return { receivable: receivable.key, outstandingMinor };
}

function balanceOf(items: readonly StoryItem[]): bigint {
  return items.reduce((sum, { outstandingMinor }) => sum + outstandingMinor, 0n);
}
