export { EntryRecordingService } from './entry-recording.service.js';
export { SettlementModule } from './settlement.module.js';
