export { readStatements, readStatementsFrom } from './camt.reader.js';
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
  EntryDetail,
  ReferenceType,
  StatementKind,
  StatementReading,
} from './statement.model.js';
