import { CommandEntity, CommandOutcomeEntity } from './command.entity.js';
import { LedgerEventEntity } from './ledger-event.entity.js';

/** Tables of the ledger pipeline itself. */
export const ledgerEntities = [CommandEntity, CommandOutcomeEntity, LedgerEventEntity];
