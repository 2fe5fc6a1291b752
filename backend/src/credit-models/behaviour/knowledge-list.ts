import { type InvoiceRow } from './invoice-row.js';

/** What rows of a list add up to; whole numbers, so that sums are exact. */
export interface Sums {
  readonly count: number;
  readonly late: number;
  readonly faceMinor: number;
  readonly lateFaceMinor: number;
  readonly days: number;
  readonly daysSquared: number;
  /** Σ face · days. */
  readonly faceDays: number;
  readonly disputed: number;
}

export const NO_SUMS: Sums = {
  count: 0,
  late: 0,
  faceMinor: 0,
  lateFaceMinor: 0,
  days: 0,
  daysSquared: 0,
  faceDays: 0,
  disputed: 0,
};

const FIELDS = Object.keys(NO_SUMS) as readonly (keyof Sums)[];

/** What a list says of its rows. */
export interface Knowledge {
  /** The day on which the row enters the list. */
  readonly dayOf: (row: InvoiceRow) => number;
  /** What it adds; nothing of it may be known later than that day. */
  readonly measure: (row: InvoiceRow) => Sums;
}

/** Rows in the order in which something became known of them, with running sums. */
export class KnowledgeList {
  readonly rows: readonly InvoiceRow[];
  private readonly days: Float64Array;
  private readonly running: readonly Float64Array[];

  constructor(
    rows: readonly InvoiceRow[],
    private readonly knowledge: Knowledge,
  ) {
    // Sorting is stable: rows of one day keep the order of the file.
    this.rows = rows.toSorted((left, right) => knowledge.dayOf(left) - knowledge.dayOf(right));
    this.days = Float64Array.from(this.rows, knowledge.dayOf);
    this.running = FIELDS.map(() => new Float64Array(rows.length + 1));
    this.rows.forEach((row, at) => {
      const sums = knowledge.measure(row);
      FIELDS.forEach((field, index) => {
        const column = this.running[index]!;
        column[at + 1] = column[at]! + sums[field];
      });
    });
  }

  /** How many rows were in the list at the end of the day. */
  countBy(day: number): number {
    let low = 0;
    let high = this.days.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.days[middle]! <= day) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Sums at the end of the day, without the row that is being forecast. */
  sumsBy(day: number, forecast: InvoiceRow): Sums {
    const position = this.countBy(day);
    const isIn = this.knowledge.dayOf(forecast) <= day;
    const own = isIn ? this.knowledge.measure(forecast) : NO_SUMS;
    const sums: Record<keyof Sums, number> = { ...NO_SUMS };
    FIELDS.forEach((field, index) => {
      sums[field] = this.running[index]![position]! - own[field];
    });
    return sums;
  }

  /** The last rows at the end of the day, newest first, without the one that is being forecast. */
  lastBy(day: number, forecast: InvoiceRow, rowsMax: number): InvoiceRow[] {
    const last: InvoiceRow[] = [];
    for (let at = this.countBy(day) - 1; at >= 0 && last.length < rowsMax; at -= 1) {
      if (this.rows[at] !== forecast) last.push(this.rows[at]!);
    }
    return last;
  }
}
