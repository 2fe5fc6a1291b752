import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  bigintArg,
  lotIdArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { LotEntity, receivableIdOfLot } from '../receivables/index.js';
import {
  AllocationEntity,
  AllocationKind,
  contentOfEarlyPayment,
  ontoAllocations,
} from '../settlement/index.js';
import { EarlyPaymentEntity, EarlyPaymentStatus } from './early-payment.entity.js';

/** An early payment is settled in the transaction of its allocation, before it, so that it is at hand. */
const allocate: EventHandler = {
  keys: () => [],
  apply: (event, rows) => {
    const entryHash = textArg(event, 'entryHash');
    const agent = textArg(event, 'agent');
    const key = rowKey(AllocationEntity, agent, entryHash, smallArg(event, 'allocations'));
    const { previousHash, allocationsHash } = rows.getOrThrow(key);
    const isAllocated = (early: EarlyPaymentEntity): boolean =>
      early.entryHash === entryHash &&
      ontoAllocations(previousHash, contentOfEarlyPayment(early.number), 0) === allocationsHash;
    const [early] = rows.filter(EarlyPaymentEntity, isAllocated);
    if (early !== undefined) {
      rows.update(key, (row) => {
        row.kind = AllocationKind.EARLY_PAYMENT;
        row.earlyPaymentNumber = early.number;
      });
    }
  },
};

/** Events of `Settlement` about early payments; it follows the settlement's own read model. */
export const earlyAllocationReadModel: ReadModel = {
  contract: 'settlement',
  entities: [],
  handlers: { AllocationMade: allocate },
  verifications: [],
};

/** Undone in the same transaction, before the lot is restored. */
function isUndoneBy(event: LedgerEvent): (early: EarlyPaymentEntity) => boolean {
  const receivableId = receivableIdOfLot(lotIdArg(event));
  return (early) =>
    early.status === EarlyPaymentStatus.REVERSED &&
    early.restoredLotId === null &&
    early.entryHash === textArg(event, 'entryHash') &&
    early.receivableId === receivableId;
}

/** The whole face is owed again, of which the discount was never paid. */
const restore: EventHandler = {
  keys: () => [],
  apply: (event, rows) => {
    const [early] = rows.filter(EarlyPaymentEntity, isUndoneBy(event));
    if (early === undefined || early.faceMinor !== bigintArg(event, 'amountMinor')) {
      return;
    }
    const lotId = lotIdArg(event);
    rows.update(rowKey(EarlyPaymentEntity, early.number), (row) => {
      row.restoredLotId = lotId;
    });
    rows.update(rowKey(LotEntity, lotId), (lot) => {
      lot.paidMinor += early.discountMinor;
    });
  },
};

/** Event of `ReceivableLots` about early payments; it follows the lots' own read model. */
export const earlyRestorationReadModel: ReadModel = {
  contract: 'lots',
  entities: [],
  handlers: { LotRestored: restore },
  verifications: [],
};
