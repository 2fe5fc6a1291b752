import { createKeccak } from 'hash-wasm';

/** One instance suffices: whoever begins a hash ends it before anything else runs. */
const hasher = await createKeccak(256);

/** Keccak-256 of parts in a row, as the ledger computes it; some ten times as fast as in plain JavaScript. */
export function keccakOf(...parts: readonly Uint8Array[]): Buffer {
  hasher.init();
  for (const part of parts) hasher.update(part);
  return Buffer.from(hasher.digest('binary'));
}
