import type { CalendarDate } from '../common/calendar-date.js';
import { parseAmountMinor } from '../common/money.js';
import { Refusal } from '../common/refusal.js';
import { parseEntryDate, parseMtAmount, parseMtDate, sideOf } from './mt.values.js';
import type { MtField } from './mt.messages.js';
import type { Charge, CreditDebit, CurrencyAmount } from './statement.model.js';
import type { Objections } from './text.objections.js';

/** What field 61 says of one booking. */
export interface MtLine {
  readonly valueDate: CalendarDate;
  readonly bookingDate: CalendarDate;
  readonly creditDebit: CreditDebit;
  readonly isReversal: boolean;
  /** Marked as expected, not booked. */
  readonly isExpected: boolean;
  readonly amountMinor: bigint;
  /** `NTRF`, `S103`, `FCHK`. */
  readonly transactionType: string;
  readonly ownerReference: string | null;
  readonly servicerReference: string | null;
  readonly supplement: string | null;
  /** Amount in its first currency, of `/OCMT/`. */
  readonly instructed: CurrencyAmount | null;
  readonly charges: readonly Charge[];
}

/**
 * Value date, entry date, mark, third letter of the currency, amount, type, references. After the
 * mark a letter that is no digit can only be that of the currency: `RC` is a reversed credit.
 */
const LINE =
  /^(\d{6})(\d{4})?(RC|RD|EC|ED|C|D)([A-Z])?([\d,.]+)([NSF][A-Z0-9]{3})((?:(?!\/\/).)*)(?:\/\/(.*))?$/;
const REFERENCE_CHARS_MAX = 100;
const PLACEHOLDER = /^(?:NONREF|NOREF|)$/i;
const SUPPLEMENT_AMOUNT = /\/(OCMT|CHGS)\/([A-Z]{3})(\d{1,18},\d*)/g;

/** Field 61, or null when something that money depends on was refused. */
export function readLine(field: MtField, currency: string, objections: Objections): MtLine | null {
  const [first = '', ...others] = field.lines;
  const parts = partsOf(first);
  if (parts === null) {
    const message = `"${first.slice(0, 60)}" is no statement line`;
    objections.refuse(field, { code: 'INVALID_STATEMENT_LINE', message });
    return null;
  }
  const valueDate = objections.accept(parseMtDate(parts.valueDate), field);
  const amountMinor = objections.accept(parseMtAmount(parts.figure, currency), field);
  if (valueDate === null || amountMinor === null) return null;
  const bookingDate = objections.accept(bookingDateOf(parts.entryDate, valueDate), field);
  if (bookingDate === null) return null;
  const { servicer, supplement } = behind(parts.servicer, others);
  return {
    ...{ valueDate, bookingDate, amountMinor, transactionType: parts.type },
    ...sidesOf(parts.mark),
    ownerReference: meaningful(parts.owner),
    servicerReference: meaningful(servicer),
    supplement: supplement === '' ? null : supplement,
    ...supplementAmounts(supplement),
  };
}

interface LineParts {
  readonly valueDate: string;
  readonly entryDate: string;
  readonly mark: string;
  readonly figure: string;
  readonly type: string;
  readonly owner: string;
  readonly servicer: string;
}

function partsOf(line: string): LineParts | null {
  const match = LINE.exec(line);
  if (match === null) return null;
  const at = (index: number): string => match[index] ?? '';
  return {
    ...{ valueDate: at(1), entryDate: at(2), mark: at(3), figure: at(5) },
    ...{ type: at(6), owner: at(7), servicer: at(8) },
  };
}

function bookingDateOf(entryDate: string, valueDate: CalendarDate): CalendarDate | Refusal {
  return entryDate === '' ? valueDate : parseEntryDate(entryDate, valueDate);
}

/** Some banks move the servicer's reference to the line of supplementary details. */
function behind(
  servicer: string,
  others: readonly string[],
): { readonly servicer: string; readonly supplement: string } {
  const [next = '', ...rest] = others;
  const isMoved = servicer === '' && next.startsWith('//');
  const supplement = (isMoved ? rest : others).join(' ').trim();
  return { servicer: isMoved ? next.slice(2) : servicer, supplement };
}

/** A reversed credit is money out, a reversed debit money in. */
function sidesOf(mark: string): Pick<MtLine, 'creditDebit' | 'isReversal' | 'isExpected'> {
  const isReversal = mark.startsWith('R');
  const side = sideOf(mark.slice(-1));
  const turned = side === 'CRDT' ? 'DBIT' : 'CRDT';
  return { creditDebit: isReversal ? turned : side, isReversal, isExpected: mark.startsWith('E') };
}

function meaningful(reference: string): string | null {
  const trimmed = reference.trim().slice(0, REFERENCE_CHARS_MAX);
  return PLACEHOLDER.test(trimmed) ? null : trimmed;
}

/** Amounts for information: what can't be read is left where it stands, in the supplement. */
function supplementAmounts(supplement: string): Pick<MtLine, 'instructed' | 'charges'> {
  const found = [...supplement.matchAll(SUPPLEMENT_AMOUNT)].flatMap(([, key, currency, text]) => {
    const amountMinor = parseAmountMinor({
      text: (text ?? '').replace(',', '.'),
      currency: currency ?? '',
    });
    return amountMinor instanceof Refusal ? [] : [{ key, amountMinor, currency: currency ?? '' }];
  });
  const instructed = found.find(({ key }) => key === 'OCMT');
  return {
    instructed:
      instructed === undefined
        ? null
        : { amountMinor: instructed.amountMinor, currency: instructed.currency },
    charges: found
      .filter(({ key }) => key === 'CHGS')
      .map(({ amountMinor, currency }) => ({
        ...{ amountMinor, currency, type: null, creditDebit: null, isIncluded: null },
      })),
  };
}
