import { actGroupsFromBits, actGroupsToBits } from '../common/index.js';
import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  type RowKey,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { PauseChangeEntity, PausedActEntity } from './pause.entity.js';
import { pauseVerification } from './pause.verification.js';

/** Every single bit of a mask. */
function bitsOf(mask: number): number[] {
  return actGroupsFromBits(mask).map((group) => actGroupsToBits([group]));
}

const actsOf = (event: LedgerEvent): number[] => bitsOf(smallArg(event, 'acts'));
const actKey = (act: number): RowKey<PausedActEntity> => rowKey(PausedActEntity, act);

function changing(isStart: boolean): EventHandler {
  return {
    keys: (event) => actsOf(event).map(actKey),
    subject: () => 'pause',
    apply: (event, rows) => {
      const reasonHash = isStart ? textArg(event, 'reasonHash') : null;
      const pausedAt = isStart ? event.blockTime : null;
      for (const act of actsOf(event)) {
        const row = rows.find(actKey(act));
        if (row === undefined) {
          rows.insert(PausedActEntity, { act, pausedAt, reasonHash });
        } else if ((row.pausedAt !== null) !== isStart) {
          rows.update(actKey(act), (changed) => Object.assign(changed, { pausedAt, reasonHash }));
        }
      }
      rows.insert(PauseChangeEntity, {
        blockNumber: event.blockNumber,
        logIndex: event.logIndex,
        isStart,
        acts: smallArg(event, 'acts'),
        pausedActs: smallArg(event, 'pausedActs'),
        reasonHash,
        changedAt: event.blockTime,
      });
    },
  };
}

/** Events of `PartyRegistry` -> which groups of acts stand still, and since when. */
export const pauseReadModel: ReadModel = {
  contract: 'parties',
  entities: [PausedActEntity, PauseChangeEntity],
  handlers: { PauseStarted: changing(true), PauseEnded: changing(false) },
  verifications: [pauseVerification],
};
