import {
  type EventHandler,
  type ReadModel,
  instantArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { PartyEntity, PartyStatus, SignerEntity } from './party.entity.js';
import { partyVerification } from './party.verification.js';

const partyKey = rowKey.bind(null, PartyEntity);

/** Events of `PartyRegistry` -> parties and their signers. */
const handlers: Readonly<Record<string, EventHandler>> = {
  PartyAdmitted: {
    keys: () => [],
    subject: (event) => textArg(event, 'party'),
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
    subject: (event) => textArg(event, 'party'),
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
    subject: (event) => textArg(event, 'party'),
    apply: (event, rows) =>
      rows.insert(SignerEntity, {
        signer: textArg(event, 'signer'),
        party: textArg(event, 'party'),
        active: true,
      }),
  },
  SignerRevoked: {
    keys: (event) => [rowKey(SignerEntity, textArg(event, 'signer'))],
    subject: (event) => textArg(event, 'party'),
    apply: (event, rows) =>
      rows.update(rowKey(SignerEntity, textArg(event, 'signer')), (signer) => {
        signer.active = false;
      }),
  },
};

function statusChange(status: PartyStatus): EventHandler {
  return {
    keys: (event) => [partyKey(textArg(event, 'party'))],
    subject: (event) => textArg(event, 'party'),
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
  verifications: [partyVerification],
};
