import { CommandOutcomeEntity } from './command.entity.js';
import { type LedgerEvent, type EventHandler, flagArg, smallArg, textArg } from './projector.js';
import type { ReadModel } from './read-model.js';
import { type RowKey, rowKey } from './row-store.js';

function outcomeKey(event: LedgerEvent): RowKey<CommandOutcomeEntity> {
  return rowKey(CommandOutcomeEntity, textArg(event, 'signer'), smallArg(event, 'nonce'));
}

/** Events of the forwarder -> what became of each signed request. */
const handlers: Readonly<Record<string, EventHandler>> = {
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

/** What became of the requests is known from events alone; no contract keeps it. */
export const commandReadModel: ReadModel = {
  contract: 'forwarder',
  entities: [CommandOutcomeEntity],
  handlers,
  verifications: [],
};
