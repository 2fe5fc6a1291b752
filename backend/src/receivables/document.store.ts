import { randomUUID } from 'node:crypto';

import type { EntityManager } from 'typeorm';

import { normaliseInvoiceNumber } from '../documents/index.js';
import { COMMAND_STANDS, JOIN_OUTCOME } from '../ledger/index.js';
import type { SealedDocument } from './document.intake.js';

/** What a document is the source of. */
export type DocumentKind = 'INVOICE' | 'AMENDMENT' | 'CREDIT_NOTE' | 'OBJECTION';

/** A document on its way into the table `document`. */
export interface NewDocument extends SealedDocument {
  /** Receivable that it is about. */
  readonly subject: string;
  readonly kind: DocumentKind;
  readonly format: string;
  readonly fileName: string | null;
  readonly content: Buffer;
  readonly number: string;
  readonly paymentReference: string | null;
  readonly summary: Readonly<Record<string, unknown>>;
}

/** Party and command that documents belong to. */
export interface DocumentOwner {
  readonly party: string;
  readonly commandId: string;
}

/**
 * Keeps invoices; answers with the receivables that have one already, whose registration took effect or still may.
 *
 * Waits for a registration of the same invoice that is being stored at this moment. What a refused registration left
 * behind makes way.
 */
export async function keepInvoices(
  db: EntityManager,
  owner: DocumentOwner,
  documents: readonly NewDocument[],
): Promise<ReadonlySet<string>> {
  const kept = await insert(db, owner, documents);
  const left = documents.filter(({ subject }) => !kept.has(subject));
  if (left.length === 0) {
    return new Set();
  }
  const subjects = left.map(({ subject }) => subject);
  // A statement of its own: it sees what the insert waited for.
  await db.query(
    `DELETE FROM document WHERE subject = ANY($1) AND kind = 'INVOICE' AND NOT EXISTS (
       SELECT FROM command c ${JOIN_OUTCOME}
       WHERE c.command_id = document.command_id AND ${COMMAND_STANDS})`,
    [subjects],
  );
  const retaken = await insert(db, owner, left);
  return new Set(subjects.filter((subject) => !retaken.has(subject)));
}

/** Keeps documents of which a receivable may have several. */
export async function keepDocuments(
  db: EntityManager,
  owner: DocumentOwner,
  documents: readonly NewDocument[],
): Promise<void> {
  await insert(db, owner, documents);
}

/** Inserts in the order of the subjects, so that two requests never wait for each other in a circle. */
async function insert(
  db: EntityManager,
  { party, commandId }: DocumentOwner,
  documents: readonly NewDocument[],
): Promise<ReadonlySet<string>> {
  const rows = [...documents].sort((a, b) => (a.subject < b.subject ? -1 : 1));
  const inserted: Array<{ subject: string }> = await db.query(
    `INSERT INTO document (party, command_id, document_id, subject, kind, format, file_name, sha256,
       salt, content, number, number_key, payment_reference, summary)
     SELECT $1, $2, * FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
       $8::text[], $9::text[], $10::bytea[], $11::text[], $12::text[], $13::text[], $14::jsonb[])
     ON CONFLICT (subject) WHERE kind = 'INVOICE' DO NOTHING RETURNING subject`,
    [
      party,
      commandId,
      rows.map(() => randomUUID()),
      rows.map(({ subject }) => subject),
      rows.map(({ kind }) => kind),
      rows.map(({ format }) => format),
      rows.map(({ fileName }) => fileName),
      rows.map(({ sha256 }) => sha256),
      rows.map(({ salt }) => salt),
      rows.map(({ content }) => content),
      rows.map(({ number }) => number),
      rows.map(({ number }) => normaliseInvoiceNumber(number)),
      rows.map(({ paymentReference }) => paymentReference),
      rows.map(({ summary }) => JSON.stringify(summary)),
    ],
  );
  return new Set(inserted.map(({ subject }) => subject));
}
