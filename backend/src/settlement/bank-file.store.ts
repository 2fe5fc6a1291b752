import { randomUUID } from 'node:crypto';

import type { EntityManager } from 'typeorm';

import { present } from '../common/index.js';
import type { BankEntryDraft } from './bank-entry.draft.js';

/** A file that passed every check. */
export interface NewBankFile {
  readonly party: string;
  readonly fileName: string | null;
  readonly sha256: string;
  readonly content: Buffer;
  readonly idempotencyKey: string;
  readonly bodyHash: string;
  readonly statements: readonly NewBankStatement[];
}

export interface NewBankStatement {
  /** Owner of the account. */
  readonly party: string;
  readonly account: string;
  readonly kind: string;
  readonly statementReference: string;
  readonly currency: string | null;
  readonly entries: ReadonlyArray<BankEntryDraft & { readonly entryHash: string }>;
}

/** Writes a file with its statements; entries that are known already are left as they are. */
export async function insertBankFile(db: EntityManager, file: NewBankFile): Promise<string> {
  const bankFileId = randomUUID();
  await db.query(
    `INSERT INTO bank_file (bank_file_id, party, file_name, sha256, content, idempotency_key,
       body_hash) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      bankFileId,
      file.party,
      file.fileName,
      file.sha256,
      file.content,
      file.idempotencyKey,
      file.bodyHash,
    ],
  );
  for (const [position, statement] of file.statements.entries()) {
    await insertStatement(db, bankFileId, { ...statement, position });
  }
  return bankFileId;
}

async function insertStatement(
  db: EntityManager,
  bankFileId: string,
  statement: NewBankStatement & { readonly position: number },
): Promise<void> {
  const { party, account, kind, statementReference, currency, entries } = statement;
  const rows: Array<{ bank_statement_id: string }> = await db.query(
    `INSERT INTO bank_statement (bank_statement_id, bank_file_id, position, party, account, kind,
       statement_reference, currency, entry_count, already_known_count)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0) RETURNING bank_statement_id`,
    [
      randomUUID(),
      bankFileId,
      statement.position,
      party,
      account,
      kind,
      statementReference,
      currency,
      entries.length,
    ],
  );
  const bankStatementId = present(rows[0], 'new statement').bank_statement_id;
  const inserted = await insertEntries(db, bankStatementId, statement);
  await db.query(
    'UPDATE bank_statement SET already_known_count = $2 WHERE bank_statement_id = $1',
    [bankStatementId, entries.length - inserted],
  );
}

/** Columns of an entry that differ from row to row, with their types. */
const ENTRY_COLUMNS = [
  ['entry_hash', 'text', 'entryHash'],
  ['position', 'integer', 'position'],
  ['booking_date', 'date', 'bookingDate'],
  ['amount_minor', 'bigint', 'amountMinor'],
  ['currency', 'text', 'currency'],
  ['credit_debit', 'text', 'creditDebit'],
  ['booking_status', 'text', 'bookingStatus'],
  ['is_reversal', 'boolean', 'isReversal'],
  ['return_reason', 'text', 'returnReason'],
  ['is_matchable', 'boolean', 'isMatchable'],
  ['remittance', 'text', 'remittance'],
  ['reference', 'text', 'reference'],
  ['end_to_end_id', 'text', 'endToEndId'],
  ['servicer_reference', 'text', 'servicerReference'],
  ['counterparty_name', 'text', 'counterpartyName'],
  ['counterparty_account', 'text', 'counterpartyAccount'],
] as const;

async function insertEntries(
  db: EntityManager,
  bankStatementId: string,
  { party, account, entries }: NewBankStatement,
): Promise<number> {
  const names = ENTRY_COLUMNS.map(([name]) => name).join(', ');
  const casts = ENTRY_COLUMNS.map(([, type], index) => `$${index + 5}::${type}[]`).join(', ');
  // Sorted, so that two imports of the same entries lock them in one order.
  const sorted = [...entries].sort((a, b) => (a.entryHash < b.entryHash ? -1 : 1));
  const columns = ENTRY_COLUMNS.map(([, , property]) => sorted.map((entry) => entry[property]));
  // Arrays of arrays must be rectangular in Postgres, so the references travel as JSON.
  const references = sorted.map((entry) => JSON.stringify(entry.referenceFields));
  const rows: unknown[] = await db.query(
    `INSERT INTO bank_entry (bank_statement_id, party, account, ${names}, reference_fields)
     SELECT $1, $2, $3, ${names}, array(SELECT jsonb_array_elements_text(e.fields))
     FROM unnest($4::jsonb[], ${casts}) AS e (fields, ${names})
     ON CONFLICT (entry_hash) DO NOTHING RETURNING 1`,
    [bankStatementId, party, account, references, ...columns.map(toDatabase)],
  );
  return rows.length;
}

function toDatabase(column: readonly unknown[]): unknown[] {
  return column.map((value) => (typeof value === 'bigint' ? value.toString() : value));
}
