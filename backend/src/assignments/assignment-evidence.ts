import type { EntityManager } from 'typeorm';

import { sealEvidence } from '../ledger/index.js';

/** Keeps evidence with its salt, so that the hash on the ledger can be proved later. */
export async function keepEvidence(
  db: EntityManager,
  party: string,
  evidence: string,
): Promise<string> {
  const { evidenceHash, salt } = sealEvidence(evidence);
  await db.query(
    `INSERT INTO assignment_evidence (evidence_hash, party, salt, content) VALUES ($1, $2, $3, $4)`,
    [evidenceHash, party, salt, evidence],
  );
  return evidenceHash;
}
