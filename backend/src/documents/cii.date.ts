import { parseCalendarDate, type CalendarDate } from '../common/calendar-date.js';
import { textOf, type TermReader } from './xml/term.reader.js';
import { attributeOf, type XmlElement } from './xml/xml.element.js';

/** UNTDID 2379: CCYYMMDD, the one format that EN 16931 allows in CII. */
const DAY_FORMAT = '102';
const DAY_PATTERN = /^(\d{4})(\d{2})(\d{2})$/;

/** A date of CII: `udt:DateTimeString` in format 102, or `udt:DateTime` in ISO 8601. */
export function readCiiDate(reader: TermReader, parent: XmlElement): CalendarDate | null {
  const iso = reader.one(parent, 'udt:DateTime');
  if (iso !== null) return readIsoDay(reader, iso);
  const element = reader.one(parent, 'udt:DateTimeString');
  if (element === null) {
    reader.refuse(parent, { code: 'INVALID_DATE', message: 'the date has no udt:DateTimeString' });
    return null;
  }
  const format = attributeOf(element, 'format');
  if (format !== null && format !== DAY_FORMAT) {
    const message = `date format ${format.slice(0, 20)}: only 102 (CCYYMMDD) is read`;
    reader.refuse(element, { code: 'INVALID_DATE', message });
    return null;
  }
  const text = textOf(element) ?? '';
  const [, year, month, day] = DAY_PATTERN.exec(text) ?? [];
  const date = year === undefined ? text.replaceAll('-', '?') : `${year}-${month}-${day}`;
  return reader.accept(parseCalendarDate(date), element);
}

function readIsoDay(reader: TermReader, element: XmlElement): CalendarDate | null {
  const [day = ''] = (textOf(element) ?? '').split('T');
  return reader.accept(parseCalendarDate(day), element);
}
