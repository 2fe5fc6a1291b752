import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  type RowKey,
  bigintArg,
  instantArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { PartyEntity, PartyStatus, SignerEntity } from './party.entity.js';
import { partyVerification, signerVerification } from './party.verification.js';

const partyKey = (party: string): RowKey<PartyEntity> => rowKey(PartyEntity, party);
const partyOf = (event: LedgerEvent): string => textArg(event, 'party');

/** Events of `PartyRegistry` -> parties and their signers. */
const handlers: Readonly<Record<string, EventHandler>> = {
  PartyAdmitted: {
    keys: () => [],
    creates: (event) => [partyKey(partyOf(event))],
    subject: partyOf,
    apply: (event, rows) =>
      rows.insert(PartyEntity, {
        party: textArg(event, 'party'),
        legalIdHash: textArg(event, 'legalIdHash'),
        roles: smallArg(event, 'roles'),
        status: PartyStatus.ACTIVE,
        expiresAt: instantArg(event, 'expiresAt'),
        admittedAt: event.blockTime,
        suspendedAt: null,
        suspensionHash: null,
      }),
  },
  AdmissionRenewed: partyChange((party, event) => {
    party.roles = smallArg(event, 'roles');
    party.expiresAt = instantArg(event, 'expiresAt');
  }),
  PartySuspended: partyChange((party, event) => {
    party.status = PartyStatus.SUSPENDED;
    party.suspendedAt = event.blockTime;
    party.suspensionHash = textArg(event, 'reasonHash');
  }),
  PartyReinstated: partyChange((party) => {
    party.status = PartyStatus.ACTIVE;
    party.suspendedAt = null;
    party.suspensionHash = null;
  }),
  SignerAdded: {
    keys: () => [],
    creates: (event) => [rowKey(SignerEntity, textArg(event, 'signer'))],
    subject: partyOf,
    apply: (event, rows) =>
      rows.insert(SignerEntity, {
        signer: textArg(event, 'signer'),
        party: textArg(event, 'party'),
        rights: smallArg(event, 'rights'),
        amountMaxMinor: bigintArg(event, 'amountMaxMinor'),
        addedAt: event.blockTime,
        revokedAt: null,
        recoveryOrderHash: null,
      }),
  },
  SignerChanged: signerChange((signer, event) => {
    signer.rights = smallArg(event, 'rights');
    signer.amountMaxMinor = bigintArg(event, 'amountMaxMinor');
  }),
  SignerRevoked: signerChange((signer, event) => {
    signer.revokedAt = event.blockTime;
  }),
  SignerRecovered: signerChange((signer, event) => {
    signer.recoveryOrderHash = textArg(event, 'orderHash');
  }),
};

function signerChange(change: (signer: SignerEntity, event: LedgerEvent) => void): EventHandler {
  const key = (event: LedgerEvent) => rowKey(SignerEntity, textArg(event, 'signer'));
  return {
    keys: (event) => [key(event)],
    subject: partyOf,
    apply: (event, rows) => rows.update(key(event), (signer) => change(signer, event)),
  };
}

function partyChange(change: (party: PartyEntity, event: LedgerEvent) => void): EventHandler {
  return {
    keys: (event) => [partyKey(partyOf(event))],
    subject: partyOf,
    apply: (event, rows) => rows.update(partyKey(partyOf(event)), (party) => change(party, event)),
  };
}

export const partyReadModel: ReadModel = {
  contract: 'parties',
  entities: [PartyEntity, SignerEntity],
  handlers,
  verifications: [partyVerification, signerVerification],
};
