import {
  type EventHandler,
  type LedgerEvent,
  type RowKey,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { SilenceAgreementEntity } from './silence.entity.js';

function keyOf(event: LedgerEvent): RowKey<SilenceAgreementEntity> {
  return rowKey(SilenceAgreementEntity, textArg(event, 'buyer'), textArg(event, 'supplier'));
}

/** The newest agreement of a pair takes the place of the one before. */
export const silenceAgreed: EventHandler = {
  keys: (event) => [keyOf(event)],
  subject: (event) => textArg(event, 'buyer'),
  apply: (event, rows) => {
    const agreement: SilenceAgreementEntity = {
      buyer: textArg(event, 'buyer'),
      supplier: textArg(event, 'supplier'),
      silenceDays: smallArg(event, 'silenceDays'),
      scope: smallArg(event, 'scope'),
      agreedAt: event.blockTime,
    };
    if (rows.find(keyOf(event)) === undefined) {
      rows.insert(SilenceAgreementEntity, agreement);
    } else {
      rows.update(keyOf(event), (row) => Object.assign(row, agreement));
    }
  },
};
