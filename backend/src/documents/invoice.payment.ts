import type { CalendarDate } from '../common/calendar-date.js';
import { textOf, type TermReader } from './xml/term.reader.js';
import type { XmlElement } from './xml/xml.element.js';

const IBAN_PATTERN = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/;

/**
 * The one due date of a document. Several different ones (instalments) are left to people: null,
 * with a warning, rather than one of them taken at random.
 */
export function uniqueDate(
  reader: TermReader,
  elements: readonly XmlElement[],
  readDate: (element: XmlElement) => CalendarDate | null,
): CalendarDate | null {
  const dates = elements.map(readDate).filter((date) => date !== null);
  const distinct = [...new Set(dates)];
  const [first] = elements;
  if (first === undefined || distinct.length < 2) return distinct[0] ?? null;
  const message = `several due dates: ${distinct.slice(0, 5).join(', ')}`;
  reader.warn(first, { code: 'SEVERAL_DUE_DATES', message });
  return null;
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
