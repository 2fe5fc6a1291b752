import type { EntityManager } from 'typeorm';

import { InputInvalidError } from '../api/index.js';
import { sealDocument } from './document.intake.js';
import { type DocumentOwner, keepDocuments } from './document.store.js';
import { NO_EVIDENCE } from './ledger-encoding.js';

const NOTE_MAX = 2_000;

/** Keeps a party's words about a receivable; answers with the salted hash that goes on the ledger. */
export async function keepNote(
  db: EntityManager,
  owner: DocumentOwner,
  receivableId: string,
  note: string | null,
): Promise<string | InputInvalidError> {
  if (note === null || note === '') {
    return NO_EVIDENCE;
  }
  if (note.length > NOTE_MAX) {
    return new InputInvalidError('note', `A note has at most ${NOTE_MAX} characters.`);
  }
  const content = Buffer.from(note);
  const sealed = sealDocument(content);
  const kept = { subject: receivableId, kind: 'OBJECTION', format: 'TEXT', content } as const;
  const empty = { fileName: null, number: '', paymentReference: null, summary: {} };
  await keepDocuments(db, owner, [{ ...sealed, ...kept, ...empty }]);
  return sealed.commitment;
}
