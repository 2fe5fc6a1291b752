import { createHash, randomBytes } from 'node:crypto';

import { DocumentRefusedError } from '../api/index.js';
import type { RefusalDetail } from '../common/index.js';
import { FILE_BYTES_MAX, type InvoiceDocument, readInvoice } from '../documents/index.js';
import type { DocumentInput } from './registration.input.js';

const FILE_NAME_MAX = 255;
const NUMBER_MAX = 200;
const BASE64 = /^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/;
const BASE64_CHARS_MAX = Math.ceil((FILE_BYTES_MAX * 4) / 3) + 4;

/** A document that could be read, with where in the input it stands. */
export interface ReadDocument {
  readonly path: string;
  readonly fileName: string | null;
  readonly format: string;
  readonly content: Buffer;
  readonly invoice: InvoiceDocument;
}

/** What is kept of a source document beside the ledger's commitment to it. */
export interface SealedDocument {
  readonly sha256: string;
  /** 32 random bytes: without them nobody can try out contents against the commitment. */
  readonly salt: string;
  /** `sha256(salt ‖ sha256(content))`, as it goes on the ledger. */
  readonly commitment: string;
}

export function readDocument(
  input: DocumentInput,
  path: string,
): ReadDocument | DocumentRefusedError {
  const fileName = input.fileName ?? null;
  const refuse = (...errors: RefusalDetail[]) => new DocumentRefusedError(path, errors);
  if (fileName !== null && (fileName === '' || fileName.length > FILE_NAME_MAX)) {
    const message = `a file name has 1 to ${FILE_NAME_MAX} characters`;
    return refuse({ code: 'FILE_NAME_INVALID', message, path: 'fileName' });
  }
  if (input.contentBase64.length > BASE64_CHARS_MAX || !BASE64.test(input.contentBase64)) {
    const message = `the content is not base64 of at most ${FILE_BYTES_MAX} bytes`;
    return refuse({ code: 'CONTENT_INVALID', message, path: 'contentBase64' });
  }
  const content = Buffer.from(input.contentBase64, 'base64');
  const reading = readInvoice(content);
  if (!reading.ok) {
    return refuse(...reading.errors);
  }
  if (reading.invoice.number.length > NUMBER_MAX) {
    const message = `the number has more than ${NUMBER_MAX} characters`;
    return refuse({ code: 'NUMBER_TOO_LONG', message, path: 'number' });
  }
  return { path, fileName, format: reading.format, content, invoice: reading.invoice };
}

/** A refusal of the platform, beyond what the reader of the format found. */
export function refuseDocument(
  { path }: Pick<ReadDocument, 'path'>,
  code: string,
  message: string,
): DocumentRefusedError {
  return new DocumentRefusedError(path, [{ code, message, path: '' }]);
}

export function sealDocument(content: Buffer): SealedDocument {
  const digest = createHash('sha256').update(content).digest();
  const salt = randomBytes(32);
  const commitment = createHash('sha256').update(salt).update(digest).digest('hex');
  return {
    sha256: digest.toString('hex'),
    salt: salt.toString('hex'),
    commitment: `0x${commitment}`,
  };
}

/** The document of something that came without one: its fields as JSON, sorted, amounts as text. */
export function canonicalJson(fields: Readonly<Record<string, unknown>>): Buffer {
  const sorted = Object.entries(fields)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(Object.fromEntries(sorted)));
}

/** What is kept searchable of an invoice or credit note. */
export function summaryOf(invoice: InvoiceDocument): Readonly<Record<string, unknown>> {
  const { kind, typeCode, number, issueDate, dueDate, currency, supplier, buyer, payee } = invoice;
  return {
    ...{ kind, typeCode, number, issueDate, dueDate, currency, supplier, buyer, payee },
    payableMinor: invoice.payableMinor.toString(),
    payeeAccount: invoice.payeeAccount,
    paymentReference: invoice.paymentReference,
    paymentTerms: invoice.paymentTerms,
    precedingInvoiceNumbers: invoice.precedingInvoiceNumbers,
    buyerReference: invoice.buyerReference,
    orderReference: invoice.orderReference,
  };
}
