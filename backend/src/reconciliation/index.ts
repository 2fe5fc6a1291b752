export { BuyerBooks, type OwedStatement } from './buyer-books.js';
export { ItemLists } from './item-lists.js';
export { ReconciliationModule } from './reconciliation.module.js';
export { acknowledgeAct } from './statement-acknowledge.service.js';
export { EMPTY_ROOT, type StatementItem, balanceOf, longRootOf } from './statement-items.js';
export { StatementStatus } from './statement.entity.js';
export { StatementReader } from './statement.reader.js';
export { keepItems } from './statement.store.js';
export { StatementType } from './statement.type.js';
