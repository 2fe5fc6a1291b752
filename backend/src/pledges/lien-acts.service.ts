import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { DomainError, NotFoundError, NotPermittedError } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  checkEvidence,
  contractInterfaces,
} from '../ledger/index.js';
import { type LienEvidence, keepEvidence } from './lien-evidence.js';
import type {
  LienEvidenceInput,
  LienInput,
  RegisterLienInput,
  ReleaseLienInput,
} from './lien.input.js';
import { LienReader } from './lien.reader.js';
import type { LienType } from './lien.type.js';

/** The dearest, release, took 95,000 with its transaction. */
const GAS_OF_ACT = 200_000;
/** Splits the lot and moves the part: 183,000 measured with its transaction, more for a lot of a deal. */
const GAS_OF_ENFORCEMENT = 450_000;

type Submitted = Promise<CommandEntity | DomainError>;
type CallName =
  | 'recordRegistration'
  | 'giveNotice'
  | 'release'
  | 'announceEnforcement'
  | 'withdrawEnforcement'
  | 'enforce'
  | 'drop';

/** One call about one lien. */
interface LienAct {
  /** Name of the mutation. */
  readonly operation: string;
  readonly kind: string;
  readonly call: CallName;
  /** Who may do it, of the two parties; nobody is named where anybody may. */
  readonly by: ReadonlyArray<'pledgor' | 'pledgee'>;
  readonly gas?: number;
  readonly evidence?: LienEvidence;
  /** Values of the call after the lien's number, given the hash of the evidence. */
  readonly values: (evidenceHash: string, lien: LienType) => unknown[];
}

/** What pledgee and pledgor do with a lien that stands. The contract decides; this answers early. */
@Injectable()
export class LienActsService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly liens: LienReader,
  ) {}

  register(viewer: Viewer, input: RegisterLienInput): Submitted {
    return this.submit(viewer, input, {
      operation: 'registerLien',
      kind: 'REGISTER_LIEN',
      call: 'recordRegistration',
      by: ['pledgee'],
      evidence: { path: 'registration', content: input.registration },
      values: (registrationHash) => [registrationHash],
    });
  }

  giveNotice(viewer: Viewer, input: LienEvidenceInput): Submitted {
    return this.submit(viewer, input, {
      operation: 'giveLienNotice',
      kind: 'GIVE_LIEN_NOTICE',
      call: 'giveNotice',
      by: ['pledgor', 'pledgee'],
      evidence: { path: 'evidence', content: input.evidence },
      values: (evidenceHash) => [evidenceHash],
    });
  }

  release(viewer: Viewer, input: ReleaseLienInput): Submitted {
    return this.submit(viewer, input, {
      operation: 'releaseLien',
      kind: 'RELEASE_LIEN',
      call: 'release',
      by: ['pledgee'],
      values: (_, { securedMinor }) => [input.amountMinor ?? securedMinor],
    });
  }

  announceEnforcement(viewer: Viewer, input: LienEvidenceInput): Submitted {
    return this.submit(viewer, input, {
      operation: 'announceEnforcement',
      kind: 'ANNOUNCE_ENFORCEMENT',
      call: 'announceEnforcement',
      by: ['pledgee'],
      evidence: { path: 'evidence', content: input.evidence },
      values: (evidenceHash) => [evidenceHash],
    });
  }

  withdrawEnforcement(viewer: Viewer, input: LienInput): Submitted {
    return this.submit(viewer, input, {
      operation: 'withdrawEnforcement',
      kind: 'WITHDRAW_ENFORCEMENT',
      call: 'withdrawEnforcement',
      by: ['pledgee'],
      values: () => [],
    });
  }

  enforce(viewer: Viewer, input: LienEvidenceInput): Submitted {
    return this.submit(viewer, input, {
      operation: 'enforceLien',
      kind: 'ENFORCE_LIEN',
      call: 'enforce',
      by: ['pledgee'],
      gas: GAS_OF_ENFORCEMENT,
      evidence: { path: 'evidence', content: input.evidence },
      values: (evidenceHash) => [evidenceHash],
    });
  }

  drop(viewer: Viewer, input: LienInput): Submitted {
    return this.submit(viewer, input, {
      operation: 'dropLien',
      kind: 'DROP_LIEN',
      call: 'drop',
      by: [],
      values: () => [],
    });
  }

  private async submit(viewer: Viewer, input: LienInput, act: LienAct): Submitted {
    const invalid =
      act.evidence === undefined ? null : checkEvidence(act.evidence.content, act.evidence.path);
    if (invalid !== null) {
      return invalid;
    }
    // How the client waits is no part of what it asks for.
    const body = { ...input, idempotencyKey: undefined, awaitInclusion: undefined };
    const idempotency = { key: input.idempotencyKey, operation: act.operation, body };
    return this.outbox.submit(viewer, idempotency, (db) =>
      this.prepare(db, viewer, input.lienNumber, act),
    );
  }

  private async prepare(
    db: EntityManager,
    viewer: Viewer,
    lienNumber: number,
    act: LienAct,
  ): Promise<Act | DomainError> {
    const [lien] = await this.liens.findMany(viewer, [lienNumber], db);
    if (lien === undefined) {
      return new NotFoundError(String(lienNumber));
    }
    if (act.by.length > 0 && act.by.every((side) => lien[side] !== viewer.party)) {
      return new NotPermittedError(`Only the ${act.by.join(' or ')} of the lien may do this.`);
    }
    const { content } = act.evidence ?? { content: null };
    const subject = String(lienNumber);
    const evidenceHash =
      content === null ? '' : await keepEvidence(db, viewer.party, { subject, content });
    return toAct(act, lien, evidenceHash);
  }
}

function toAct(act: LienAct, lien: LienType, evidenceHash: string): Act {
  const { pledges } = contractInterfaces;
  const values = [lien.lienNumber, ...act.values(evidenceHash, lien)];
  const fragment = pledges.getFunction(act.call);
  return {
    kind: act.kind,
    contract: 'pledges',
    callData: pledges.encodeFunctionData(fragment as never, values as never),
    gas: act.gas ?? GAS_OF_ACT,
    subjects: [String(lien.lienNumber)],
  };
}
