import { concat, keccak256, toUtf8Bytes } from 'ethers';

import { Refusal, canonicalJson } from '../common/index.js';
import type { RatingRule } from './grade-scale.js';
import {
  type RatingFigures,
  type ScoredRating,
  type ScoringScale,
  scoreRating,
} from './rating-score.js';

const FORMAT = 'duebill-rating-1';
const SALT = /^0x[0-9a-f]{64}$/;

/** All that a rating follows from, and what it came to. */
export interface RatingInputs extends ScoringScale {
  readonly format: string;
  readonly assessor: string;
  readonly party: string;
  readonly currency: string;
  readonly asOfDate: string;
  readonly scaleVersion: number;
  readonly figures: RatingFigures;
  readonly points: number;
  readonly grade: string;
}

/** What is committed to on the ledger. */
export function ratingInputs(inputs: Omit<RatingInputs, 'format'>): string {
  return canonicalJson({ ...inputs, format: FORMAT });
}

/** Hash that the ledger keeps; without the salt nobody can try inputs out. */
export function inputCommitment(salt: string, inputs: string): string {
  return keccak256(concat([salt, toUtf8Bytes(inputs)]));
}

export interface Reproduced extends ScoredRating {
  readonly commitment: string;
  readonly inputs: RatingInputs;
  /** The inputs say the same points and grade. */
  readonly isSame: boolean;
}

/**
 * Works a rating out again from what its assessor hands over.
 *
 * Refuses with INPUTS_INVALID what has another form.
 */
export function reproduceRating(salt: string, text: string): Reproduced | Refusal {
  const inputs = parseInputs(text);
  if (inputs instanceof Refusal) return inputs;
  if (!SALT.test(salt)) return refuse('salt', 'A salt is 0x and 64 hexadecimal digits.');
  if (canonicalJson(inputs) !== text) {
    return refuse('inputs', 'The text is not in canonical form: sorted keys, no blanks.');
  }
  const scored = scoreRating(inputs, inputs.figures);
  const isSame = scored.points === inputs.points && scored.grade === inputs.grade;
  return { ...scored, inputs, isSame, commitment: inputCommitment(salt, text) };
}

function parseInputs(text: string): RatingInputs | Refusal {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('inputs', 'This is no JSON.');
  }
  const given = value as Partial<RatingInputs> | null;
  if (given?.format !== FORMAT) return refuse('inputs.format', `The format is ${FORMAT}.`);
  const { basePoints, rules, grades, figures } = given;
  const isWhole =
    Number.isInteger(basePoints) &&
    Array.isArray(rules) &&
    rules.every((rule) => isRule(rule)) &&
    Array.isArray(grades) &&
    grades.length > 0 &&
    grades.every((grade) => Number.isInteger((grade as { pointsMin?: unknown }).pointsMin)) &&
    typeof figures === 'object';
  return isWhole
    ? (given as RatingInputs)
    : refuse('inputs', 'Rules, grades or figures are missing.');
}

function isRule(value: unknown): value is RatingRule {
  const rule = value as Partial<RatingRule> | null;
  return (
    typeof rule?.feature === 'string' &&
    Number.isInteger(rule.missingPoints) &&
    Array.isArray(rule.bands) &&
    rule.bands.every((band) => Number.isInteger((band as { points?: unknown }).points))
  );
}

function refuse(path: string, message: string): Refusal {
  return new Refusal({ code: 'INPUTS_INVALID', message, path });
}
