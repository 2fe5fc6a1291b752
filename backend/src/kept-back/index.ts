export { KeptBackCreditService } from './kept-back-credit.service.js';
export { KeptBackModule } from './kept-back.module.js';
export { type KeptBackRow, dropKeptBack, dropTakenBack, storeKeptBack } from './kept-back.store.js';
export { KeptBackKind } from './kept-back.type.js';
