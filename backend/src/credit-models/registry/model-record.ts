import { Refusal } from '../../common/refusal.js';
import { type Calibration } from '../evaluation/calibration.js';
import { type ModelArtefact } from '../training/artefact.js';

export const MODEL_FORMAT = 'duebill-credit-model';
export const MODEL_FORMAT_VERSION = 1;

/** Figures that a version stands by. */
export interface RecordedFigures {
  readonly auc: number;
  readonly brier: number;
  readonly rows: number;
}

/** A version of a model with everything that is needed to score with it and to trace it. */
export interface ModelRecord {
  readonly format: typeof MODEL_FORMAT;
  readonly formatVersion: typeof MODEL_FORMAT_VERSION;
  /** What it forecasts. */
  readonly purpose: 'LATE_PAYMENT' | 'BANKRUPTCY' | 'BUYER_DEFAULT';
  readonly name: string;
  readonly version: string;
  /** Calendar day until which anything was known that it learned from. */
  readonly knowledgeUntil: string | null;
  readonly trainingDataHash: string;
  readonly trainingRows: number;
  readonly figures: RecordedFigures;
  readonly calibration: Calibration;
  readonly artefact: ModelArtefact;
}

/** The record as text; numbers keep every digit, so that scores are the same after reading. */
export function writeModelRecord(record: ModelRecord): string {
  return `${JSON.stringify(record, spelledInfinity, 1)}\n`;
}

const ARTEFACT_KINDS = ['SINGLE_FEATURE', 'SCORECARD', 'LOGISTIC', 'BOOSTING', 'BLEND'];

/** Reads what {@link writeModelRecord} wrote, or says why it can't be used. */
export function readModelRecord(text: string): ModelRecord | Refusal {
  let value: unknown;
  try {
    value = JSON.parse(text, (_key, part: unknown) => (part === 'Infinity' ? Infinity : part));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refusal('MODEL_INVALID', 'no JSON', '');
  }
  if (!isObject(value) || value['format'] !== MODEL_FORMAT) {
    return refusal('MODEL_INVALID', `no ${MODEL_FORMAT}`, 'format');
  }
  if (value['formatVersion'] !== MODEL_FORMAT_VERSION) {
    const message = `version ${JSON.stringify(value['formatVersion'])} of the format is not known`;
    return refusal('MODEL_VERSION_UNKNOWN', message, 'formatVersion');
  }
  const wrong = wrongField(value);
  if (wrong !== null) return refusal('MODEL_INVALID', `${wrong} is missing or wrong`, wrong);
  return value as unknown as ModelRecord;
}

function wrongField(value: Record<string, unknown>): string | null {
  const texts = ['purpose', 'name', 'version', 'trainingDataHash'];
  const wrongText = texts.find((field) => typeof value[field] !== 'string');
  if (wrongText !== undefined) return wrongText;
  const { figures, calibration, artefact } = value;
  if (!isObject(figures) || typeof figures['auc'] !== 'number') return 'figures';
  if (!isObject(calibration) || typeof calibration['slope'] !== 'number') return 'calibration';
  if (!isObject(artefact) || !ARTEFACT_KINDS.includes(String(artefact['kind']))) return 'artefact';
  return null;
}

/** JSON has no infinity; a threshold of a tree may be one. */
function spelledInfinity(_key: string, value: unknown): unknown {
  return value === Infinity ? 'Infinity' : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusal(code: string, message: string, path: string): Refusal {
  return new Refusal({ code, message, path });
}
