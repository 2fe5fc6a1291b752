import { randomUUID } from 'node:crypto';

import type { EntityManager } from 'typeorm';

import { IdempotencyKeyReusedError } from '../api/index.js';
import type { PayableDifference } from './payables.compare.js';
import type { PayablesFormat } from './payables.model.js';

const ROWS_PER_INSERT = 5_000;

/** What an upload is known by. */
export interface UploadIdentity {
  readonly party: string;
  readonly idempotencyKey: string;
  readonly bodyHash: string;
}

/** A list that was compared, before it is stored. */
export interface ComparedPayables {
  readonly statementId: string;
  readonly fileName: string | null;
  readonly sha256: string;
  readonly format: PayablesFormat;
  readonly rowCount: number;
  readonly itemCount: number;
  readonly balanceMinor: bigint;
  readonly itemsRoot: string;
  readonly equalCount: number;
  readonly differences: readonly PayableDifference[];
}

/** The upload that the key was used for before; null if it was not. */
export async function findEarlierUpload(
  db: EntityManager,
  { party, idempotencyKey, bodyHash }: UploadIdentity,
): Promise<string | IdempotencyKeyReusedError | null> {
  const rows: Array<{ payables_id: string; body_hash: string }> = await db.query(
    'SELECT payables_id, body_hash FROM payables WHERE party = $1 AND idempotency_key = $2',
    [party, idempotencyKey],
  );
  if (rows[0] === undefined) {
    return null;
  }
  return rows[0].body_hash === bodyHash ? rows[0].payables_id : new IdempotencyKeyReusedError();
}

/** Two requests with one key wait for each other, as in the outbox of commands. */
export async function lockUploads(db: EntityManager, identity: UploadIdentity): Promise<void> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [
    `${identity.party}:${identity.idempotencyKey}`,
  ]);
}

/** Keeps a list with its differences; answers with its id. */
export async function keepPayables(
  db: EntityManager,
  { party, idempotencyKey, bodyHash }: UploadIdentity,
  payables: ComparedPayables & { readonly commandId: string | null },
): Promise<string> {
  const payablesId = randomUUID();
  const { differences, ...row } = payables;
  await db.query(
    `INSERT INTO payables (payables_id, party, idempotency_key, body_hash, statement_id, file_name,
       sha256, format, row_count, item_count, balance_minor, items_root, equal_count,
       difference_count, command_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      ...[payablesId, party, idempotencyKey, bodyHash, row.statementId, row.fileName, row.sha256],
      ...[row.format, row.rowCount, row.itemCount, row.balanceMinor.toString(), row.itemsRoot],
      ...[row.equalCount, differences.length, row.commandId],
    ],
  );
  for (let from = 0; from < differences.length; from += ROWS_PER_INSERT) {
    await keepDifferences(
      db,
      { payablesId, from },
      differences.slice(from, from + ROWS_PER_INSERT),
    );
  }
  return payablesId;
}

async function keepDifferences(
  db: EntityManager,
  { payablesId, from }: { readonly payablesId: string; readonly from: number },
  differences: readonly PayableDifference[],
): Promise<void> {
  await db.query(
    `INSERT INTO payable_difference (payables_id, position, cause, receivable_id, number,
       supplier_minor, buyer_minor, supplier_due_date, buyer_due_date, line)
     SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::bigint[],
       $7::bigint[], $8::date[], $9::date[], $10::int[])`,
    [
      payablesId,
      differences.map((_, index) => from + index),
      differences.map(({ cause }) => cause),
      differences.map(({ receivableId }) => receivableId),
      differences.map(({ number }) => number),
      differences.map(({ supplierMinor }) => supplierMinor?.toString() ?? null),
      differences.map(({ buyerMinor }) => buyerMinor?.toString() ?? null),
      differences.map(({ supplierDueDate }) => supplierDueDate),
      differences.map(({ buyerDueDate }) => buyerDueDate),
      differences.map(({ line }) => line),
    ],
  );
}
