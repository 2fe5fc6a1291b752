import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { DomainError, InputInvalidError, NotFoundError, NotPermittedError } from '../api/index.js';
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
import type { AmendReceivablesInput, AmendmentInput } from './amendment.input.js';
import { canonicalJson, refuseDocument, sealDocument } from './document.intake.js';
import { type DocumentOwner, type NewDocument, keepDocuments } from './document.store.js';
import { identifyInvoice } from './invoice-identity.js';
import { BATCH_MAX, GAS_BASE, GAS_PER_AMENDMENT } from './ledger-encoding.js';
import { ReceivableReader } from './receivable.reader.js';
import type { ReceivableType } from './receivable.type.js';
import { type Candidate, candidatesOfDocuments } from './registration.candidate.js';

/** What a claim is to say from now on; what is not given stays. */
interface Amendment {
  readonly receivableId: string;
  readonly path: string;
  readonly faceMinor: bigint | null;
  readonly dueDate: string | null;
  /** The corrected document, if the supplier gave one. */
  readonly candidate: Candidate | null;
}

/** An amendment with the claim that it changes. */
interface Claim extends Amendment {
  readonly receivable: ReceivableType;
}

/** Corrects claims of the viewer's party that their buyers have not answered. */
@Injectable()
export class AmendmentService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly networkKey: NetworkKey,
    private readonly parties: PartyReader,
    private readonly receivables: ReceivableReader,
  ) {}

  async amend(viewer: Viewer, input: AmendReceivablesInput): Promise<CommandEntity | DomainError> {
    if (!viewer.roles.includes(PartyRole.SUPPLIER)) {
      return new NotPermittedError('Only a supplier amends receivables.');
    }
    const { idempotencyKey: key, documents, amendments } = input;
    const idempotency = { key, operation: 'amendReceivables', body: { documents, amendments } };
    return this.outbox.submit(viewer, idempotency, async (db, commandId) => {
      const read = await this.readAmendments(db, viewer.party, input);
      if (read instanceof DomainError) {
        return read;
      }
      const claims = await this.findClaims(db, viewer, read);
      return claims instanceof DomainError
        ? claims
        : keep(db, { party: viewer.party, commandId }, claims);
    });
  }

  private async readAmendments(
    db: EntityManager,
    supplier: string,
    input: AmendReceivablesInput,
  ): Promise<Amendment[] | DomainError> {
    const documents = input.documents ?? [];
    const amendments = input.amendments ?? [];
    const count = documents.length + amendments.length;
    if (count < 1 || count > BATCH_MAX) {
      const message = `1 to ${BATCH_MAX} documents and amendments in total.`;
      return new InputInvalidError('amendments', message);
    }
    const lookup = { db, parties: this.parties };
    const candidates = await candidatesOfDocuments(lookup, supplier, documents);
    if (candidates instanceof DomainError) {
      return candidates;
    }
    const corrected = candidates.map((candidate) => this.ofDocument(supplier, candidate));
    return [...corrected, ...amendments.map(ofFields)];
  }

  /** A corrected invoice bears the number of the one that it takes the place of. */
  private ofDocument(supplier: string, candidate: Candidate): Amendment {
    const { path, number, faceMinor, dueDate } = candidate;
    const { receivableId } = identifyInvoice(this.networkKey, supplier, number);
    return { receivableId, path, faceMinor, dueDate, candidate };
  }

  private async findClaims(
    db: EntityManager,
    viewer: Viewer,
    amendments: readonly Amendment[],
  ): Promise<Claim[] | DomainError> {
    const ids = amendments.map(({ receivableId }) => receivableId);
    const visible = await this.receivables.findVisible(viewer, ids, db);
    const byId = new Map(visible.map((receivable) => [receivable.receivableId, receivable]));
    const claims: Claim[] = [];
    for (const amendment of amendments) {
      const receivable = byId.get(amendment.receivableId);
      if (receivable === undefined) {
        return new NotFoundError(amendment.receivableId);
      }
      const problem = findProblem(viewer, amendment, receivable);
      if (problem !== null) {
        return problem;
      }
      claims.push({ ...amendment, receivable });
    }
    return claims;
  }
}

function ofFields(input: AmendmentInput, index: number): Amendment {
  return {
    receivableId: input.receivableId.toLowerCase(),
    path: `amendments[${index}]`,
    faceMinor: input.faceMinor ?? null,
    dueDate: input.dueDate ?? null,
    candidate: null,
  };
}

function findProblem(
  viewer: Viewer,
  { path, faceMinor, dueDate, candidate }: Amendment,
  { receivableId, supplier, buyer, currency, issueDate }: ReceivableType,
): DomainError | null {
  if (supplier !== viewer.party) {
    return new NotPermittedError(`Only the supplier of ${receivableId} may do this.`);
  }
  if (faceMinor === null && dueDate === null) {
    return new InputInvalidError(path, 'Give a face or a due date to change.');
  }
  if (faceMinor === 0n) {
    return new InputInvalidError(`${path}.faceMinor`, 'A face is above zero.');
  }
  if (dueDate !== null && dueDate < issueDate) {
    return new InputInvalidError(`${path}.dueDate`, 'The due date is before the issue date.');
  }
  const isSame =
    candidate === null ||
    (candidate.buyer === buyer &&
      candidate.currency === currency &&
      candidate.issueDate === issueDate);
  return isSame
    ? null
    : refuseDocument(
        { path },
        'NOT_THE_SAME_CLAIM',
        'buyer, currency or issue date differ from what was registered; withdraw the claim instead',
      );
}

async function keep(
  db: EntityManager,
  owner: DocumentOwner,
  claims: readonly Claim[],
): Promise<Act> {
  const documents = claims.map(toDocument);
  await keepDocuments(db, owner, documents);
  const calls = claims.map(({ receivableId, faceMinor, dueDate, receivable }, index) => ({
    receivableId,
    faceMinor: faceMinor ?? receivable.faceMinor,
    dueDay: epochDayOf(dueDate ?? receivable.dueDate),
    documentCommitment: documents[index]?.commitment as string,
  }));
  return {
    kind: 'AMEND_RECEIVABLES',
    contract: 'receivables',
    callData: contractInterfaces.receivables.encodeFunctionData('amend', [calls]),
    gas: GAS_BASE + GAS_PER_AMENDMENT * calls.length,
    subjects: claims.map(({ receivableId }) => receivableId),
  };
}

/** What the ledger commits to: the corrected document, or what the supplier stated instead of one. */
function toDocument({ receivableId: subject, candidate, ...given }: Claim): NewDocument {
  const kind = 'AMENDMENT' as const;
  if (candidate !== null) {
    const { source, number } = candidate;
    return { ...source, ...sealDocument(source.content), subject, kind, number };
  }
  const { faceMinor, dueDate } = given;
  const content = canonicalJson({ receivableId: subject, faceMinor, dueDate });
  return {
    ...{ subject, kind, content, ...sealDocument(content) },
    ...{ format: 'JSON', fileName: null, number: '', paymentReference: null },
    summary: JSON.parse(content.toString()) as Record<string, unknown>,
  };
}
