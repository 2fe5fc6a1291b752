import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  type RowKey,
  bigintArg,
  lotIdArg,
  rowKey,
  smallArg,
} from '../ledger/projection.js';
import { LotEntity } from '../receivables/index.js';
import { PositionEntity, RepurchaseEntity } from './position.entity.js';
import { positionVerification } from './position.verification.js';
import { QuoteCancellationEntity, QuoteNonceEntity } from './quote-cancellation.entity.js';
import { quoteNonceVerification, quotesCancelled } from './quote-cancellation.projector.js';
import { advanceDown } from './quote-price.js';

const NO_DEAL: Omit<PositionEntity, 'lotId'> = {
  dealNumber: 0,
  advanceMinor: 0n,
  reserveMinor: 0n,
  demandedAt: null,
  repurchaseOffered: false,
  isClosed: false,
};

function positionKey(event: LedgerEvent, name = 'lotId'): RowKey<PositionEntity> {
  return rowKey(PositionEntity, lotIdArg(event, name));
}

function lotKey(event: LedgerEvent): RowKey<LotEntity> {
  return rowKey(LotEntity, lotIdArg(event));
}

const dealOf = (event: LedgerEvent): string => `deal:${smallArg(event, 'dealNumber')}`;

function changing(change: (row: PositionEntity, event: LedgerEvent) => void): EventHandler {
  return {
    keys: (event) => [positionKey(event)],
    subject: dealOf,
    apply: (event, rows) => rows.update(positionKey(event), (row) => change(row, event)),
  };
}

/** What is eligible of a lot is known when it is reserved, its advance when the quote follows with its rate. */
const price: EventHandler = {
  keys: () => [],
  apply: (event, rows) => {
    const dealNumber = smallArg(event, 'dealNumber');
    const advanceRateBps = smallArg(event, 'advanceRateBps');
    for (const { lotId } of rows.where(PositionEntity, 'dealNumber', dealNumber)) {
      rows.update(rowKey(PositionEntity, lotId), (row) => {
        row.advanceMinor = advanceDown(row.reserveMinor, advanceRateBps);
        row.reserveMinor -= row.advanceMinor;
      });
    }
  },
};

/** By order of a court, or because the supplier bought it back. */
const leaveDeal: EventHandler = {
  keys: (event) => [positionKey(event), lotKey(event)],
  subject: dealOf,
  apply: (event, rows) => {
    rows.update(lotKey(event), (lot) => {
      lot.dealNumber = 0;
    });
    rows.update(positionKey(event), (row) => Object.assign(row, NO_DEAL));
  },
};

const repurchase: EventHandler = {
  keys: leaveDeal.keys,
  apply: (event, rows) => {
    leaveDeal.apply(event, rows);
    rows.insert(RepurchaseEntity, {
      blockNumber: event.blockNumber,
      logIndex: event.logIndex,
      dealNumber: smallArg(event, 'dealNumber'),
      lotId: lotIdArg(event),
      priceMinor: bigintArg(event, 'priceMinor'),
      reserveAppliedMinor: bigintArg(event, 'reserveAppliedMinor'),
      reserveReleasedMinor: bigintArg(event, 'reserveReleasedMinor'),
      repurchasedAt: event.blockTime,
    });
  },
};

/** Events of `Factoring` -> positions of lots, repurchases, cancelled quotes. */
export const positionReadModel: ReadModel = {
  contract: 'factoring',
  entities: [PositionEntity, RepurchaseEntity, QuoteCancellationEntity, QuoteNonceEntity],
  handlers: {
    QuoteAccepted: price,
    QuotesCancelled: quotesCancelled,
    ReserveReleased: changing((row) => {
      row.reserveMinor = 0n;
      row.isClosed = true;
    }),
    RepurchaseDemanded: changing((row, event) => {
      row.demandedAt = event.blockTime;
    }),
    RepurchaseOffered: changing((row) => {
      row.repurchaseOffered = true;
    }),
    LotRepurchased: repurchase,
    LotLeftDeal: leaveDeal,
  },
  verifications: [positionVerification, quoteNonceVerification],
};

/** An early payment reserves lots without a deal, which have no position. */
const reserve: EventHandler = {
  keys: (event) => [positionKey(event), lotKey(event)],
  apply: (event, rows) => {
    const dealNumber = smallArg(event, 'dealNumber');
    if (dealNumber === 0) {
      return;
    }
    const lotId = lotIdArg(event);
    const { outstandingMinor } = rows.getOrThrow(lotKey(event));
    const position = { ...NO_DEAL, lotId, dealNumber, reserveMinor: outstandingMinor };
    if (rows.find(positionKey(event)) === undefined) {
      rows.insert(PositionEntity, position);
    } else {
      rows.update(positionKey(event), (row) => Object.assign(row, position));
    }
  },
};

const release: EventHandler = {
  keys: (event) => [positionKey(event)],
  apply: (event, rows) => {
    if (smallArg(event, 'dealNumber') !== 0) {
      rows.update(positionKey(event), (row) => Object.assign(row, NO_DEAL));
    }
  },
};

/** The part's share is rounded down: the lot that is split keeps the remainder. */
const split: EventHandler = {
  keys: (event) => [positionKey(event), lotKey(event)],
  apply: (event, rows) => {
    const position = rows.find(positionKey(event));
    if (position === undefined || position.dealNumber === 0) {
      return;
    }
    const partMinor = bigintArg(event, 'partMinor');
    // The lot's own projector took the part off already.
    const lot = rows.getOrThrow(lotKey(event));
    const outstandingMinor = lot.outstandingMinor + partMinor;
    const advanceMinor = (position.advanceMinor * partMinor) / outstandingMinor;
    const reserveMinor = (position.reserveMinor * partMinor) / outstandingMinor;
    const lotId = lotIdArg(event, 'newLotId');
    rows.insert(PositionEntity, { ...position, lotId, advanceMinor, reserveMinor });
    rows.update(positionKey(event), (row) => {
      row.advanceMinor -= advanceMinor;
      row.reserveMinor -= reserveMinor;
    });
  },
};

const merge: EventHandler = {
  keys: (event) => [positionKey(event), positionKey(event, 'intoLotId')],
  apply: (event, rows) => {
    const position = rows.find(positionKey(event));
    if (position === undefined || position.dealNumber === 0) {
      return;
    }
    const { advanceMinor, reserveMinor } = position;
    rows.update(positionKey(event, 'intoLotId'), (into) => {
      into.advanceMinor += advanceMinor;
      into.reserveMinor += reserveMinor;
    });
    rows.update(positionKey(event), (row) => Object.assign(row, NO_DEAL));
  },
};

/** Events of `ReceivableLots` that move positions; it follows the lots' own read model. */
export const lotPositionReadModel: ReadModel = {
  contract: 'lots',
  entities: [],
  handlers: { LotReserved: reserve, LotReleased: release, LotSplit: split, LotMerged: merge },
  verifications: [],
};
