import { NO_INFORMATION, readInformation, type MtInformation } from './mt.information.js';
import { readLine, type MtLine } from './mt.line.js';
import type { MtField, MtMessage } from './mt.messages.js';
import type {
  BankEntry,
  BankReference,
  CreditDebit,
  EntryDetail,
  PaymentParties,
} from './statement.model.js';
import { UNSTATED, UNSTATED_DETAIL } from './statement.plain.js';
import type { Objections } from './text.objections.js';

/** What the bookings of one message are read with. */
export interface EntryFrame {
  readonly objections: Objections;
  readonly message: MtMessage;
  readonly currency: string;
}

/** Bookings of a message, each a field 61 with the field 86 behind it, and its text as a whole. */
export function readMtEntries({ objections, message, currency }: EntryFrame): {
  readonly entries: readonly BankEntry[];
  readonly additionalInfo: string | null;
} {
  const { fields } = message;
  const entries: BankEntry[] = [];
  let additionalInfo: string | null = null;
  fields.forEach((field, index) => {
    if (field.tag === '61') {
      const line = readLine(field, currency, objections);
      const information = informationBehind(fields[index + 1]);
      if (line === null) return;
      const status = message.type === 'MT942' || line.isExpected ? 'PDNG' : 'BOOK';
      entries.push(toEntry({ line, information, currency, status, index: entries.length }));
    }
    if (field.tag === '86' && fields[index - 1]?.tag !== '61') {
      additionalInfo = field.lines.join(' ').trim() || null;
    }
  });
  return { entries, additionalInfo };
}

function informationBehind(next: MtField | undefined): MtInformation {
  return next?.tag === '86' ? readInformation(next.lines) : NO_INFORMATION;
}

interface ReadEntry {
  readonly line: MtLine;
  readonly information: MtInformation;
  readonly currency: string;
  /** Bookings of a day that is not over are not money yet. */
  readonly status: string;
  readonly index: number;
}

function toEntry({ line, information, currency, status, index }: ReadEntry): BankEntry {
  const { creditDebit, amountMinor, charges, servicerReference } = line;
  const { remittance, counterparty } = information;
  const code = information.transactionCode;
  const bankTransactionCode = {
    ...{ domain: null, family: null, subFamily: null, issuer: null },
    proprietary: code === null ? line.transactionType : `${line.transactionType}+${code}`,
  };
  const references = referencesOf(line, information);
  const shared = {
    creditDebit,
    remittance,
    references,
    counterparty,
    bankTransactionCode,
    charges,
    ...UNSTATED,
  };
  const additionalInfo =
    [information.postingText, line.supplement].filter((text) => text !== null).join(' ') || null;
  const detail: EntryDetail = {
    ...UNSTATED_DETAIL,
    ...{ ...shared, amountMinor, currency, additionalInfo, instructed: line.instructed },
    parties: partiesOf(information, creditDebit),
    returnReason: information.returnReason,
  };
  return {
    ...{ ...shared, index, amountMinor, currency, status, additionalInfo },
    bookingDate: line.bookingDate,
    bookedAt: null,
    valueDate: line.valueDate,
    isReversal: line.isReversal,
    accountServicerReference: servicerReference,
    batch: null,
    details: [detail],
  };
}

/** Field 86 names the other side of the payment, and who is behind it. */
function partiesOf(
  { counterparty, ultimateParty }: MtInformation,
  creditDebit: CreditDebit,
): PaymentParties | null {
  if (ultimateParty === null) return null;
  const noPlace = { address: [], country: null, countryOfResidence: null };
  const plain = { ...noPlace, accountName: null, identifications: [] };
  const { name = null, account = null, bic = null } = counterparty ?? {};
  const agent = bic === null ? null : { name: null, bic };
  const side = counterparty === null ? null : { ...plain, name, account };
  const behind = { ...plain, name: ultimateParty, account: null };
  const nobody = { debtor: null, ultimateDebtor: null, creditor: null, ultimateCreditor: null };
  const noAgents = { debtorAgent: null, creditorAgent: null };
  return creditDebit === 'CRDT'
    ? { ...nobody, ...noAgents, debtor: side, ultimateDebtor: behind, debtorAgent: agent }
    : { ...nobody, ...noAgents, creditor: side, ultimateCreditor: behind, creditorAgent: agent };
}

function referencesOf(line: MtLine, information: MtInformation): BankReference[] {
  const { servicerReference, ownerReference } = line;
  return [
    ...(servicerReference === null
      ? []
      : [{ type: 'ACCOUNT_SERVICER', value: servicerReference, code: null } as const]),
    ...(ownerReference === null
      ? []
      : [{ type: 'ACCOUNT_OWNER_TRANSACTION_ID', value: ownerReference, code: null } as const]),
    ...information.references,
  ];
}
