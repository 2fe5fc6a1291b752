import type { CalendarDate } from '../common/calendar-date.js';
import { textOf, type TermReader } from './xml/term.reader.js';
import type { XmlElement } from './xml/xml.element.js';

const IBAN_PATTERN = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/;

/**
 * The day by which the whole amount is due. Where a document states several days (instalments, or
 * a discount for paying early) it is the last of them, with a warning.
 */
export function readDueDate(
  reader: TermReader,
  elements: readonly XmlElement[],
  readDate: (element: XmlElement) => CalendarDate | null,
): CalendarDate | null {
  const dates = elements.map(readDate).filter((date) => date !== null);
  const distinct = [...new Set(dates)].sort();
  const [first] = elements;
  const last = distinct.at(-1) ?? null;
  if (first !== undefined && distinct.length > 1) {
    const message = `several due dates, of which the last is taken: ${distinct.join(', ')}`;
    reader.warn(first, { code: 'SEVERAL_DUE_DATES', message: message.slice(0, 200) });
  }
  return last;
}

/** The first account to pay to: an IBAN without spaces, any other number as written. */
export function readPaymentAccount(elements: readonly XmlElement[]): string | null {
  const [account] = elements.map(textOf).filter((text) => text !== null);
  return account === undefined ? null : normaliseAccount(account);
}

/** An IBAN without spaces in upper case; any other account number as it is. */
export function normaliseAccount(account: string): string {
  const compact = account.replace(/\s/g, '').toUpperCase();
  return IBAN_PATTERN.test(compact) ? compact : account;
}
