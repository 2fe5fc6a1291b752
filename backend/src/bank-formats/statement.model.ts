import type { CalendarDate } from '../common/calendar-date.js';
import type { RefusalDetail } from '../common/refusal.js';
import type { StatementFormat, XmlFormat } from '../documents/index.js';

/** ISO 20022 words: CRDT is money in, DBIT money out. Amounts themselves are never negative. */
export type CreditDebit = 'CRDT' | 'DBIT';

/**
 * What the message says an entry is: REPORT during the day (camt.052, MT942), STATEMENT of what is
 * booked (camt.053, MT940, CSV), NOTIFICATION of single movements (camt.054).
 */
export type StatementKind = 'REPORT' | 'STATEMENT' | 'NOTIFICATION';

export type ReferenceType =
  | 'ENTRY'
  | 'ACCOUNT_SERVICER'
  | 'MESSAGE_ID'
  | 'PAYMENT_INFORMATION_ID'
  | 'INSTRUCTION_ID'
  | 'END_TO_END_ID'
  | 'UETR'
  | 'TRANSACTION_ID'
  | 'MANDATE_ID'
  | 'CHEQUE_NUMBER'
  | 'CLEARING_SYSTEM'
  | 'ACCOUNT_OWNER_TRANSACTION_ID'
  | 'ACCOUNT_SERVICER_TRANSACTION_ID'
  | 'MARKET_INFRASTRUCTURE_TRANSACTION_ID'
  | 'PROCESSING_ID'
  | 'PROPRIETARY'
  | 'CREDITOR_REFERENCE'
  | 'DOCUMENT_NUMBER';

/** One reference; placeholders such as NOTPROVIDED are kept as the bank wrote them. */
export interface BankReference {
  readonly type: ReferenceType;
  readonly value: string;
  /** Subtype as stated: SCOR, QRR, ISR Reference, CINV, or the bank's own name for it. */
  readonly code: string | null;
}

export interface Counterparty {
  readonly name: string | null;
  /** IBAN without spaces, or another account number as written. */
  readonly account: string | null;
  readonly bic: string | null;
  /** LEI of ISO 20022 messages since 2019, as written. */
  readonly lei: string | null;
}

/** An identification of a party, with the scheme and issuer that give it a meaning. */
export interface PartyIdentification {
  readonly value: string;
  /** Code or name of the scheme: BIC, LEI, NIDN, … */
  readonly scheme: string | null;
  readonly issuer: string | null;
}

/** One party of a payment, in whichever role. */
export interface PaymentParty {
  readonly name: string | null;
  /** IBAN without spaces, or another account number as written. */
  readonly account: string | null;
  readonly accountName: string | null;
  readonly identifications: readonly PartyIdentification[];
  /** Lines as written, else street, town and the like. */
  readonly address: readonly string[];
  readonly country: string | null;
  readonly countryOfResidence: string | null;
}

/** A bank of one side. */
export interface PaymentAgent {
  readonly name: string | null;
  readonly bic: string | null;
}

/** Roles of a payment; those who are behind debtor and creditor are the ultimate ones. */
export interface PaymentParties {
  readonly debtor: PaymentParty | null;
  readonly ultimateDebtor: PaymentParty | null;
  readonly creditor: PaymentParty | null;
  readonly ultimateCreditor: PaymentParty | null;
  readonly debtorAgent: PaymentAgent | null;
  readonly creditorAgent: PaymentAgent | null;
}

/** How an amount was changed into another currency. */
export interface CurrencyExchange {
  /** Decimal text as the bank wrote it: units of the target for one of the source, or the reverse. */
  readonly rate: string;
  readonly sourceCurrency: string | null;
  readonly targetCurrency: string | null;
  readonly unitCurrency: string | null;
}

export interface BankTransactionCode {
  readonly domain: string | null;
  readonly family: string | null;
  readonly subFamily: string | null;
  readonly proprietary: string | null;
  readonly issuer: string | null;
}

/** An amount with its own currency, which need not be that of the account. */
export interface CurrencyAmount {
  readonly amountMinor: bigint;
  readonly currency: string;
}

export interface Charge extends CurrencyAmount {
  /** Code or the bank's own name of the charge. */
  readonly type: string | null;
  readonly creditDebit: CreditDebit | null;
  /** Whether the entry's amount contains the charge already; null when not stated. */
  readonly isIncluded: boolean | null;
}

export interface Balance extends CurrencyAmount {
  /** ISO 20022 code (OPBD, CLBD, ITBD, CLAV, …) or the bank's own. */
  readonly type: string;
  readonly creditDebit: CreditDebit;
  readonly date: CalendarDate;
}

/** What entries and their transaction details have in common. */
export interface BankMovement {
  readonly creditDebit: CreditDebit;
  /** Free text for the receiver; the structured reference where there is no free text. */
  readonly remittance: string | null;
  readonly references: readonly BankReference[];
  readonly counterparty: Counterparty | null;
  readonly bankTransactionCode: BankTransactionCode | null;
  readonly charges: readonly Charge[];
  /** All charges and taxes together, as the bank states them. */
  readonly totalCharges: CurrencyAmount | null;
  readonly exchange: CurrencyExchange | null;
  readonly additionalInfo: string | null;
}

/** One payment inside an entry. Amount and currency are null where the bank gives none. */
export interface EntryDetail extends BankMovement {
  readonly amountMinor: bigint | null;
  readonly currency: string | null;
  readonly instructed: CurrencyAmount | null;
  /** What was transferred between the banks, which charges may have changed. */
  readonly transferred: CurrencyAmount | null;
  readonly parties: PaymentParties | null;
  /** What structured remittances say beside their references. */
  readonly additionalRemittance: readonly string[];
  /** ISO 20022 reason code, or text, of a payment that came back. */
  readonly returnReason: string | null;
}

export interface Batch {
  readonly messageId: string | null;
  readonly paymentInformationId: string | null;
  readonly transactionCount: number | null;
}

/** One booking on the account: a single payment, or a batch of `details`. */
export interface BankEntry extends BankMovement {
  /** Position in the statement, from 0. */
  readonly index: number;
  /** The day as written: a time zone beside it does not move the booking. */
  readonly bookingDate: CalendarDate | null;
  /** The instant as written, where the bank states one. */
  readonly bookedAt: string | null;
  readonly valueDate: CalendarDate | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly isReversal: boolean;
  /** BOOK, PDNG, INFO, FUTR or the bank's own. Only BOOK is money. */
  readonly status: string;
  readonly accountServicerReference: string | null;
  readonly batch: Batch | null;
  readonly details: readonly EntryDetail[];
}

/** The message that a statement came in. */
export interface MessageHeader {
  /** Instant as written. */
  readonly createdAt: string | null;
  readonly recipient: PaymentParty | null;
  readonly pageNumber: string | null;
  readonly isLastPage: boolean | null;
  readonly additionalInfo: string | null;
}

export interface BankStatement {
  readonly kind: StatementKind;
  readonly id: string;
  readonly messageId: string;
  /** Message and version, such as camt.053.001.08; MT940, MT942 or CSV. */
  readonly message: string;
  /** Null where the format has none. */
  readonly header: MessageHeader | null;
  /** Instants as written, with or without a time zone. */
  readonly createdAt: string | null;
  readonly fromAt: string | null;
  readonly toAt: string | null;
  readonly sequenceNumber: string | null;
  readonly legalSequenceNumber: string | null;
  readonly pageNumber: string | null;
  readonly isLastPage: boolean | null;
  /** COPY, DUPL or CODU: the statement repeats one that was sent before. */
  readonly copyOrDuplicate: string | null;
  readonly iban: string | null;
  /** The IBAN, or the bank's own account number where there is none. */
  readonly account: string;
  readonly accountName: string | null;
  readonly accountOwner: string | null;
  readonly servicerBic: string | null;
  /** Of the account; else the one currency of its balances or entries; null when they differ. */
  readonly currency: string | null;
  readonly balances: readonly Balance[];
  /** The booked balances, OPBD and CLBD. */
  readonly openingBalance: Balance | null;
  readonly closingBalance: Balance | null;
  readonly entries: readonly BankEntry[];
  readonly additionalInfo: string | null;
}

/** The answer to reading one file: all its statements, or every reason why not. */
export type StatementReading =
  | {
      readonly ok: true;
      readonly format: StatementFormat;
      readonly statements: readonly BankStatement[];
      readonly warnings: readonly RefusalDetail[];
    }
  | {
      readonly ok: false;
      readonly format: StatementFormat | XmlFormat | null;
      readonly errors: readonly RefusalDetail[];
    };
