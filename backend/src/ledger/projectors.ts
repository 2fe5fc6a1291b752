import { dealProjector } from '../factoring/deal.projector.js';
import { partyProjector } from '../parties/party.projector.js';
import { lotProjector } from '../receivables/lot.projector.js';
import { receivableProjector } from '../receivables/receivable.projector.js';
import { statementProjector } from '../reconciliation/statement.projector.js';
import { settlementProjector } from '../settlement/settlement.projector.js';
import { commandProjector } from './command.projector.js';
import { type ContractName, contractInterfaces } from './contracts.js';
import type { EventHandler, LedgerEvent, Projector } from './projector.js';

/** Events that a contract's ABI has from its standards and that ours never emit after construction. */
const SILENT_EVENTS = new Set(['Approval', 'ApprovalForAll', 'EIP712DomainChanged']);

const projectors: Readonly<Record<ContractName, Projector>> = {
  forwarder: commandProjector,
  parties: partyProjector,
  receivables: receivableProjector,
  lots: lotProjector,
  factoring: dealProjector,
  settlement: settlementProjector,
  reconciliation: statementProjector,
};

/** Events of the contracts that no projector handles; a test holds it empty. */
export function unhandledEvents(): string[] {
  return Object.entries(contractInterfaces).flatMap(([contract, abi]) => {
    const missing: string[] = [];
    abi.forEachEvent(({ name }) => {
      if (!SILENT_EVENTS.has(name) && projectors[contract as ContractName][name] === undefined) {
        missing.push(`${contract}.${name}`);
      }
    });
    return missing;
  });
}

/** Handler of an event; undefined for the silent ones. */
export function handlerOf(event: LedgerEvent): EventHandler | undefined {
  return projectors[event.contract][event.name];
}
