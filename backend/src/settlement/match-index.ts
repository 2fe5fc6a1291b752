import type { MatchCandidate } from './match.model.js';
import { numberKeys, rawKey } from './match-keys.js';

/** Candidates of one account's owner, found by the keys of their numbers or by what is open. */
export interface CandidateIndex {
  readonly byKey: ReadonlyMap<string, readonly MatchCandidate[]>;
  /** By what is available of them. */
  readonly byAmount: ReadonlyMap<bigint, readonly MatchCandidate[]>;
}

/** Made once for many entries: each entry then costs what its text has in places, not in candidates. */
export function indexCandidates(candidates: readonly MatchCandidate[]): CandidateIndex {
  const byKey = new Map<string, MatchCandidate[]>();
  const byAmount = new Map<bigint, MatchCandidate[]>();
  for (const candidate of candidates) {
    addTo(byAmount, candidate.availableMinor, candidate);
    for (const key of keysOf(candidate)) {
      addTo(byKey, key, candidate);
    }
  }
  return { byKey, byAmount };
}

function addTo<Key>(index: Map<Key, MatchCandidate[]>, key: Key, candidate: MatchCandidate): void {
  const found = index.get(key);
  if (found === undefined) {
    index.set(key, [candidate]);
  } else {
    found.push(candidate);
  }
}

function keysOf({ number, paymentReference }: MatchCandidate): Set<string> {
  const keys = new Set(number === null ? [] : numberKeys(number));
  const reference = rawKey(paymentReference ?? '');
  return reference === '' ? keys : keys.add(reference);
}
