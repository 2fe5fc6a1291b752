import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  type RowKey,
  type RowStore,
  lotIdArg,
  rowKey,
  textArg,
} from '../ledger/projection.js';
import { ReceivableEntity, receivableIdOfLot } from '../receivables/index.js';
import { NoticeEntity } from './notice.entity.js';

const NOT_TOLD = {
  assignee: null,
  noticedAt: null,
  evidenceHash: null,
  payee: null,
  acknowledgedAt: null,
};

function noticeKey(event: LedgerEvent, name = 'lotId'): RowKey<NoticeEntity> {
  return rowKey(NoticeEntity, lotIdArg(event, name));
}

const receivableOf = (event: LedgerEvent): string => receivableIdOfLot(lotIdArg(event));

function wasTold(notice: NoticeEntity | undefined): notice is NoticeEntity {
  return notice !== undefined && notice.noticedAt !== null;
}

/** The supplier is to be paid again, or the lot is no more. */
function clear(key: RowKey<NoticeEntity>, rows: RowStore): void {
  if (wasTold(rows.find(key))) {
    rows.update(key, (row) => Object.assign(row, NOT_TOLD));
  }
}

export const give: EventHandler = {
  keys: (event) => [noticeKey(event), rowKey(ReceivableEntity, receivableOf(event))],
  subject: receivableOf,
  apply: (event, rows) => {
    const receivableId = receivableOf(event);
    if (rows.find(noticeKey(event)) === undefined) {
      const { supplier, buyer } = rows.getOrThrow(rowKey(ReceivableEntity, receivableId));
      const lotId = lotIdArg(event);
      rows.insert(NoticeEntity, { lotId, receivableId, supplier, buyer, ...NOT_TOLD });
    }
    rows.update(noticeKey(event), (row) => {
      row.assignee = textArg(event, 'assignee');
      row.noticedAt = event.blockTime;
      row.evidenceHash = textArg(event, 'evidenceHash');
      row.acknowledgedAt = null;
    });
  },
};

export const acknowledge: EventHandler = {
  keys: (event) => [noticeKey(event)],
  subject: receivableOf,
  apply: (event, rows) =>
    rows.update(noticeKey(event), (row) => {
      row.payee = textArg(event, 'payee');
      row.acknowledgedAt = event.blockTime;
    }),
};

export const end: EventHandler = {
  keys: (event) => [noticeKey(event)],
  subject: receivableOf,
  apply: (event, rows) => clear(noticeKey(event), rows),
};

const split: EventHandler = {
  keys: (event) => [noticeKey(event)],
  apply: (event, rows) => {
    const notice = rows.find(noticeKey(event));
    if (wasTold(notice)) {
      rows.insert(NoticeEntity, { ...notice, lotId: lotIdArg(event, 'newLotId') });
    }
  },
};

/** Events of `ReceivableLots` that notices follow: a part was told what its lot was told. */
export const lotNoticeReadModel: ReadModel = {
  contract: 'lots',
  entities: [],
  handlers: {
    LotSplit: split,
    LotMerged: {
      keys: (event) => [noticeKey(event)],
      apply: (event, rows) => clear(noticeKey(event), rows),
    },
  },
  verifications: [],
};
