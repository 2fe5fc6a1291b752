export { CREDIT_NOTE_KIND, CreditNoteService } from './credit-note.service.js';
export { sealDocument } from './document.intake.js';
export { identifyInvoice } from './invoice-identity.js';
export { DealLotEntity, LotEntity, LotPaymentEntity } from './lot.entity.js';
export { LotLoader } from './lot.loader.js';
export { receivableIdOfLot } from './lot-id.js';
export { lotReadModel } from './lot.projector.js';
export { LotReader } from './lot.reader.js';
export { LotType } from './lot.type.js';
export { ReceivableEntity } from './receivable.entity.js';
export { END_OF_DAY, MOVEMENTS, openOn } from './receivable.history.js';
export { LOT_MOVED, heldMovements, heldOn } from './lot.history.js';
export { ReceivableLoader } from './receivable.loader.js';
export { receivableReadModel } from './receivable.projector.js';
export { ReceivableReader } from './receivable.reader.js';
export { ReceivableStatus, ReceivableType } from './receivable.type.js';
export { ReceivablesModule } from './receivables.module.js';
export {
  PARTIES_SEEING_LOT,
  PARTIES_SEEING_RECEIVABLE,
  lotConditions,
  receivableConditions,
} from './visibility.js';
