import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  type RowKey,
  asEvidence,
  bigintArg,
  flagArg,
  lotIdArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { lotIndexOf, receivableIdOfLot } from './lot-id.js';
import { DealLotEntity, LotEntity, LotPaymentEntity } from './lot.entity.js';
import { lotVerification } from './lot.verification.js';
import { ReceivableEntity } from './receivable.entity.js';

const ZERO_ADDRESS = `0x${'0'.repeat(40)}`;

function lotKey(event: LedgerEvent, name = 'lotId'): RowKey<LotEntity> {
  return rowKey(LotEntity, lotIdArg(event, name));
}

type NewLot = Pick<LotEntity, 'lotId' | 'owner' | 'outstandingMinor' | 'createdAt'>;

function newLot(lot: NewLot): LotEntity {
  return {
    ...lot,
    receivableId: receivableIdOfLot(lot.lotId),
    lotIndex: lotIndexOf(lot.lotId),
    paidMinor: 0n,
    writtenOffMinor: 0n,
    dealNumber: 0,
    isReserved: false,
    isFrozen: false,
    clockStoppedDays: 0,
    mergedInto: null,
  };
}

const receivableOfLot = (event: LedgerEvent): string => receivableIdOfLot(lotIdArg(event));
const transferredLot = (event: LedgerEvent): string => lotIdArg(event, 'tokenId');
const receivableOfToken = (event: LedgerEvent): string => receivableIdOfLot(transferredLot(event));

function changing(change: (lot: LotEntity, event: LedgerEvent) => void): EventHandler {
  return {
    keys: (event) => [lotKey(event)],
    subject: receivableOfLot,
    apply: (event, rows) => rows.update(lotKey(event), (lot) => change(lot, event)),
  };
}

/** What is owed of a share; the rest of it recovers what was written off. */
function owedMinor(event: LedgerEvent): bigint {
  return bigintArg(event, 'amountMinor') - bigintArg(event, 'recoveredMinor');
}

const isMinted = (event: LedgerEvent): boolean => textArg(event, 'from') === ZERO_ADDRESS;

const transfer: EventHandler = {
  keys: (event) =>
    isMinted(event)
      ? [rowKey(ReceivableEntity, receivableOfToken(event))]
      : [rowKey(LotEntity, transferredLot(event))],
  creates: (event) => (isMinted(event) ? [rowKey(LotEntity, transferredLot(event))] : []),
  subject: receivableOfToken,
  apply: (event, rows) => {
    const lotId = transferredLot(event);
    const owner = textArg(event, 'to');
    if (!isMinted(event)) {
      rows.update(rowKey(LotEntity, lotId), (lot) => {
        lot.owner = owner;
      });
    } else if (lotIndexOf(lotId) === 1) {
      // The first lot holds the whole receivable; later ones were made by the split before.
      const { outstandingMinor } = rows.getOrThrow(
        rowKey(ReceivableEntity, receivableIdOfLot(lotId)),
      );
      rows.insert(
        LotEntity,
        newLot({ lotId, owner, outstandingMinor, createdAt: event.blockTime }),
      );
    }
  },
};

const split: EventHandler = {
  keys: (event) => [lotKey(event)],
  creates: (event) => [lotKey(event, 'newLotId')],
  subject: receivableOfLot,
  apply: (event, rows) => {
    const partMinor = bigintArg(event, 'partMinor');
    const lot = rows.getOrThrow(lotKey(event));
    rows.update(lotKey(event), (row) => {
      row.outstandingMinor -= partMinor;
    });
    rows.insert(LotEntity, {
      ...newLot({
        lotId: lotIdArg(event, 'newLotId'),
        owner: lot.owner,
        outstandingMinor: partMinor,
        createdAt: event.blockTime,
      }),
      dealNumber: lot.dealNumber,
      clockStoppedDays: lot.clockStoppedDays,
    });
  },
};

/** The lot that goes away takes its history with it. */
const merge: EventHandler = {
  keys: (event) => [lotKey(event), lotKey(event, 'intoLotId')],
  subject: receivableOfLot,
  apply: (event, rows) => {
    const { paidMinor, writtenOffMinor } = rows.getOrThrow(lotKey(event));
    rows.update(lotKey(event), (lot) => {
      lot.outstandingMinor = 0n;
      lot.paidMinor = 0n;
      lot.writtenOffMinor = 0n;
      lot.dealNumber = 0;
      lot.clockStoppedDays = 0;
      lot.mergedInto = lotIdArg(event, 'intoLotId');
    });
    rows.update(lotKey(event, 'intoLotId'), (into) => {
      into.outstandingMinor += bigintArg(event, 'partMinor');
      into.paidMinor += paidMinor;
      into.writtenOffMinor += writtenOffMinor;
    });
  },
};

const reserve: EventHandler = {
  keys: (event) => [lotKey(event)],
  subject: receivableOfLot,
  apply: (event, rows) => {
    const dealNumber = smallArg(event, 'dealNumber');
    rows.update(lotKey(event), (lot) => {
      lot.dealNumber = dealNumber;
      lot.isReserved = true;
    });
    // An early payment reserves a lot without a deal.
    if (dealNumber !== 0) {
      const position = event.logIndex;
      rows.insert(DealLotEntity, { dealNumber, lotId: lotIdArg(event), position });
    }
  },
};

const pay: EventHandler = {
  keys: (event) => [lotKey(event)],
  subject: receivableOfLot,
  apply: (event, rows) => {
    rows.update(lotKey(event), (lot) => {
      lot.outstandingMinor -= owedMinor(event);
      lot.paidMinor += bigintArg(event, 'amountMinor');
      lot.writtenOffMinor -= bigintArg(event, 'recoveredMinor');
    });
    rows.insert(LotPaymentEntity, {
      blockNumber: event.blockNumber,
      logIndex: event.logIndex,
      lotId: lotIdArg(event),
      beneficiary: textArg(event, 'beneficiary'),
      entryHash: textArg(event, 'entryHash'),
      amountMinor: bigintArg(event, 'amountMinor'),
      recoveredMinor: bigintArg(event, 'recoveredMinor'),
      lienNumber: smallArg(event, 'lienNumber'),
    });
  },
};

/** Events of `ReceivableLots` -> lots, the lots of deals, and the shares of payments. */
const handlers: Readonly<Record<string, EventHandler>> = {
  Transfer: transfer,
  LotSplit: split,
  LotMerged: merge,
  LotReserved: reserve,
  LotReleased: changing((lot) => {
    lot.dealNumber = 0;
    lot.isReserved = false;
  }),
  LotPaid: pay,
  LotRestored: changing((lot, event) => {
    const amountMinor = bigintArg(event, 'amountMinor');
    lot.outstandingMinor += owedMinor(event);
    lot.writtenOffMinor += bigintArg(event, 'recoveredMinor');
    lot.paidMinor -= amountMinor;
  }),
  LotCredited: changing((lot, event) => {
    lot.outstandingMinor -= bigintArg(event, 'amountMinor');
  }),
  LotWrittenOff: changing((lot, event) => {
    lot.outstandingMinor -= bigintArg(event, 'amountMinor');
    lot.writtenOffMinor += bigintArg(event, 'amountMinor');
  }),
  LotFreezeOrdered: changing((lot, event) => {
    lot.isFrozen = flagArg(event, 'frozen');
  }),
  LotClockStopped: changing((lot, event) => {
    lot.clockStoppedDays += smallArg(event, 'stoppedDays');
  }),
  LotTransferOrdered: asEvidence(receivableOfLot),
  Frozen: asEvidence(receivableOfToken),
  ForcedTransfer: asEvidence(receivableOfToken),
};

export const lotReadModel: ReadModel = {
  contract: 'lots',
  entities: [LotEntity, DealLotEntity, LotPaymentEntity],
  handlers,
  verifications: [lotVerification],
};

/**
 * Funding ends the reservation of the deal's lots, whereas an order of a court moves a lot with its reservation.
 *
 * The lots that are funded move in the same transaction, so all of them are at hand.
 */
const fund: EventHandler = {
  keys: () => [],
  apply: (event, rows) => {
    const dealNumber = smallArg(event, 'dealNumber');
    const lots = rows.where(LotEntity, 'dealNumber', dealNumber);
    const funded = lots.filter(({ isReserved }) => isReserved);
    for (const { lotId } of funded) {
      rows.update(rowKey(LotEntity, lotId), (lot) => {
        lot.isReserved = false;
      });
    }
  },
};

/** Event of `Factoring` that frees lots; the deals' own read model names what the event is about. */
export const lotFundingReadModel: ReadModel = {
  contract: 'factoring',
  entities: [],
  handlers: { DealFunded: fund },
  verifications: [],
};
