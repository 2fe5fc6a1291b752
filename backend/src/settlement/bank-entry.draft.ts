import type { BankEntry, BankStatement, ReferenceType } from '../bank-formats/index.js';
import type { RefusalDetail } from '../common/index.js';

/** A bank entry as it is stored; `hashParts` name it, if no message brought it before. */
export interface BankEntryDraft {
  readonly hashParts: readonly string[];
  readonly position: number;
  readonly bookingDate: string;
  readonly valueDate: string | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly creditDebit: 'CRDT' | 'DBIT';
  /** BOOK, PDNG, INFO, FUTR or the bank's own word. */
  readonly bookingStatus: string;
  readonly isReversal: boolean;
  /** Why a payment came back, if it is one that did. */
  readonly returnReason: string | null;
  /** Only booked money in can pay a receivable. */
  readonly isMatchable: boolean;
  readonly remittance: string | null;
  /** Creditor reference, else the number of the document that is paid. */
  readonly reference: string | null;
  /** Every field that carries one reference for the receiver. */
  readonly referenceFields: readonly string[];
  /** What a booking of a batch and the payments in it have in common, when a bank tells each as an entry. */
  readonly batchReferences: readonly string[];
  readonly endToEndId: string | null;
  readonly servicerReference: string | null;
  readonly uetr: string | null;
  /** Payments whose text the message gives; 0 where it gives the booking alone. */
  readonly detailCount: number;
  readonly counterpartyName: string | null;
  readonly counterpartyAccount: string | null;
}

const BOOKED = 'BOOK';
/** What banks write where there is no reference. */
const PLACEHOLDER = /^(?:NOTPROVIDED|NOT PROVIDED|NONREF|NOTAVAILABLE|NONE|0+)?$/i;
/** References that the payer wrote for the receiver; the others are the banks' own. */
const REFERENCE_FIELDS = ['CREDITOR_REFERENCE', 'DOCUMENT_NUMBER', 'END_TO_END_ID'] as const;
/** A batch of thousands of payments is not matched by its references. */
const REFERENCE_FIELDS_MAX = 200;
/** References that a bank, or the payer's bank, gives to a whole batch. */
const BATCH_FIELDS: ReadonlySet<ReferenceType> = new Set([
  'ENTRY',
  'ACCOUNT_SERVICER',
  'MESSAGE_ID',
  'PAYMENT_INFORMATION_ID',
]);
const BATCH_REFERENCE_CHARS_MIN = 4;
const BATCH_REFERENCES_MAX = 20;
const ISO_DAY = /^\d{4}-\d{2}-\d{2}/;

/** Entries of one statement, or why one of them cannot be identified. */
export function draftEntries(
  statement: BankStatement,
  path: string,
): readonly BankEntryDraft[] | RefusalDetail {
  const drafts: BankEntryDraft[] = [];
  for (const entry of statement.entries) {
    const bookingDate = dayOf(statement, entry);
    if (bookingDate === null) {
      return {
        code: 'BOOKING_DATE_MISSING',
        message: 'The entry has neither a booking date nor a value date.',
        path: `${path}.entries[${entry.index}]`,
      };
    }
    drafts.push(toDraft(entry, bookingDate, hashPartsOf(statement, entry, bookingDate)));
  }
  return drafts;
}

function dayOf(statement: BankStatement, entry: BankEntry): string | null {
  const createdOn = ISO_DAY.exec(statement.createdAt ?? '')?.[0] ?? null;
  return entry.bookingDate ?? entry.valueDate ?? createdOn;
}

/** Whatever tells two bookings apart; with nothing else, their place in the statement. */
function hashPartsOf(statement: BankStatement, entry: BankEntry, bookingDate: string): string[] {
  const servicerReference = servicerReferenceOf(entry);
  return [
    statement.account.trim(),
    bookingDate,
    entry.amountMinor.toString(),
    entry.creditDebit,
    entry.currency,
    entry.status,
    entry.isReversal ? 'REVERSAL' : '',
    ...(servicerReference === null
      ? ['POSITION', statement.kind, statement.id, String(entry.index)]
      : ['SERVICER', servicerReference]),
  ];
}

/** Of the entry, else of its one payment. */
function servicerReferenceOf(entry: BankEntry): string | null {
  const own = meaningful(entry.accountServicerReference);
  const ofPayments = entry.references.filter(({ type }) => type === 'ACCOUNT_SERVICER');
  return own ?? (ofPayments.length === 1 ? meaningful(ofPayments[0]?.value ?? null) : null);
}

function meaningful(reference: string | null): string | null {
  const trimmed = (reference ?? '').trim();
  return PLACEHOLDER.test(trimmed) ? null : trimmed;
}

function toDraft(
  entry: BankEntry,
  bookingDate: string,
  hashParts: readonly string[],
): BankEntryDraft {
  const valuesOf = (type: (typeof REFERENCE_FIELDS)[number]): string[] =>
    entry.references
      .filter((reference) => reference.type === type)
      .flatMap(({ value }) => meaningful(value) ?? []);
  const fields = [...new Set(REFERENCE_FIELDS.flatMap(valuesOf))];
  return {
    hashParts,
    position: entry.index,
    bookingDate,
    valueDate: entry.valueDate,
    amountMinor: entry.amountMinor,
    currency: entry.currency,
    creditDebit: entry.creditDebit,
    bookingStatus: entry.status,
    isReversal: entry.isReversal,
    returnReason: entry.details.length === 1 ? (entry.details[0]?.returnReason ?? null) : null,
    isMatchable: isMatchable(entry),
    remittance: entry.remittance ?? entry.additionalInfo,
    reference: [...valuesOf('CREDITOR_REFERENCE'), ...valuesOf('DOCUMENT_NUMBER')][0] ?? null,
    referenceFields: fields.slice(0, REFERENCE_FIELDS_MAX),
    batchReferences: batchReferencesOf(entry),
    endToEndId: valuesOf('END_TO_END_ID')[0] ?? null,
    servicerReference: servicerReferenceOf(entry),
    uetr: onlyUetrOf(entry),
    detailCount: entry.remittance === null ? 0 : entry.details.length,
    counterpartyName: entry.counterparty?.name ?? null,
    counterpartyAccount: entry.counterparty?.account ?? null,
  };
}

/** Of the booking itself and of its batch; a number that only counts entries is none. */
function batchReferencesOf({ references, batch }: BankEntry): string[] {
  const own = references.filter(({ type }) => BATCH_FIELDS.has(type)).map(({ value }) => value);
  const all = [...own, batch?.messageId ?? null, batch?.paymentInformationId ?? null];
  const told = all.flatMap((value) => meaningful(value) ?? []);
  const long = told.filter((value) => value.length >= BATCH_REFERENCE_CHARS_MIN);
  return [...new Set(long)].slice(0, BATCH_REFERENCES_MAX);
}

/** Of the one payment; a batch has as many as payments. */
function onlyUetrOf(entry: BankEntry): string | null {
  const found = entry.references.filter(({ type }) => type === 'UETR');
  return found.length === 1 ? meaningful(found[0]?.value.toLowerCase() ?? null) : null;
}

function isMatchable(entry: BankEntry): boolean {
  return (
    entry.creditDebit === 'CRDT' &&
    entry.status === BOOKED &&
    !entry.isReversal &&
    entry.amountMinor > 0n
  );
}
