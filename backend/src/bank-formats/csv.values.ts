import { isCalendarDate, type CalendarDate } from '../common/calendar-date.js';
import { parseAmountMinor } from '../common/money.js';
import { Refusal } from '../common/refusal.js';
import type { CsvMapping } from './csv.mapping.js';

/** Blanks that printers put into figures; they mean nothing unless they separate thousands. */
const BLANKS = /[ \u00a0\u202f]/g;
const CELL_CHARS_MAX = 64;

/** Reads cells of one mapping. Amounts are signed, in minor units. */
export class CsvValues {
  private readonly figure: RegExp;
  private readonly day: RegExp;
  private readonly order: readonly string[];

  constructor(private readonly mapping: CsvMapping) {
    this.figure = figurePattern(mapping);
    const { pattern, order } = datePattern(mapping.dateFormat);
    this.day = pattern;
    this.order = order;
  }

  /** `1.234,56`, `-1.234,56`, `1.234,56-` or `(1.234,56)`. */
  amountMinor(cell: string, currency: string): bigint | Refusal {
    const [text, isNegative] = withoutSign(cell.trim());
    if (text.length > CELL_CHARS_MAX || !this.figure.test(text)) return noAmount(cell);
    const { decimalSeparator, thousandsSeparator } = this.mapping;
    const plain = text
      .replace(BLANKS, '')
      .replaceAll(thousandsSeparator === '' ? '\0' : thousandsSeparator, '')
      .replace(decimalSeparator, '.');
    const amountMinor = parseAmountMinor({ text: plain, currency });
    if (amountMinor instanceof Refusal) return amountMinor;
    return isNegative ? -amountMinor : amountMinor;
  }

  date(cell: string): CalendarDate | Refusal {
    const match = this.day.exec(cell.trim());
    const parts = new Map(this.order.map((token, index) => [token, match?.[index + 1] ?? '']));
    const year = parts.get('Y') ?? '';
    const month = (parts.get('M') ?? '').padStart(2, '0');
    const day = (parts.get('D') ?? '').padStart(2, '0');
    const date = `${year.length === 2 ? `20${year}` : year}-${month}-${day}`;
    if (match !== null && isCalendarDate(date)) return date;
    const message = `"${cell.slice(0, 40)}" is no date such as ${this.mapping.dateFormat}`;
    return new Refusal({ code: 'INVALID_DATE', message, path: '' });
  }
}

/** Thousands stand in threes or not at all: a separator elsewhere is that of another country. */
function figurePattern({ decimalSeparator, thousandsSeparator }: CsvMapping): RegExp {
  const decimals = `(?:\\${decimalSeparator}\\d{0,10})?`;
  const plain = '\\d{1,19}';
  if (thousandsSeparator === '') return new RegExp(`^${plain}${decimals}$`);
  const separator = BLANKS.test(thousandsSeparator)
    ? '[ \\u00a0\\u202f]'
    : `\\${thousandsSeparator}`;
  BLANKS.lastIndex = 0;
  return new RegExp(`^(?:${plain}|\\d{1,3}(?:${separator}\\d{3}){1,6})${decimals}$`);
}

function withoutSign(text: string): [string, boolean] {
  if (text.startsWith('(') && text.endsWith(')')) return [text.slice(1, -1).trim(), true];
  const first = text.charAt(0);
  if (first === '-' || first === '\u2212') return [text.slice(1).trim(), true];
  if (first === '+') return [text.slice(1).trim(), false];
  if (text.endsWith('-')) return [text.slice(0, -1).trim(), true];
  return text.endsWith('+') ? [text.slice(0, -1).trim(), false] : [text, false];
}

function datePattern(format: string): { pattern: RegExp; order: readonly string[] } {
  const order: string[] = [];
  const source = format.replace(/YYYY|YY|MM|M|DD|D|[^]/g, (token) => {
    if (token === '*') return '.*';
    if (!/^[YMD]+$/.test(token)) return token.replace(/[^\w\s]/, '\\$&');
    order.push(token.charAt(0));
    return token.length === 1 ? '(\\d{1,2})' : `(\\d{${token.length}})`;
  });
  return { pattern: new RegExp(`^${source}$`), order };
}

function noAmount(cell: string): Refusal {
  const message = `"${cell.slice(0, 40)}" is no amount with the separators of the mapping`;
  return new Refusal({ code: 'INVALID_AMOUNT', message, path: '' });
}
