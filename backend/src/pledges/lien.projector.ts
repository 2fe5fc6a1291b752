import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  type RowKey,
  bigintArg,
  instantArg,
  lotIdArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { ReceivableEntity, receivableIdOfLot } from '../receivables/index.js';
import { LienEntity, LienStatus, RankPolicyEntity } from './lien.entity.js';
import { lienVerification, rankPolicyVerification } from './lien.verification.js';
import { lotAvailabilityVerification } from './lot-availability.verification.js';

const lienSubject = (event: LedgerEvent): string => `lien:${smallArg(event, 'lienNumber')}`;

function receivableKey(event: LedgerEvent): RowKey<ReceivableEntity> {
  return rowKey(ReceivableEntity, receivableIdOfLot(lotIdArg(event)));
}

const lienKey = (event: LedgerEvent) => rowKey(LienEntity, smallArg(event, 'lienNumber'));

function changing(change: (lien: LienEntity, event: LedgerEvent) => void): EventHandler {
  return {
    keys: (event) => [lienKey(event)],
    subject: lienSubject,
    apply: (event, rows) => rows.update(lienKey(event), (lien) => change(lien, event)),
  };
}

function end(lien: LienEntity, status: LienStatus, event: LedgerEvent): void {
  lien.status = status;
  lien.securedMinor = 0n;
  lien.endedAt = event.blockTime;
}

/** Zero stands for none on the ledger. */
function offered(event: LedgerEvent, receivable: ReceivableEntity): LienEntity {
  const toppedUpLien = smallArg(event, 'toppedUpLien');
  return {
    lienNumber: smallArg(event, 'lienNumber'),
    lotId: lotIdArg(event),
    receivableId: receivable.receivableId,
    buyer: receivable.buyer,
    currency: receivable.currency,
    pledgor: textArg(event, 'pledgor'),
    pledgee: textArg(event, 'pledgee'),
    offeredMinor: bigintArg(event, 'securedMinor'),
    securedMinor: bigintArg(event, 'securedMinor'),
    policyNumber: smallArg(event, 'policyNumber'),
    orderKey: 0,
    toppedUpLien: toppedUpLien === 0 ? null : toppedUpLien,
    status: LienStatus.OFFERED,
    registrationHash: null,
    appropriatedLotId: null,
    acceptBy: instantArg(event, 'acceptBy'),
    offeredAt: event.blockTime,
    acceptedAt: null,
    registeredAt: null,
    noticedAt: null,
    enforceableAt: null,
    satisfiedAt: null,
    endedAt: null,
  };
}

/** Events of `Pledges` -> liens and the rules that rank them. */
const handlers: Readonly<Record<string, EventHandler>> = {
  RankPolicyListed: {
    keys: () => [],
    creates: (event) => [rowKey(RankPolicyEntity, smallArg(event, 'policyNumber'))],
    subject: (event) => `rankPolicy:${smallArg(event, 'policyNumber')}`,
    apply: (event, rows) =>
      rows.insert(RankPolicyEntity, {
        policyNumber: smallArg(event, 'policyNumber'),
        policy: textArg(event, 'policy'),
        title: textArg(event, 'title'),
      }),
  },
  LienOffered: {
    keys: (event) => [receivableKey(event)],
    creates: (event) => [lienKey(event)],
    subject: lienSubject,
    apply: (event, rows) =>
      rows.insert(LienEntity, offered(event, rows.getOrThrow(receivableKey(event)))),
  },
  LienAccepted: changing((lien, event) => {
    lien.status = LienStatus.ACTIVE;
    lien.orderKey = smallArg(event, 'orderKey');
    lien.acceptedAt = event.blockTime;
  }),
  LienWithdrawn: changing((lien, event) => end(lien, LienStatus.WITHDRAWN, event)),
  LienRegistered: changing((lien, event) => {
    lien.registrationHash = textArg(event, 'registrationHash');
    lien.registeredAt = event.blockTime;
    lien.orderKey = smallArg(event, 'orderKey');
  }),
  LienNoticed: changing((lien, event) => {
    lien.noticedAt = event.blockTime;
    lien.orderKey = smallArg(event, 'orderKey');
  }),
  LienReleased: changing((lien, event) => {
    lien.securedMinor = bigintArg(event, 'securedMinor');
    if (lien.securedMinor === 0n) end(lien, LienStatus.RELEASED, event);
  }),
  LienReduced: changing((lien, event) => {
    lien.securedMinor = bigintArg(event, 'securedMinor');
    if (lien.securedMinor === 0n) lien.satisfiedAt = event.blockTime;
  }),
  LienRestored: changing((lien, event) => {
    lien.securedMinor = bigintArg(event, 'securedMinor');
    lien.satisfiedAt = null;
  }),
  EnforcementAnnounced: changing((lien, event) => {
    lien.enforceableAt = instantArg(event, 'enforceableAt');
  }),
  EnforcementWithdrawn: changing((lien) => {
    lien.enforceableAt = null;
  }),
  LienEnforced: changing((lien, event) => {
    end(lien, LienStatus.ENFORCED, event);
    lien.appropriatedLotId = lotIdArg(event, 'appropriatedLotId');
  }),
  LienDropped: changing((lien, event) => end(lien, LienStatus.RELEASED, event)),
};

export const lienReadModel: ReadModel = {
  contract: 'pledges',
  entities: [LienEntity, RankPolicyEntity],
  handlers,
  verifications: [lienVerification, rankPolicyVerification, lotAvailabilityVerification],
};
