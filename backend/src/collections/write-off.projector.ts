import { type ReadModel, bigintArg, lotIdArg, rowKey, textArg } from '../ledger/projection.js';
import { ReceivableEntity } from '../receivables/index.js';
import { WriteOffEntity } from './write-off.entity.js';

/** Write-offs of `ReceivableRegistry`; follows the read model of receivables, whose total it takes over. */
export const writeOffReadModel: ReadModel = {
  contract: 'receivables',
  entities: [WriteOffEntity],
  handlers: {
    ReceivableWrittenOff: {
      keys: (event) => [rowKey(ReceivableEntity, textArg(event, 'receivableId'))],
      subject: (event) => textArg(event, 'receivableId'),
      apply: (event, rows) => {
        const receivableId = textArg(event, 'receivableId');
        rows.insert(WriteOffEntity, {
          blockNumber: event.blockNumber,
          logIndex: event.logIndex,
          receivableId,
          lotId: lotIdArg(event),
          amountMinor: bigintArg(event, 'amountMinor'),
          totalMinor: rows.getOrThrow(rowKey(ReceivableEntity, receivableId)).writtenOffMinor,
          evidenceHash: textArg(event, 'evidenceHash'),
          writtenOffAt: event.blockTime,
        });
      },
    },
  },
  verifications: [],
};
