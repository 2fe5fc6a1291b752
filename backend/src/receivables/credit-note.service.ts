import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { DomainError, InputInvalidError, NotFoundError, NotPermittedError } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import { normaliseInvoiceNumber } from '../documents/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  NetworkKey,
  contractInterfaces,
} from '../ledger/index.js';
import { PartyReader } from '../parties/index.js';
import {
  type ReadDocument,
  canonicalJson,
  readDocument,
  refuseDocument,
  sealDocument,
  summaryOf,
} from './document.intake.js';
import { type DocumentOwner, type NewDocument, keepDocuments } from './document.store.js';
import { identifyInvoice } from './invoice-identity.js';
import { BATCH_MAX, GAS_BASE_OF_CREDIT, GAS_PER_CREDIT_NOTE } from './ledger-encoding.js';
import type { ApplyCreditNotesInput, CreditNoteInput } from './receivable.input.js';
import { ReceivableReader } from './receivable.reader.js';
import { TradingParties } from './trading-parties.js';

/** Kind of the commands that apply credit notes. */
export const CREDIT_NOTE_KIND = 'APPLY_CREDIT_NOTES';
const NUMBER_MAX = 200;

/** A credit note with the receivable that it reduces. */
interface Credit {
  readonly receivableId: string;
  readonly number: string;
  readonly amountMinor: bigint;
  /** Currency that the document states; the receivable's if it came without one. */
  readonly currency: string | null;
  readonly from: Pick<ReadDocument, 'path'>;
  readonly source: Pick<NewDocument, 'format' | 'fileName' | 'content' | 'summary'>;
}

/** Reduces receivables of the viewer's party by credit notes. */
@Injectable()
export class CreditNoteService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly networkKey: NetworkKey,
    private readonly parties: PartyReader,
    private readonly receivables: ReceivableReader,
  ) {}

  async apply(viewer: Viewer, input: ApplyCreditNotesInput): Promise<CommandEntity | DomainError> {
    if (!viewer.roles.includes(PartyRole.SUPPLIER)) {
      return new NotPermittedError('Only a supplier applies credit notes.');
    }
    const { idempotencyKey: key, documents, creditNotes } = input;
    const idempotency = { key, operation: 'applyCreditNotes', body: { documents, creditNotes } };
    return this.outbox.submit(viewer, idempotency, async (db, commandId) => {
      const credits = await this.readCredits(db, viewer, input);
      if (credits instanceof DomainError) {
        return credits;
      }
      const problem = await this.findProblem(db, viewer, credits);
      return problem ?? this.keep(db, { party: viewer.party, commandId }, credits);
    });
  }

  private async readCredits(
    db: EntityManager,
    viewer: Viewer,
    input: ApplyCreditNotesInput,
  ): Promise<Credit[] | DomainError> {
    const notes = input.creditNotes ?? [];
    const count = (input.documents?.length ?? 0) + notes.length;
    if (count < 1 || count > BATCH_MAX) {
      const message = `1 to ${BATCH_MAX} documents and credit notes in total.`;
      return new InputInvalidError('documents', message);
    }
    const wrong = notes.findIndex(
      ({ number }) => number.trim() === '' || number.length > NUMBER_MAX,
    );
    if (wrong !== -1) {
      const message = `A number has 1 to ${NUMBER_MAX} characters.`;
      return new InputInvalidError(`creditNotes[${wrong}].number`, message);
    }
    const read = await this.readDocuments(db, viewer.party, input);
    return read instanceof DomainError ? read : [...read, ...notes.map(creditOfFields)];
  }

  private async readDocuments(
    db: EntityManager,
    supplier: string,
    { documents }: ApplyCreditNotesInput,
  ): Promise<Credit[] | DomainError> {
    const read: ReadDocument[] = [];
    for (const [index, input] of (documents ?? []).entries()) {
      const document = readDocument(input, `documents[${index}]`);
      if (document instanceof DomainError) {
        return document;
      }
      read.push(document);
    }
    const invoices = read.map(({ invoice }) => invoice);
    const trading = await TradingParties.find(this.parties, db, invoices);
    for (const document of read) {
      const problem =
        findCreditNoteProblem(document) ?? trading.refuseOtherSupplier(document, supplier);
      if (problem !== null) {
        return problem;
      }
    }
    return read.map((document) => this.creditOfDocument(supplier, document));
  }

  private creditOfDocument(supplier: string, document: ReadDocument): Credit {
    const { invoice, format, fileName, content } = document;
    const preceding = invoice.precedingInvoiceNumber ?? '';
    const { payableMinor, number, currency } = invoice;
    return {
      receivableId: identifyInvoice(this.networkKey, supplier, preceding).receivableId,
      number,
      // A fapiao and some profiles state what is given back as a negative amount.
      amountMinor: payableMinor < 0n ? -payableMinor : payableMinor,
      currency,
      from: document,
      source: { format, fileName, content, summary: summaryOf(invoice) },
    };
  }

  private async findProblem(
    db: EntityManager,
    viewer: Viewer,
    credits: readonly Credit[],
  ): Promise<DomainError | null> {
    const ids = credits.map(({ receivableId }) => receivableId);
    const visible = await this.receivables.findVisible(viewer, ids, db);
    const byId = new Map(visible.map((receivable) => [receivable.receivableId, receivable]));
    for (const { receivableId, currency, from } of credits) {
      const receivable = byId.get(receivableId);
      if (receivable === undefined) {
        return new NotFoundError(receivableId);
      }
      if (receivable.supplier !== viewer.party) {
        return new NotPermittedError(`Only the supplier of ${receivableId} may do this.`);
      }
      if (currency !== null && currency !== receivable.currency) {
        const message = `it is in ${currency}, its invoice in ${receivable.currency}`;
        return refuseDocument(from, 'CURRENCY_DIFFERS', message);
      }
    }
    return null;
  }

  private async keep(
    db: EntityManager,
    owner: DocumentOwner,
    credits: readonly Credit[],
  ): Promise<Act> {
    const documents = credits.map(({ receivableId: subject, number, source }) => ({
      ...{ ...source, ...sealDocument(source.content), subject, number },
      ...({ kind: 'CREDIT_NOTE', paymentReference: null } as const),
    }));
    await keepDocuments(db, owner, documents);
    const calls = credits.map(({ receivableId, number, amountMinor }, index) => ({
      receivableId,
      fingerprint: this.networkKey.creditNoteFingerprint(
        owner.party,
        normaliseInvoiceNumber(number),
      ),
      amountMinor,
      documentCommitment: documents[index]?.commitment as string,
    }));
    return {
      kind: CREDIT_NOTE_KIND,
      contract: 'receivables',
      callData: contractInterfaces.receivables.encodeFunctionData('applyCreditNotes', [calls]),
      gas: GAS_BASE_OF_CREDIT + GAS_PER_CREDIT_NOTE * calls.length,
      subjects: credits.map(({ receivableId }) => receivableId),
    };
  }
}

function findCreditNoteProblem(document: ReadDocument): DomainError | null {
  const { kind, payableMinor, precedingInvoiceNumber } = document.invoice;
  if (kind !== 'CREDIT_NOTE') {
    const message = 'an invoice gives nothing back; use registerReceivables';
    return refuseDocument(document, 'NOT_A_CREDIT_NOTE', message);
  }
  if (precedingInvoiceNumber === null) {
    const message = 'the credit note names no preceding invoice';
    return refuseDocument(document, 'PRECEDING_INVOICE_MISSING', message);
  }
  return payableMinor === 0n
    ? refuseDocument(document, 'NOTHING_CREDITED', 'the credit note gives nothing back')
    : null;
}

function creditOfFields(input: CreditNoteInput, index: number): Credit {
  const { amountMinor } = input;
  const receivableId = input.receivableId.toLowerCase();
  const number = input.number.trim();
  const content = canonicalJson({ receivableId, number, amountMinor });
  const summary = JSON.parse(content.toString()) as Record<string, unknown>;
  return {
    ...{ receivableId, number, amountMinor, currency: null },
    from: { path: `creditNotes[${index}]` },
    source: { format: 'JSON', fileName: null, content, summary },
  };
}
