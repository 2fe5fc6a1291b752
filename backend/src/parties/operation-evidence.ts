import type { EntityManager } from 'typeorm';

import { InputInvalidError } from '../api/index.js';
import { sealEvidence } from '../ledger/index.js';

const CHARS_MAX = 2_000;

/** Why operators do something: the reason of a pause or a suspension, the order of a court. */
export interface OperationEvidence {
  readonly commandId: string;
  /** What it is about. */
  readonly subject: string;
  readonly content: string;
}

/** Refuses what is empty or too long; `path` is its field in the input. */
export function checkOperationEvidence(path: string, content: string): InputInvalidError | null {
  return content.trim() === '' || content.length > CHARS_MAX
    ? new InputInvalidError(path, `It has 1 to ${CHARS_MAX} characters.`)
    : null;
}

/** Keeps evidence with its salt, so that the hash on the ledger can be proved later; answers with the hash. */
export async function keepOperationEvidence(
  db: EntityManager,
  { commandId, subject, content }: OperationEvidence,
): Promise<string> {
  const { evidenceHash, salt } = sealEvidence(content);
  await db.query(
    `INSERT INTO operation_evidence (evidence_hash, command_id, subject, salt, content)
     VALUES ($1, $2, $3, $4, $5)`,
    [evidenceHash, commandId, subject, salt, content],
  );
  return evidenceHash;
}
