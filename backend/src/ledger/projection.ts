/** What a domain module needs for its read models. */
export {
  type EventHandler,
  type LedgerEvent,
  asEvidence,
  bigintArg,
  currencyArg,
  flagArg,
  instantArg,
  lotIdArg,
  smallArg,
  textArg,
  textsArg,
} from './projector.js';
export type { ReadModel } from './read-model.js';
export { type RowKey, type RowStore, rowKey } from './row-store.js';
export {
  ADDRESS_CHARS,
  HASH_CHARS,
  type LedgerAnswer,
  type Verification,
  type VerifiedRow,
  columnsOf,
  currencyOf,
  firstOf,
  lowerOf,
  namedOf,
  plainOf,
  textOf,
  wholeOf,
} from './verification.js';
