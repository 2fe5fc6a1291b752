import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  asEvidence,
  bigintArg,
  instantArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { PartyEntity, PartyStatus, SignerEntity } from './party.entity.js';
import { partyVerification, signerVerification } from './party.verification.js';

const partyKey = rowKey.bind(null, PartyEntity);
const partyOf = (event: LedgerEvent): string => textArg(event, 'party');

/** Events of `PartyRegistry` -> parties and their signers. */
const handlers: Readonly<Record<string, EventHandler>> = {
  PartyAdmitted: {
    keys: () => [],
    subject: partyOf,
    apply: (event, rows) =>
      rows.insert(PartyEntity, {
        party: textArg(event, 'party'),
        legalIdHash: textArg(event, 'legalIdHash'),
        roles: smallArg(event, 'roles'),
        status: PartyStatus.ACTIVE,
        expiresAt: instantArg(event, 'expiresAt'),
        admittedAt: event.blockTime,
      }),
  },
  AdmissionRenewed: {
    keys: (event) => [partyKey(textArg(event, 'party'))],
    subject: partyOf,
    apply: (event, rows) =>
      rows.update(partyKey(textArg(event, 'party')), (party) => {
        party.roles = smallArg(event, 'roles');
        party.expiresAt = instantArg(event, 'expiresAt');
      }),
  },
  PartySuspended: statusChange(PartyStatus.SUSPENDED),
  PartyReinstated: statusChange(PartyStatus.ACTIVE),
  SignerAdded: {
    keys: () => [],
    subject: partyOf,
    apply: (event, rows) =>
      rows.insert(SignerEntity, {
        signer: textArg(event, 'signer'),
        party: textArg(event, 'party'),
        rights: smallArg(event, 'rights'),
        amountMaxMinor: bigintArg(event, 'amountMaxMinor'),
        active: true,
      }),
  },
  SignerChanged: signerChange((signer, event) => {
    signer.rights = smallArg(event, 'rights');
    signer.amountMaxMinor = bigintArg(event, 'amountMaxMinor');
  }),
  SignerRevoked: signerChange((signer) => {
    signer.active = false;
  }),
  SignerRecovered: asEvidence(partyOf),
};

function signerChange(change: (signer: SignerEntity, event: LedgerEvent) => void): EventHandler {
  const key = (event: LedgerEvent) => rowKey(SignerEntity, textArg(event, 'signer'));
  return {
    keys: (event) => [key(event)],
    subject: partyOf,
    apply: (event, rows) => rows.update(key(event), (signer) => change(signer, event)),
  };
}

function statusChange(status: PartyStatus): EventHandler {
  return {
    keys: (event) => [partyKey(textArg(event, 'party'))],
    subject: partyOf,
    apply: (event, rows) =>
      rows.update(partyKey(textArg(event, 'party')), (party) => {
        party.status = status;
      }),
  };
}

export const partyReadModel: ReadModel = {
  contract: 'parties',
  entities: [PartyEntity, SignerEntity],
  handlers,
  verifications: [partyVerification, signerVerification],
};
