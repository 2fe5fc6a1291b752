import type { EntityManager } from 'typeorm';

import { NO_EVIDENCE, sealEvidence } from '../ledger/index.js';

/** Statement, party and command that notes belong to. */
interface Owner {
  readonly statementId: string;
  readonly party: string;
  readonly commandId: string;
}

/** Keeps notes with their salts; answers with the hashes that go on the ledger, in the same order. */
export async function keepNotes(
  db: EntityManager,
  { statementId, party, commandId }: Owner,
  notes: readonly string[],
): Promise<string[]> {
  const sealed = notes.map((content) =>
    content === '' ? null : { content, ...sealEvidence(content) },
  );
  const kept = sealed.filter((one) => one !== null);
  await db.query(
    `INSERT INTO statement_evidence (statement_id, party, command_id, evidence_hash, salt, content)
     SELECT $1, $2, $3, * FROM unnest($4::text[], $5::text[], $6::text[])`,
    [
      ...[statementId, party, commandId],
      kept.map(({ evidenceHash }) => evidenceHash),
      kept.map(({ salt }) => salt),
      kept.map(({ content }) => content),
    ],
  );
  return sealed.map((one) => one?.evidenceHash ?? NO_EVIDENCE);
}
