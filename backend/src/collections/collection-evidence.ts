import type { EntityManager } from 'typeorm';

import { InputInvalidError } from '../api/index.js';
import { NO_EVIDENCE } from '../ledger/index.js';
import { sealDocument } from '../receivables/index.js';

const NOTE_CHARS_MAX = 2_000;

/** Words of a party about a lot, with the path in its input. */
export interface Note {
  readonly subject: string;
  readonly note: string | null | undefined;
  readonly path: string;
}

/** Party and command that evidence belongs to. */
interface Owner {
  readonly party: string;
  readonly commandId: string;
}

/** Keeps notes with their salts; answers with the hashes that go on the ledger, in the same order. */
export async function keepNotes(
  db: EntityManager,
  { party, commandId }: Owner,
  notes: readonly Note[],
): Promise<string[] | InputInvalidError> {
  const long = notes.find(({ note }) => (note?.length ?? 0) > NOTE_CHARS_MAX);
  if (long !== undefined) {
    return new InputInvalidError(long.path, `A note has at most ${NOTE_CHARS_MAX} characters.`);
  }
  const sealed = notes.map(({ subject, note }) => {
    const content = note ?? '';
    return content === '' ? null : { subject, content, ...sealDocument(Buffer.from(content)) };
  });
  const kept = sealed.filter((one) => one !== null);
  await db.query(
    `INSERT INTO collection_evidence (party, command_id, evidence_hash, subject, salt, content)
     SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[])`,
    [
      party,
      commandId,
      kept.map(({ commitment }) => commitment),
      kept.map(({ subject }) => subject),
      kept.map(({ salt }) => salt),
      kept.map(({ content }) => content),
    ],
  );
  return sealed.map((one) => one?.commitment ?? NO_EVIDENCE);
}
