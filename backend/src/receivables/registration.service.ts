import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { DomainError, InputInvalidError, NotPermittedError } from '../api/index.js';
import { PartyRole, epochDayOf } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  NetworkKey,
  contractInterfaces,
} from '../ledger/index.js';
import { PartyReader } from '../parties/index.js';
import { sealDocument } from './document.intake.js';
import { type DocumentOwner, type NewDocument, keepInvoices } from './document.store.js';
import { identifyInvoice } from './invoice-identity.js';
import { BATCH_MAX, GAS_BASE, GAS_PER_REGISTRATION, currencyBytes } from './ledger-encoding.js';
import { ReceivableAlreadyRegisteredError } from './receivable.errors.js';
import {
  type Candidate,
  candidatesOfDocuments,
  candidatesOfFields,
} from './registration.candidate.js';
import type { RegisterReceivablesInput } from './registration.input.js';

/** A candidate with what it will be known by on the ledger. */
interface Registration extends Candidate {
  readonly fingerprint: string;
  readonly document: NewDocument;
}

/** Turns invoices of the viewer's party into receivables. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly networkKey: NetworkKey,
    private readonly parties: PartyReader,
  ) {}

  async register(
    viewer: Viewer,
    input: RegisterReceivablesInput,
  ): Promise<CommandEntity | DomainError> {
    if (!viewer.roles.includes(PartyRole.SUPPLIER)) {
      return new NotPermittedError('Only a supplier registers receivables.');
    }
    const { idempotencyKey: key, documents, receivables } = input;
    const body = { documents, receivables };
    return this.outbox.submit(
      viewer,
      { key, operation: 'registerReceivables', body },
      (db, commandId) => this.prepare(db, { party: viewer.party, commandId }, input),
    );
  }

  private async prepare(
    db: EntityManager,
    owner: DocumentOwner,
    input: RegisterReceivablesInput,
  ): Promise<Act | DomainError> {
    const candidates = await this.readCandidates(db, owner.party, input);
    if (candidates instanceof DomainError) {
      return candidates;
    }
    const registrations = candidates.map((candidate) => this.identify(owner.party, candidate));
    const twice = await findRegistered(db, owner, registrations);
    if (twice !== null) {
      const { document, number, path } = twice;
      return new ReceivableAlreadyRegisteredError(document.subject, number, path);
    }
    return toAct(registrations);
  }

  private async readCandidates(
    db: EntityManager,
    supplier: string,
    input: RegisterReceivablesInput,
  ): Promise<Candidate[] | DomainError> {
    const documents = input.documents ?? [];
    const receivables = input.receivables ?? [];
    const count = documents.length + receivables.length;
    if (count < 1 || count > BATCH_MAX) {
      const message = `1 to ${BATCH_MAX} documents and receivables in total.`;
      return new InputInvalidError('documents', message);
    }
    const lookup = { db, parties: this.parties };
    const read = await candidatesOfDocuments(lookup, supplier, documents);
    if (read instanceof DomainError) {
      return read;
    }
    const given = await candidatesOfFields(lookup, receivables);
    return given instanceof DomainError ? given : [...read, ...given];
  }

  private identify(supplier: string, candidate: Candidate): Registration {
    const { number, source } = candidate;
    const identity = identifyInvoice(this.networkKey, supplier, number);
    const { fingerprint, receivableId: subject } = identity;
    const sealed = sealDocument(source.content);
    const document: NewDocument = { ...source, ...sealed, subject, kind: 'INVOICE', number };
    return { ...candidate, fingerprint, document };
  }
}

/** Keeps the documents; the first invoice that is registered already, or stands in the request twice. */
async function findRegistered(
  db: EntityManager,
  owner: DocumentOwner,
  registrations: readonly Registration[],
): Promise<Registration | null> {
  const seen = new Set<string>();
  const repeated = registrations.find(({ document: { subject } }) => {
    const isRepeat = seen.has(subject);
    seen.add(subject);
    return isRepeat;
  });
  if (repeated !== undefined) {
    return repeated;
  }
  const documents = registrations.map(({ document }) => document);
  const kept = await keepInvoices(db, owner, documents);
  // A receivable may also stand on the ledger without a document here: another installation registered it.
  const known: Array<{ receivable_id: string }> = await db.query(
    `SELECT receivable_id FROM receivable WHERE receivable_id = ANY($1)`,
    [[...seen]],
  );
  const taken = new Set([...kept, ...known.map((row) => row.receivable_id)]);
  return registrations.find(({ document }) => taken.has(document.subject)) ?? null;
}

function toAct(registrations: readonly Registration[]): Act {
  const calls = registrations.map((registration) => ({
    fingerprint: registration.fingerprint,
    buyer: registration.buyer,
    faceMinor: registration.faceMinor,
    issueDay: epochDayOf(registration.issueDate),
    dueDay: epochDayOf(registration.dueDate),
    currency: currencyBytes(registration.currency),
    documentCommitment: registration.document.commitment,
  }));
  return {
    kind: 'REGISTER_RECEIVABLES',
    contract: 'receivables',
    callData: contractInterfaces.receivables.encodeFunctionData('register', [calls]),
    gas: GAS_BASE + GAS_PER_REGISTRATION * calls.length,
    subjects: registrations.map(({ document }) => document.subject),
  };
}
