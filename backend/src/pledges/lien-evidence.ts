import type { EntityManager } from 'typeorm';

import { sealEvidence } from '../ledger/index.js';

/** Words of a party about a lien, or an entry in the public register. */
export interface LienEvidence {
  /** Path in the input. */
  readonly path: string;
  readonly content: string;
}

/** Keeps evidence with its salt, so that the hash on the ledger can be proved later. */
export async function keepEvidence(
  db: EntityManager,
  party: string,
  { subject, content }: { readonly subject: string; readonly content: string },
): Promise<string> {
  const { evidenceHash, salt } = sealEvidence(content);
  await db.query(
    `INSERT INTO lien_evidence (evidence_hash, subject, party, salt, content)
     VALUES ($1, $2, $3, $4, $5)`,
    [evidenceHash, subject, party, salt, content],
  );
  return evidenceHash;
}
