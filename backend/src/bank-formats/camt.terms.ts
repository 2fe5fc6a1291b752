import { parseCalendarDate, type CalendarDate } from '../common/calendar-date.js';
import { parseAmountMinor } from '../common/money.js';
import { isRefusal } from '../common/refusal.js';
import { attributeOf, textOf, type TermReader, type XmlElement } from '../documents/index.js';
import type { CreditDebit, CurrencyAmount } from './statement.model.js';

/** An ISO 8601 day, alone or with a time (any fraction of a second) and time zone. */
const DATE_TIME_PATTERN =
  /^(\d{4}-\d{2}-\d{2})(?:T([01]\d|2[0-4]):[0-5]\d:([0-5]\d|60)(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?$/;

/** An amount that money depends on: refused when it is unreadable, negative or too precise. */
export function readAmount(
  reader: TermReader,
  parent: XmlElement,
  path: string,
): CurrencyAmount | null {
  const element = reader.one(parent, path);
  if (element === null) {
    reader.refuseMissing(parent, path, { code: 'MISSING_ELEMENT', what: 'the amount' });
    return null;
  }
  const currency = attributeOf(element, 'Ccy');
  if (currency === null) {
    reader.refuse(element, { code: 'MISSING_CURRENCY', message: 'the amount has no Ccy' });
    return null;
  }
  const figure = reader.figure(element, currency);
  if (figure !== null && figure.amountMinor < 0n) {
    reader.refuse(element, {
      code: 'INVALID_AMOUNT',
      message: 'camt amounts have no sign; CdtDbtInd has it',
    });
  }
  return figure === null ? null : { amountMinor: figure.amountMinor, currency };
}

/** An amount for information (charges, instructed amount): left out, with a warning, if odd. */
export function readSideAmount(
  reader: TermReader,
  element: XmlElement | null,
): CurrencyAmount | null {
  if (element === null) return null;
  const currency = attributeOf(element, 'Ccy') ?? '';
  const amountMinor = parseAmountMinor({ text: element.text, currency });
  if (!isRefusal(amountMinor)) return { amountMinor, currency };
  reader.warn(element, { code: amountMinor.code, message: amountMinor.message });
  return null;
}

/** CdtDbtInd: CRDT or DBIT. */
export function readCreditDebit(reader: TermReader, parent: XmlElement): CreditDebit | null {
  const element = reader.one(parent, 'CdtDbtInd');
  if (element === null) {
    reader.refuseMissing(parent, 'CdtDbtInd', {
      code: 'MISSING_ELEMENT',
      what: 'the credit or debit indicator',
    });
    return null;
  }
  const text = textOf(element);
  if (text === 'CRDT' || text === 'DBIT') return text;
  reader.refuse(element, {
    code: 'INVALID_CODE',
    message: `"${text ?? ''}" is neither CRDT nor DBIT`,
  });
  return null;
}

/** A choice of `Dt` and `DtTm`: the day as written, whatever the time zone beside it. */
export function readDay(reader: TermReader, parent: XmlElement, path: string): CalendarDate | null {
  const choice = reader.one(parent, path);
  if (choice === null) return null;
  const element = reader.one(choice, 'Dt') ?? reader.one(choice, 'DtTm');
  if (element === null) {
    reader.refuse(choice, { code: 'INVALID_DATE', message: 'neither Dt nor DtTm' });
    return null;
  }
  return dayOf(reader, element);
}

/** A date and time, checked and kept as written. */
export function readInstant(
  reader: TermReader,
  parent: XmlElement | null,
  path: string,
): string | null {
  const element = reader.one(parent, path);
  if (element === null || dayOf(reader, element) === null) return null;
  return textOf(element);
}

/** true, false, 1 or 0; null when absent. */
export function readIndicator(
  reader: TermReader,
  parent: XmlElement | null,
  path: string,
): boolean | null {
  const element = reader.one(parent, path);
  const text = textOf(element);
  if (element === null) return null;
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  reader.refuse(element, {
    code: 'INVALID_CODE',
    message: `"${text ?? ''}" is neither true nor false`,
  });
  return null;
}

/** The first of several places where versions of the message keep the same thing. */
export function firstText(
  reader: TermReader,
  parent: XmlElement | null,
  paths: readonly string[],
): string | null {
  for (const path of paths) {
    const [text] = reader.texts(parent, path);
    if (text !== undefined) return text;
  }
  return null;
}

function dayOf(reader: TermReader, element: XmlElement): CalendarDate | null {
  const text = textOf(element) ?? '';
  const day = DATE_TIME_PATTERN.exec(text)?.[1] ?? text.replace('T', ' ');
  return reader.accept(parseCalendarDate(day), element);
}
