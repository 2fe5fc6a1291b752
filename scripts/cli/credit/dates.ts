import { parse } from 'date-fns';

const DAY_MS = 86_400_000;
const YEAR_MIN = 1900;
const YEAR_MAX = 2200;

/** 2013-02-28, 2013-02-28T00:00:00Z, 2013-02-28 00:00, 20130228, 20130228.0 */
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:\.0+)?$/;
/** Distinct texts that are kept: a file has far fewer days than rows. */
const KEPT_MAX = 100_000;

/** Reads days of one file; a time after the day is left out. */
export class DayReader {
  private readonly known = new Map<string, number | null>();

  /**
   * @param format Unicode tokens such as `M/d/yyyy`; ISO 8601 is understood besides
   * @throws {RangeError} for a format that can't be one
   */
  constructor(private readonly format: string | null) {
    if (format !== null) parse('', format, new Date(0));
  }

  /** Days since 1970-01-01, or null where the text names none. */
  read(text: string): number | null {
    const kept = this.known.get(text);
    if (kept !== undefined) return kept;
    const day = this.readAnew(text);
    if (this.known.size < KEPT_MAX) this.known.set(text, day);
    return day;
  }

  private readAnew(text: string): number | null {
    if (this.format !== null) {
      const day = dayByFormat(text, this.format) ?? dayByFormat(withoutTime(text), this.format);
      if (day !== null) return day;
    }
    const parts = ISO.exec(text) ?? COMPACT.exec(text);
    return parts === null ? null : dayOf(Number(parts[1]), Number(parts[2]), Number(parts[3]));
  }
}

function dayByFormat(text: string, format: string): number | null {
  const date = parse(text, format, new Date(2000, 0, 1));
  if (Number.isNaN(date.getTime())) return null;
  return dayOf(date.getFullYear(), date.getMonth() + 1, date.getDate());
}

/** Null for a day that its month does not have, and for years that no invoice is of. */
function dayOf(year: number, month: number, day: number): number | null {
  if (year < YEAR_MIN || year > YEAR_MAX) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.getTime() / DAY_MS : null;
}

function withoutTime(text: string): string {
  return text.replace(/[T ]\d{1,2}:.*$/, '');
}
