import {
  type LedgerEvent,
  type EventHandler,
  type ReadModel,
  type RowKey,
  bigintArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { DealLotEntity, LotEntity, LotPaymentEntity } from './lot.entity.js';
import { ReceivableEntity } from './receivable.entity.js';
import { lotVerification } from './lot.verification.js';

const ZERO_ADDRESS = `0x${'0'.repeat(40)}`;
/** Hex digits of the lot's index at the end of its id. */
const INDEX_CHARS = 4;

/** `lotId = receivableId | index`: the receivable's id has zeros where the index stands. */
export function receivableIdOfLot(lotId: string): string {
  return lotId.slice(0, -INDEX_CHARS) + '0'.repeat(INDEX_CHARS);
}

export function lotIndexOf(lotId: string): number {
  return parseInt(lotId.slice(-INDEX_CHARS), 16);
}

/** Token ids are integers on the ledger and 32-byte hex here. */
function lotIdArg(event: LedgerEvent, name = 'lotId'): string {
  return `0x${bigintArg(event, name).toString(16).padStart(64, '0')}`;
}

function lotKey(event: LedgerEvent, name = 'lotId'): RowKey<LotEntity> {
  return rowKey(LotEntity, lotIdArg(event, name));
}

function newLot(
  lotId: string,
  owner: string,
  outstandingMinor: bigint,
  createdAt: Date,
): LotEntity {
  return {
    lotId,
    receivableId: receivableIdOfLot(lotId),
    lotIndex: lotIndexOf(lotId),
    owner,
    outstandingMinor,
    paidMinor: 0n,
    dealNumber: 0,
    createdAt,
  };
}

const receivableOfLot = (event: LedgerEvent): string => receivableIdOfLot(lotIdArg(event));
const transferredLot = (event: LedgerEvent): string => lotIdArg(event, 'tokenId');

/** Events of `ReceivableLots` -> lots, the lots of deals, and the shares of payments. */
const handlers: Readonly<Record<string, EventHandler>> = {
  Transfer: {
    keys: (event) => [
      rowKey(LotEntity, transferredLot(event)),
      rowKey(ReceivableEntity, receivableIdOfLot(transferredLot(event))),
    ],
    subject: (event) => receivableIdOfLot(transferredLot(event)),
    apply: (event, rows) => {
      const lotId = transferredLot(event);
      const owner = textArg(event, 'to');
      if (textArg(event, 'from') !== ZERO_ADDRESS) {
        rows.update(rowKey(LotEntity, lotId), (lot) => {
          lot.owner = owner;
        });
      } else if (lotIndexOf(lotId) === 1) {
        // The first lot holds the whole receivable; later ones were made by the split before.
        const face = rows.getOrThrow(rowKey(ReceivableEntity, receivableIdOfLot(lotId)));
        rows.insert(LotEntity, newLot(lotId, owner, face.outstandingMinor, event.blockTime));
      }
    },
  },
  LotSplit: {
    keys: (event) => [lotKey(event)],
    subject: receivableOfLot,
    apply: (event, rows) => {
      const partMinor = bigintArg(event, 'partMinor');
      const { owner } = rows.getOrThrow(lotKey(event));
      rows.update(lotKey(event), (lot) => {
        lot.outstandingMinor -= partMinor;
      });
      rows.insert(
        LotEntity,
        newLot(lotIdArg(event, 'newLotId'), owner, partMinor, event.blockTime),
      );
    },
  },
  LotReserved: {
    keys: (event) => [lotKey(event)],
    subject: receivableOfLot,
    apply: (event, rows) => {
      const dealNumber = smallArg(event, 'dealNumber');
      rows.update(lotKey(event), (lot) => {
        lot.dealNumber = dealNumber;
      });
      rows.insert(DealLotEntity, {
        dealNumber,
        lotId: lotIdArg(event),
        position: event.logIndex,
      });
    },
  },
  LotReleased: {
    keys: (event) => [lotKey(event)],
    subject: receivableOfLot,
    apply: (event, rows) =>
      rows.update(lotKey(event), (lot) => {
        lot.dealNumber = 0;
      }),
  },
  LotPaid: {
    keys: (event) => [lotKey(event)],
    subject: receivableOfLot,
    apply: (event, rows) => {
      const amountMinor = bigintArg(event, 'amountMinor');
      rows.update(lotKey(event), (lot) => {
        lot.outstandingMinor -= amountMinor;
        lot.paidMinor += amountMinor;
      });
      rows.insert(LotPaymentEntity, {
        blockNumber: event.blockNumber,
        logIndex: event.logIndex,
        lotId: lotIdArg(event),
        owner: textArg(event, 'owner'),
        entryHash: textArg(event, 'entryHash'),
        amountMinor,
      });
    },
  },
  LotCredited: {
    keys: (event) => [lotKey(event)],
    subject: receivableOfLot,
    apply: (event, rows) =>
      rows.update(lotKey(event), (lot) => {
        lot.outstandingMinor -= bigintArg(event, 'amountMinor');
      }),
  },
};

export const lotReadModel: ReadModel = {
  contract: 'lots',
  entities: [LotEntity, DealLotEntity, LotPaymentEntity],
  handlers,
  verifications: [lotVerification],
};
