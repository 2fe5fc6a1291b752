import { CommandOutcomeEntity } from './command.entity.js';
import { type LedgerEvent, type Projector, flagArg, smallArg, textArg } from './projector.js';
import { type RowKey, rowKey } from './row-store.js';

function outcomeKey(event: LedgerEvent): RowKey<CommandOutcomeEntity> {
  return rowKey(CommandOutcomeEntity, textArg(event, 'signer'), smallArg(event, 'nonce'));
}

/** Events of the forwarder -> what became of each signed request. */
export const commandProjector: Projector = {
  ExecutedForwardRequest: {
    keys: () => [],
    apply: (event, rows) =>
      rows.insert(CommandOutcomeEntity, {
        signer: textArg(event, 'signer'),
        forwarderNonce: smallArg(event, 'nonce'),
        succeeded: flagArg(event, 'success'),
        refusalData: null,
        transactionHash: event.transactionHash,
        blockNumber: event.blockNumber,
        includedAt: event.blockTime,
      }),
  },
  RequestRefused: {
    keys: (event) => [outcomeKey(event)],
    apply: (event, rows) =>
      rows.update(outcomeKey(event), (outcome) => {
        outcome.refusalData = textArg(event, 'reason');
      }),
  },
};
