import { randomBytes } from 'node:crypto';

import { concat, keccak256, toUtf8Bytes } from 'ethers';
import type { EntityManager } from 'typeorm';

import { InputInvalidError } from '../api/index.js';

const EVIDENCE_CHARS_MAX = 2_000;

/** Words of a party about a lien, or an entry in the public register. */
export interface LienEvidence {
  /** Path in the input. */
  readonly path: string;
  readonly content: string;
}

export function checkEvidence({ path, content }: LienEvidence): InputInvalidError | null {
  return content.trim() === '' || content.length > EVIDENCE_CHARS_MAX
    ? new InputInvalidError(path, `It has 1 to ${EVIDENCE_CHARS_MAX} characters.`)
    : null;
}

/** Keeps evidence with its salt, so that the hash on the ledger can be proved later. */
export async function keepEvidence(
  db: EntityManager,
  party: string,
  { subject, content }: { readonly subject: string; readonly content: string },
): Promise<string> {
  const salt = `0x${randomBytes(32).toString('hex')}`;
  const evidenceHash = keccak256(concat([salt, toUtf8Bytes(content)]));
  await db.query(
    `INSERT INTO lien_evidence (evidence_hash, subject, party, salt, content)
     VALUES ($1, $2, $3, $4, $5)`,
    [evidenceHash, subject, party, salt, content],
  );
  return evidenceHash;
}
