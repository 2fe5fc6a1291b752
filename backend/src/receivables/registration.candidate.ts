import type { EntityManager } from 'typeorm';

import { DomainError, InputInvalidError } from '../api/index.js';
import { findCurrencyExponent } from '../common/index.js';
import { PartyNotAdmittedError, type PartyReader } from '../parties/index.js';
import {
  type ReadDocument,
  canonicalJson,
  readDocument,
  refuseDocument,
  summaryOf,
} from './document.intake.js';
import type { NewDocument } from './document.store.js';
import type { InvoiceDocumentInput, ReceivableInput } from './registration.input.js';
import { TradingParties } from './trading-parties.js';

const NUMBER_MAX = 200;
const REFERENCE_MAX = 140;
/** The ledger counts days from here. */
const ISSUE_DATE_MIN = '1970-01-01';

/** A receivable that may be registered, wherever it came from. */
export interface Candidate {
  readonly path: string;
  readonly number: string;
  readonly buyer: string;
  readonly currency: string;
  readonly faceMinor: bigint;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly source: Pick<
    NewDocument,
    'format' | 'fileName' | 'content' | 'paymentReference' | 'summary'
  >;
}

/** Where admitted parties are looked up. */
export interface Lookup {
  readonly db: EntityManager;
  readonly parties: PartyReader;
}

/** Reads documents of `supplier`; the first one that is refused refuses all. */
export async function candidatesOfDocuments(
  { db, parties }: Lookup,
  supplier: string,
  inputs: readonly InvoiceDocumentInput[],
): Promise<Candidate[] | DomainError> {
  const documents: ReadDocument[] = [];
  for (const [index, input] of inputs.entries()) {
    const document = readDocument(input, `documents[${index}]`);
    if (document instanceof DomainError) {
      return document;
    }
    documents.push(document);
  }
  const trading = await TradingParties.find(
    parties,
    db,
    documents.map(({ invoice }) => invoice),
  );
  const candidates: Candidate[] = [];
  for (const [index, document] of documents.entries()) {
    const dueDate = document.invoice.dueDate ?? inputs[index]?.dueDate ?? null;
    const candidate = toCandidate(document, dueDate, trading, supplier);
    if (candidate instanceof DomainError) {
      return candidate;
    }
    candidates.push(candidate);
  }
  return candidates;
}

function toCandidate(
  document: ReadDocument,
  dueDate: string | null,
  trading: TradingParties,
  supplier: string,
): Candidate | DomainError {
  const { path, invoice, fileName, format, content } = document;
  const problem = findDocumentProblem(document, dueDate);
  if (problem !== null || dueDate === null) {
    const message = 'the document states no due date; give the one that was agreed';
    return problem ?? refuseDocument(document, 'DUE_DATE_MISSING', message);
  }
  const otherSupplier = trading.refuseOtherSupplier(document, supplier);
  if (otherSupplier !== null) {
    return otherSupplier;
  }
  const buyer = trading.buyerOf(document);
  if (buyer instanceof DomainError) {
    return buyer;
  }
  const { number, currency, issueDate, payableMinor: faceMinor, paymentReference } = invoice;
  const summary = summaryOf(invoice);
  const source = { format, fileName, content, paymentReference, summary };
  return { path, number, buyer, currency, faceMinor, issueDate, dueDate, source };
}

function findDocumentProblem(document: ReadDocument, dueDate: string | null): DomainError | null {
  const { invoice } = document;
  if (invoice.kind === 'CREDIT_NOTE') {
    const message = 'a credit note makes no receivable; use applyCreditNotes';
    return refuseDocument(document, 'CREDIT_NOTE', message);
  }
  if (invoice.payableMinor <= 0n) {
    return refuseDocument(document, 'NOTHING_PAYABLE', 'the document asks for no payment');
  }
  if (invoice.issueDate < ISSUE_DATE_MIN) {
    const message = `issued on ${invoice.issueDate}, before ${ISSUE_DATE_MIN}`;
    return refuseDocument(document, 'ISSUE_DATE_TOO_EARLY', message);
  }
  if (dueDate !== null && dueDate < invoice.issueDate) {
    const message = `due on ${dueDate}, before its issue on ${invoice.issueDate}`;
    return refuseDocument(document, 'DUE_BEFORE_ISSUE', message);
  }
  return null;
}

/** Checks receivables that came without documents. */
export async function candidatesOfFields(
  { db, parties }: Lookup,
  inputs: readonly ReceivableInput[],
): Promise<Candidate[] | DomainError> {
  const buyerIds = inputs.map(({ buyerId }) => buyerId.toLowerCase());
  const admitted = new Set((await parties.findByIds(buyerIds, db)).map(({ partyId }) => partyId));
  const candidates: Candidate[] = [];
  for (const [index, input] of inputs.entries()) {
    const path = `receivables[${index}]`;
    const problem = findFieldProblem(input, path);
    if (problem !== null) {
      return problem;
    }
    const buyer = input.buyerId.toLowerCase();
    if (!admitted.has(buyer)) {
      return new PartyNotAdmittedError(`${path}.buyerId`, { name: null, identifiers: [] });
    }
    candidates.push(fieldsToCandidate(input, buyer, path));
  }
  return candidates;
}

function findFieldProblem(input: ReceivableInput, path: string): InputInvalidError | null {
  if (input.number.trim() === '' || input.number.length > NUMBER_MAX) {
    return new InputInvalidError(`${path}.number`, `A number has 1 to ${NUMBER_MAX} characters.`);
  }
  if (findCurrencyExponent(input.currency) === null) {
    return new InputInvalidError(`${path}.currency`, 'No ISO 4217 currency.');
  }
  if (input.faceMinor === 0n) {
    return new InputInvalidError(`${path}.faceMinor`, 'A face is above zero.');
  }
  if (input.issueDate < ISSUE_DATE_MIN) {
    return new InputInvalidError(`${path}.issueDate`, `Before ${ISSUE_DATE_MIN}.`);
  }
  if (input.dueDate < input.issueDate) {
    return new InputInvalidError(`${path}.dueDate`, 'The due date is before the issue date.');
  }
  if ((input.paymentReference?.length ?? 0) > REFERENCE_MAX) {
    const message = `A payment reference has at most ${REFERENCE_MAX} characters.`;
    return new InputInvalidError(`${path}.paymentReference`, message);
  }
  return null;
}

function fieldsToCandidate(input: ReceivableInput, buyer: string, path: string): Candidate {
  const { currency, faceMinor, issueDate, dueDate } = input;
  const number = input.number.trim();
  const paymentReference = input.paymentReference ?? null;
  const fields = { number, buyer, currency, faceMinor, issueDate, dueDate, paymentReference };
  const content = canonicalJson(fields);
  const summary = JSON.parse(content.toString()) as Record<string, unknown>;
  const source = { format: 'JSON', fileName: null, content, paymentReference, summary };
  return { path, number, buyer, currency, faceMinor, issueDate, dueDate, source };
}
