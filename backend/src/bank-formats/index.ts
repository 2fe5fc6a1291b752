export { readCamtFrom } from './camt.reader.js';
export {
  type CsvColumns,
  type CsvMapping,
  type CsvMappingProblem,
  findMappingProblem,
} from './csv.mapping.js';
export { fitsTable } from './csv.table.js';
export { germanIbanOf } from './mt.account.js';
export { balanceDifferenceMinor, signedMinor } from './statement.arithmetic.js';
export { contentOf, looksLikeCsv, readStatements } from './statement.reader.js';
export { decodeText, TEXT_ENCODINGS, type TextEncodingName } from './text.decode.js';
export type {
  Balance,
  BankEntry,
  BankReference,
  BankStatement,
  BankTransactionCode,
  Batch,
  Charge,
  Counterparty,
  CreditDebit,
  CurrencyAmount,
  CurrencyExchange,
  EntryDetail,
  MessageHeader,
  PartyIdentification,
  PaymentAgent,
  PaymentParties,
  PaymentParty,
  ReferenceType,
  StatementKind,
  StatementReading,
} from './statement.model.js';
