import type { EntityManager } from 'typeorm';

import { NO_EVIDENCE, sealEvidence } from '../ledger/index.js';

/** Statement, party and command that notes belong to. */
interface Owner {
  readonly statementId: string;
  readonly party: string;
  readonly commandId: string;
}

/** Why a side says that a line should be something else. */
export enum LineReason {
  PAID = 'PAID',
  CREDITED = 'CREDITED',
  DISPUTED = 'DISPUTED',
  UNKNOWN = 'UNKNOWN',
  AMOUNT_DIFFERS = 'AMOUNT_DIFFERS',
}

/** What a side says beside its figure; an empty note is none. */
export interface LineNote {
  readonly reason: LineReason | null;
  readonly note: string;
}

/** The text behind the hash on the ledger. */
function contentOf({ reason, note }: LineNote): string {
  return reason === null ? note : `${reason}\n${note}`;
}

/** Keeps notes with their salts; answers with the hashes that go on the ledger, in the same order. */
export async function keepNotes(
  db: EntityManager,
  { statementId, party, commandId }: Owner,
  notes: readonly LineNote[],
): Promise<string[]> {
  const sealed = notes.map((one) =>
    contentOf(one) === '' ? null : { ...one, ...sealEvidence(contentOf(one)) },
  );
  const kept = sealed.filter((one) => one !== null);
  await db.query(
    `INSERT INTO statement_evidence (statement_id, party, command_id, evidence_hash, salt, content,
       reason)
     SELECT $1, $2, $3, * FROM unnest($4::text[], $5::text[], $6::text[], $7::text[])`,
    [
      ...[statementId, party, commandId],
      kept.map(({ evidenceHash }) => evidenceHash),
      kept.map(({ salt }) => salt),
      kept.map(({ note }) => note),
      kept.map(({ reason }) => reason),
    ],
  );
  return sealed.map((one) => one?.evidenceHash ?? NO_EVIDENCE);
}
