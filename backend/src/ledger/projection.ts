/** What a domain module needs to write a projector. */
export {
  type EventHandler,
  type LedgerEvent,
  type Projector,
  bigintArg,
  currencyArg,
  flagArg,
  instantArg,
  smallArg,
  textArg,
} from './projector.js';
export { type RowKey, rowKey } from './row-store.js';
