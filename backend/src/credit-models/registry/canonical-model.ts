import { createHash } from 'node:crypto';

import { type ModelRecord } from './model-record.js';

/** A record in one way only: keys sorted, no blanks, each number with all its digits. */
export function canonicalModel(record: ModelRecord): string {
  return JSON.stringify(record, (_key, part: unknown) => {
    // JSON has no infinity; a threshold of a tree may be one.
    if (part === Infinity) return 'Infinity';
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(
      Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  });
}

/** SHA-256 of the canonical text. */
export function modelHash(canonicalText: string): string {
  return `0x${createHash('sha256').update(canonicalText).digest('hex')}`;
}
