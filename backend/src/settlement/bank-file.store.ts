import { randomUUID } from 'node:crypto';

import type { EntityManager } from 'typeorm';

import { present } from '../common/index.js';
import type { IdentifiedEntry } from './bank-entry.identity.js';
import { linkBatches } from './bank-entry.batch.js';
import { updateKnownEntries } from './bank-entry.update.js';

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
  /** `camt.053.001.08`, `MT940`, `CSV`. */
  readonly message: string;
  readonly statementReference: string;
  readonly currency: string | null;
  readonly sequenceNumber: string | null;
  readonly pageNumber: string | null;
  /** The bank says that it sent the statement before. */
  readonly isCopy: boolean;
  /** Signed. */
  readonly openingMinor: bigint | null;
  readonly openingDate: string | null;
  readonly closingMinor: bigint | null;
  readonly closingDate: string | null;
  /** Closing less opening less booked entries; null where that can't be told. */
  readonly differenceMinor: bigint | null;
  readonly entries: readonly IdentifiedEntry[];
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
  await linkBatches(db, bankFileId);
  return bankFileId;
}

const STATEMENT_COLUMNS = [
  ['party', 'party'],
  ['account', 'account'],
  ['kind', 'kind'],
  ['message', 'message'],
  ['statement_reference', 'statementReference'],
  ['currency', 'currency'],
  ['sequence_number', 'sequenceNumber'],
  ['page_number', 'pageNumber'],
  ['is_copy', 'isCopy'],
  ['opening_minor', 'openingMinor'],
  ['opening_date', 'openingDate'],
  ['closing_minor', 'closingMinor'],
  ['closing_date', 'closingDate'],
  ['difference_minor', 'differenceMinor'],
] as const;

async function insertStatement(
  db: EntityManager,
  bankFileId: string,
  statement: NewBankStatement & { readonly position: number },
): Promise<void> {
  const { entries, position } = statement;
  const names = STATEMENT_COLUMNS.map(([name]) => name).join(', ');
  const values = STATEMENT_COLUMNS.map((_, index) => `$${index + 6}`).join(', ');
  const known = entries.filter(({ isKnown }) => isKnown);
  const rows: Array<{ bank_statement_id: string }> = await db.query(
    `INSERT INTO bank_statement (bank_statement_id, bank_file_id, position, entry_count,
       already_known_count, ${names}) VALUES ($1, $2, $3, $4, $5, ${values})
     RETURNING bank_statement_id`,
    [
      ...[randomUUID(), bankFileId, position, entries.length, known.length],
      ...toDatabase(STATEMENT_COLUMNS.map(([, property]) => statement[property])),
    ],
  );
  const bankStatementId = present(rows[0], 'new statement').bank_statement_id;
  await insertEntries(db, bankStatementId, statement);
  await updateKnownEntries(db, known);
  await db.query(
    `INSERT INTO bank_entry_sighting (bank_statement_id, position, entry_hash)
     SELECT $1, * FROM unnest($2::integer[], $3::text[])`,
    [
      bankStatementId,
      entries.map((entry) => entry.position),
      entries.map(({ entryHash }) => entryHash),
    ],
  );
}

/** Columns of an entry that differ from row to row, with their types. */
const ENTRY_COLUMNS = [
  ['entry_hash', 'text', 'entryHash'],
  ['position', 'integer', 'position'],
  ['booking_date', 'date', 'bookingDate'],
  ['value_date', 'date', 'valueDate'],
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
  ['uetr', 'text', 'uetr'],
  ['detail_count', 'integer', 'detailCount'],
  ['counterparty_name', 'text', 'counterpartyName'],
  ['counterparty_account', 'text', 'counterpartyAccount'],
] as const;

async function insertEntries(
  db: EntityManager,
  bankStatementId: string,
  { party, account, entries }: NewBankStatement,
): Promise<void> {
  const names = ENTRY_COLUMNS.map(([name]) => name).join(', ');
  const casts = ENTRY_COLUMNS.map(([, type], index) => `$${index + 5}::${type}[]`).join(', ');
  const added = entries.filter(({ isKnown }) => !isKnown);
  const columns = ENTRY_COLUMNS.map(([, , property]) => added.map((entry) => entry[property]));
  // Arrays of arrays must be rectangular in Postgres, so the references travel as JSON.
  const references = added.map(({ referenceFields, batchReferences }) =>
    JSON.stringify([referenceFields, batchReferences]),
  );
  await db.query(
    `INSERT INTO bank_entry (bank_statement_id, party, account, ${names}, reference_fields,
       batch_references)
     SELECT $1, $2, $3, ${names}, array(SELECT jsonb_array_elements_text(e.fields->0)),
       array(SELECT jsonb_array_elements_text(e.fields->1))
     FROM unnest($4::jsonb[], ${casts}) AS e (fields, ${names})`,
    [bankStatementId, party, account, references, ...columns.map(toDatabase)],
  );
}

function toDatabase(column: readonly unknown[]): unknown[] {
  return column.map((value) => (typeof value === 'bigint' ? value.toString() : value));
}
