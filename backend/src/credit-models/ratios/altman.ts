import { ALTMAN_VERSIONS, type AltmanTerm, type AltmanVersion } from './altman.data.js';

export type AltmanTerms = Readonly<Partial<Record<AltmanTerm, number | null>>>;

export interface AltmanScore {
  readonly version: string;
  readonly score: number;
  readonly zone: 'DISTRESS' | 'GREY' | 'SAFE';
  /** What each term added; with the constant they add up to the score. */
  readonly parts: Readonly<Partial<Record<AltmanTerm, number>>>;
  readonly constant: number;
}

/** Terms without which a formula says nothing. */
export interface AltmanGap {
  readonly version: string;
  readonly missing: readonly AltmanTerm[];
}

/** The formula of a version; null where there is none of that name. */
export function findAltmanVersion(version: string): AltmanVersion | null {
  return ALTMAN_VERSIONS.find((known) => known.version === version) ?? null;
}

/** Weighs the terms, or says which of them are missing. */
export function altmanScore(formula: AltmanVersion, terms: AltmanTerms): AltmanScore | AltmanGap {
  const entries = Object.entries(formula.coefficients) as [AltmanTerm, number][];
  const missing = entries.flatMap(([term]) => (isKnown(terms[term]) ? [] : [term]));
  if (missing.length > 0) return { version: formula.version, missing };
  const parts = Object.fromEntries(
    entries.map(([term, coefficient]) => [term, coefficient * terms[term]!]),
  ) as Record<AltmanTerm, number>;
  const score = Object.values(parts).reduce((sum, part) => sum + part, formula.constant);
  const constant = formula.constant;
  return { version: formula.version, score, zone: zoneOf(formula, score), parts, constant };
}

export function isAltmanGap(answer: AltmanScore | AltmanGap): answer is AltmanGap {
  return 'missing' in answer;
}

function zoneOf(formula: AltmanVersion, score: number): AltmanScore['zone'] {
  if (score < formula.distressBelow) return 'DISTRESS';
  return score > formula.safeAbove ? 'SAFE' : 'GREY';
}

function isKnown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}
