import type { EntityManager } from 'typeorm';

import { sealEvidence } from '../ledger/index.js';

/** What a party says of a deal, and which. */
export interface DealEvidence {
  readonly party: string;
  readonly dealNumber: number;
  readonly evidence: string;
}

/** Keeps evidence with its salt, so that the hash on the ledger can be proved later. */
export async function keepEvidence(
  db: EntityManager,
  { party, dealNumber, evidence }: DealEvidence,
): Promise<string> {
  const { evidenceHash, salt } = sealEvidence(evidence);
  await db.query(
    `INSERT INTO deal_evidence (evidence_hash, deal_number, party, salt, content)
     VALUES ($1, $2, $3, $4, $5)`,
    [evidenceHash, dealNumber, party, salt, evidence],
  );
  return evidenceHash;
}
