import type { CalendarDate } from '../common/calendar-date.js';
import type { RefusalDetail } from '../common/refusal.js';
import type { LegalId } from '../common/legal-id.js';
import type { DocumentFormat } from './format.detect.js';

/**
 * What a document asks for. A CREDIT_NOTE reduces what is owed: the UBL root `CreditNote`, a credit
 * type code of UNTDID 1001 (381, 261, 396, …), or a fapiao with a negative total. Everything else
 * is an INVOICE, corrected (384), partial (326, 875 …) and self-billed (389) ones too: `typeCode`
 * tells them apart.
 */
export type InvoiceKind = 'INVOICE' | 'CREDIT_NOTE';

/** An organisation as a document names it. */
export interface InvoiceParty {
  readonly name: string;
  /** The strongest identifier: LEI, USCC, VAT, legal registration, other. */
  readonly id: LegalId | null;
  /** All identifiers that the document gives, strongest first. */
  readonly ids: readonly LegalId[];
}

export interface InvoiceLine {
  readonly id: string;
  readonly name: string;
  readonly netMinor: bigint;
}

/** EN 16931 document totals in minor units of the invoice currency; null where not stated. */
export interface InvoiceTotals {
  /** BT-106 */
  readonly lineTotalMinor: bigint | null;
  /** BT-107 */
  readonly allowanceTotalMinor: bigint | null;
  /** BT-108 */
  readonly chargeTotalMinor: bigint | null;
  /** BT-109 */
  readonly taxExclusiveMinor: bigint | null;
  /** BT-110 */
  readonly taxTotalMinor: bigint | null;
  /** BT-112 */
  readonly taxInclusiveMinor: bigint | null;
  /** BT-113 */
  readonly prepaidMinor: bigint | null;
  /** BT-114 */
  readonly roundingMinor: bigint | null;
}

/** One invoice or credit note, whatever its syntax was. */
export interface InvoiceDocument {
  readonly kind: InvoiceKind;
  /** UNTDID 1001 code (BT-3); null where the syntax has none. */
  readonly typeCode: string | null;
  /** The specification that the document claims to follow (BT-24). */
  readonly profile: string | null;
  /** As printed (BT-1); {@link normaliseInvoiceNumber} makes two spellings comparable. */
  readonly number: string;
  readonly issueDate: CalendarDate;
  /** Null when none is stated: terms in prose are not interpreted. Of several, the last. */
  readonly dueDate: CalendarDate | null;
  readonly currency: string;
  /** Amount due for payment (BT-115), signed as in the document. */
  readonly payableMinor: bigint;
  readonly totals: InvoiceTotals;
  readonly supplier: InvoiceParty;
  readonly buyer: InvoiceParty;
  /** Present only when somebody other than the supplier is to be paid (BG-10). */
  readonly payee: InvoiceParty | null;
  /** IBAN without spaces, or another account number as written (BT-84). */
  readonly payeeAccount: string | null;
  /** Remittance text that the payer should quote (BT-83). */
  readonly paymentReference: string | null;
  readonly paymentTerms: string | null;
  /** First invoice that this document corrects or credits (BT-25), and all of them. */
  readonly precedingInvoiceNumber: string | null;
  readonly precedingInvoiceNumbers: readonly string[];
  /** BT-10 */
  readonly buyerReference: string | null;
  /** BT-13 */
  readonly orderReference: string | null;
  /** BT-22 */
  readonly notes: readonly string[];
  readonly lines: readonly InvoiceLine[];
}

/** The answer to reading one document: the whole invoice, or every reason why not. */
export type InvoiceReading =
  | {
      readonly ok: true;
      readonly format: DocumentFormat;
      readonly invoice: InvoiceDocument;
      readonly warnings: readonly RefusalDetail[];
    }
  | {
      readonly ok: false;
      readonly format: DocumentFormat | null;
      readonly errors: readonly RefusalDetail[];
    };
