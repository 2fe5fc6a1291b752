import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  instantArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { noticeVerification, onwardVerification } from './assignments.verification.js';
import { NoticeEntity } from './notice.entity.js';
import { acknowledge, end, give } from './notice.projector.js';
import { OnwardEntity, OnwardStatus } from './onward.entity.js';

const numberOf = (event: LedgerEvent): number => smallArg(event, 'onwardNumber');
const onwardKey = (event: LedgerEvent) => rowKey(OnwardEntity, numberOf(event));
const onwardOf = (event: LedgerEvent): string => `onward:${numberOf(event)}`;

function ending(status: OnwardStatus): EventHandler {
  return {
    keys: (event) => [onwardKey(event)],
    subject: onwardOf,
    apply: (event, rows) =>
      rows.update(onwardKey(event), (row) => {
        row.status = status;
        row.endedAt = event.blockTime;
      }),
  };
}

/** Events of `Assignments` -> notices and onward assignments. */
export const assignmentsReadModel: ReadModel = {
  contract: 'assignments',
  entities: [NoticeEntity, OnwardEntity],
  handlers: {
    NoticeGiven: give,
    NoticeAcknowledged: acknowledge,
    NoticeEnded: end,
    OnwardOffered: {
      keys: () => [],
      creates: (event) => [onwardKey(event)],
      subject: onwardOf,
      apply: (event, rows) =>
        rows.insert(OnwardEntity, {
          onwardNumber: numberOf(event),
          fromParty: textArg(event, 'from'),
          toParty: textArg(event, 'to'),
          lotsHash: textArg(event, 'lotsHash'),
          acceptBy: instantArg(event, 'acceptBy'),
          status: OnwardStatus.OFFERED,
          offeredAt: event.blockTime,
          endedAt: null,
        }),
    },
    OnwardAccepted: ending(OnwardStatus.ACCEPTED),
    OnwardWithdrawn: ending(OnwardStatus.WITHDRAWN),
  },
  verifications: [noticeVerification, onwardVerification],
};
