import { randomBytes } from 'node:crypto';

import { concat, keccak256, toUtf8Bytes } from 'ethers';

import { InputInvalidError } from '../api/index.js';

const EVIDENCE_CHARS_MAX = 2_000;

/** On the ledger where a party gave none. */
export const NO_EVIDENCE = `0x${'0'.repeat(64)}`;

/** What is kept of evidence beside its hash on the ledger. */
export interface SealedEvidence {
  /** `keccak256(salt ‖ content)`, as it goes on the ledger. */
  readonly evidenceHash: string;
  /** 32 random bytes: without them nobody can try out contents against the hash. */
  readonly salt: string;
}

export function checkEvidence(evidence: string, path = 'evidence'): InputInvalidError | null {
  return evidence.trim() === '' || evidence.length > EVIDENCE_CHARS_MAX
    ? new InputInvalidError(path, `${path} has 1 to ${EVIDENCE_CHARS_MAX} characters.`)
    : null;
}

export function sealEvidence(evidence: string): SealedEvidence {
  const salt = `0x${randomBytes(32).toString('hex')}`;
  return { evidenceHash: keccak256(concat([salt, toUtf8Bytes(evidence)])), salt };
}
