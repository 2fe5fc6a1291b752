import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  bigintArg,
  currencyArg,
  flagArg,
  instantArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { DealEntity, DealStatus } from './deal.entity.js';
import { dealVerification } from './deal.verification.js';

const dealKey = (event: LedgerEvent) => rowKey(DealEntity, smallArg(event, 'dealNumber'));

function changing(change: (row: DealEntity, event: LedgerEvent) => void): EventHandler {
  return {
    keys: (event) => [dealKey(event)],
    subject: dealSubject,
    apply: (event, rows) => rows.update(dealKey(event), (row) => change(row, event)),
  };
}

function dealSubject(event: LedgerEvent): string {
  return `deal:${smallArg(event, 'dealNumber')}`;
}

/** Events of `Factoring` -> deals. */
const handlers: Readonly<Record<string, EventHandler>> = {
  QuoteAccepted: {
    keys: () => [],
    creates: (event) => [dealKey(event)],
    subject: dealSubject,
    apply: (event, rows) =>
      rows.insert(DealEntity, {
        dealNumber: smallArg(event, 'dealNumber'),
        quoteHash: textArg(event, 'quoteHash'),
        supplier: textArg(event, 'supplier'),
        financier: textArg(event, 'financier'),
        buyer: textArg(event, 'buyer'),
        currency: currencyArg(event),
        eligibleMinor: bigintArg(event, 'eligibleMinor'),
        advanceMinor: bigintArg(event, 'advanceMinor'),
        reserveMinor: bigintArg(event, 'reserveMinor'),
        discountChargeMinor: bigintArg(event, 'discountChargeMinor'),
        serviceFeeMinor: bigintArg(event, 'serviceFeeMinor'),
        reserveReleasedMinor: 0n,
        reserveNettedMinor: 0n,
        reserveAppliedMinor: 0n,
        status: DealStatus.ACCEPTED,
        disclosed: flagArg(event, 'disclosed'),
        recourseDays: smallArg(event, 'recourseDays'),
        fundBy: instantArg(event, 'fundBy'),
        acceptedAt: event.blockTime,
        fundedAt: null,
        endedAt: null,
      }),
  },
  DealFunded: changing((deal, event) => {
    deal.status = DealStatus.FUNDED;
    deal.fundedAt = event.blockTime;
  }),
  DealLapsed: changing((deal, event) => {
    deal.status = DealStatus.LAPSED;
    deal.endedAt = event.blockTime;
  }),
  DealClosed: changing((deal, event) => {
    deal.status = DealStatus.CLOSED;
    deal.endedAt = event.blockTime;
  }),
  ReserveReleased: changing((deal, event) => {
    deal.reserveReleasedMinor += bigintArg(event, 'releasedMinor');
    deal.reserveNettedMinor += bigintArg(event, 'nettedMinor');
  }),
  LotRepurchased: changing((deal, event) => {
    deal.reserveReleasedMinor += bigintArg(event, 'reserveReleasedMinor');
    deal.reserveAppliedMinor += bigintArg(event, 'reserveAppliedMinor');
  }),
};

export const dealReadModel: ReadModel = {
  contract: 'factoring',
  entities: [DealEntity],
  handlers,
  verifications: [dealVerification],
};
