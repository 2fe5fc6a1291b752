import { createHash } from 'node:crypto';

import { canonicalJson } from '../../common/canonical-json.js';
import { type ModelRecord } from './model-record.js';

/** A record in one way only: keys sorted, no blanks, each number with all its digits. */
export function canonicalModel(record: ModelRecord): string {
  return canonicalJson(record);
}

/** SHA-256 of the canonical text. */
export function modelHash(canonicalText: string): string {
  return `0x${createHash('sha256').update(canonicalText).digest('hex')}`;
}
