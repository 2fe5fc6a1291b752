export { contentOfEarlyPayment, ontoAllocations } from './allocation-hash.js';
export { AllocationEntity, AllocationKind } from './allocation.entity.js';
export { BankEntryType } from './bank-entry.type.js';
export { seesEveryAccount } from './bank-visibility.js';
export { EntryRecordingService } from './entry-recording.service.js';
export { SettlementModule } from './settlement.module.js';
