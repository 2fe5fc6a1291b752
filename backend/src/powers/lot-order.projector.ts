import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  type RowStore,
  flagArg,
  lotIdArg,
  rowKey,
  textArg,
} from '../ledger/projection.js';
import { LotEntity } from '../receivables/index.js';
import { LotOrderEntity, LotOrderKind } from './lot-order.entity.js';

type Carried = Pick<LotOrderEntity, 'kind' | 'owner' | 'newOwner'>;

/** The receivables file these events as their evidence; here they become what the lot's order was. */
function carrying(about: (event: LedgerEvent, rows: RowStore) => Carried): EventHandler {
  return {
    keys: (event) => [rowKey(LotEntity, lotIdArg(event))],
    apply: (event, rows) =>
      rows.insert(LotOrderEntity, {
        blockNumber: event.blockNumber,
        logIndex: event.logIndex,
        lotId: lotIdArg(event),
        ...about(event, rows),
        orderHash: textArg(event, 'orderHash'),
        carriedOutAt: event.blockTime,
      }),
  };
}

/** Events of `ReceivableLots` -> orders that were carried out. */
export const lotOrderReadModel: ReadModel = {
  contract: 'lots',
  entities: [LotOrderEntity],
  handlers: {
    LotFreezeOrdered: carrying((event, rows) => ({
      kind: flagArg(event, 'frozen') ? LotOrderKind.FREEZE : LotOrderKind.UNFREEZE,
      owner: rows.getOrThrow(rowKey(LotEntity, lotIdArg(event))).owner,
      newOwner: null,
    })),
    LotTransferOrdered: carrying((event) => ({
      kind: LotOrderKind.TRANSFER,
      owner: textArg(event, 'from'),
      newOwner: textArg(event, 'to'),
    })),
  },
  verifications: [],
};
