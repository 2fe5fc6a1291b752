import { z } from 'zod';

import { isCalendarDate } from '../../common/calendar-date.js';
import { Refusal } from '../../common/refusal.js';
import { type BoostedTree } from '../boosting/tree.js';
import {
  MODEL_FORMAT,
  MODEL_FORMAT_VERSION,
  type ModelRecord,
  readModelRecord,
} from './model-record.js';

/** Longest text of a model; those that the platform trains have a tenth of it. */
export const MODEL_TEXT_MAX = 2_000_000;

const FEATURES_MAX = 300;
const BINS_MAX = 100;
const TREES_MAX = 2_000;
const NODES_MAX = 1_023;
const STEPS_MAX = 20_000;
const PARTS_MAX = 5;
const ROWS_MAX = 1_000_000_000;
/** Chars that are shown of a field that nobody knows. */
const FIELD_SHOWN_MAX = 60;
/** Log odds beyond it say the same as certainty, and sums of larger numbers lose their digits. */
const MARGIN_MAX = 1e6;

/**
 * Reads a model that was trained elsewhere, or says what is wrong with it and where.
 *
 * Everything that scoring takes is looked at: a model that is accepted scores each row, in bounded time.
 *
 * @param features names that rows of the purpose have
 */
export function readForeignModel(
  source: string,
  features: ReadonlySet<string>,
): ModelRecord | Refusal {
  if (source.length > MODEL_TEXT_MAX) {
    return refusal('MODEL_TOO_LONG', `more than ${MODEL_TEXT_MAX} characters`, '');
  }
  const record = readModelRecord(source);
  if (record instanceof Refusal) return record;
  const issue = recordSchema(features).safeParse(record).error?.issues[0];
  if (issue !== undefined) {
    const wrong = pathOf(issue);
    return refusal('MODEL_INVALID', `${wrong} is missing or wrong`, wrong);
  }
  return record;
}

/** `artefact.parts[1].kind`; of fields that nobody knows the first. */
function pathOf(issue: z.core.$ZodIssue): string {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return [...issue.path, ...unknown.map((key) => key.slice(0, FIELD_SHOWN_MAX))]
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

const margin = z.number().min(-MARGIN_MAX).max(MARGIN_MAX);
const probability = z.number().min(0).max(1);

function recordSchema(features: ReadonlySet<string>) {
  return z.strictObject({
    format: z.literal(MODEL_FORMAT),
    formatVersion: z.literal(MODEL_FORMAT_VERSION),
    purpose: z.enum(['LATE_PAYMENT', 'BUYER_DEFAULT']),
    name: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
    version: z.string().regex(/^[\w.:-]{1,100}$/),
    knowledgeUntil: z
      .string()
      .regex(/^\d{4}-/)
      .refine(isCalendarDate)
      .nullable(),
    trainingDataHash: z.string().regex(/^0x[0-9a-f]{64}$/),
    trainingRows: z.int().min(1).max(ROWS_MAX),
    // What another one says of its model decides nothing here; it only must be there.
    figures: z.record(z.string(), z.unknown()),
    calibration,
    artefact: artefactSchema(features),
  });
}

const calibration = z.strictObject({
  intercept: margin,
  slope: z.number().min(0).max(MARGIN_MAX),
  steps: z
    .strictObject({
      from: list(probability, 1, STEPS_MAX),
      probabilities: list(probability, 1, STEPS_MAX),
    })
    .refine(
      ({ from, probabilities }) =>
        from.length === probabilities.length && isRising(from) && isRising(probabilities),
    )
    .optional(),
});

function artefactSchema(features: ReadonlySet<string>) {
  const name = z
    .string()
    .regex(/^\w{1,100}$/)
    .refine((one) => features.has(one));
  const direction = z.literal([1, -1]);
  const single = z.strictObject({ name, direction, missing: z.number() });
  const simple = [
    z.strictObject({ kind: z.literal('SINGLE_FEATURE'), single }),
    z.strictObject({ kind: z.literal('SCORECARD'), scorecard: scorecard(name) }),
    z.strictObject({ kind: z.literal('LOGISTIC'), logistic: logistic(name) }),
    z.strictObject({ kind: z.literal('BOOSTING'), boosted: boosted(name) }),
  ] as const;
  const part = z.discriminatedUnion('kind', simple);
  const blend = z.strictObject({ kind: z.literal('BLEND'), parts: list(part, 1, PARTS_MAX) });
  return z.discriminatedUnion('kind', [...simple, blend]);
}

function scorecard(name: z.ZodString) {
  const points = z.int().min(-MARGIN_MAX).max(MARGIN_MAX);
  const line = z
    .strictObject({
      name,
      bounds: list(z.number(), 0, BINS_MAX),
      points: list(points, 1, BINS_MAX + 1),
      missingPoints: points,
      informationValue: z.number().min(0),
    })
    .refine((one) => one.points.length === one.bounds.length + 1 && isRising(one.bounds));
  return z.strictObject({
    scale: z.strictObject({
      basePoints: margin,
      baseOdds: z.number().min(1e-6).max(MARGIN_MAX),
      pointsToDouble: z.number().min(1).max(MARGIN_MAX),
    }),
    neutralPoints: points,
    lines: list(line, 1, FEATURES_MAX).refine((lines) => isDistinct(lines.map((one) => one.name))),
  });
}

function logistic(name: z.ZodString) {
  return z
    .strictObject({
      names: list(name, 1, FEATURES_MAX).refine(isDistinct),
      means: list(z.number(), 1, FEATURES_MAX),
      deviations: list(z.number().min(1e-12), 1, FEATURES_MAX),
      intercept: margin,
      coefficients: list(margin, 1, FEATURES_MAX),
    })
    .refine((one) =>
      [one.means, one.deviations, one.coefficients].every(
        ({ length }) => length === one.names.length,
      ),
    );
}

function boosted(name: z.ZodString) {
  const nodes = <Node extends z.ZodType>(node: Node) => list(node, 1, NODES_MAX);
  const tree = z
    .strictObject({
      features: nodes(z.int().min(-1).max(FEATURES_MAX)),
      thresholds: nodes(z.union([z.number(), z.custom<number>((value) => value === Infinity)])),
      missingLeft: nodes(z.boolean()),
      left: nodes(z.int().min(-1).max(NODES_MAX)),
      right: nodes(z.int().min(-1).max(NODES_MAX)),
      values: nodes(margin),
      covers: nodes(z.number().min(0)),
    })
    .refine(isTree);
  return z
    .strictObject({
      names: list(name, 1, FEATURES_MAX).refine(isDistinct),
      baseMargin: margin,
      trees: list(tree, 0, TREES_MAX),
    })
    .refine((one) =>
      one.trees.every(({ features }) => features.every((at) => at < one.names.length)),
    );
}

function list<Item extends z.ZodType>(item: Item, min: number, max: number) {
  return z.array(item).min(min).max(max);
}

/** All arrays are of one length, and each inner node has children after it: walking down comes to an end. */
function isTree(tree: BoostedTree): boolean {
  const { features, left, right, covers } = tree;
  const { length } = features;
  if (Object.values(tree).some((one: readonly unknown[]) => one.length !== length)) return false;
  return features.every((feature, at) => {
    if (feature < 0) return true;
    const children = [left[at]!, right[at]!];
    return covers[at]! > 0 && children.every((child) => child > at && child < length);
  });
}

function isRising(values: readonly number[]): boolean {
  return values.every((value, at) => at === 0 || value >= values[at - 1]!);
}

function isDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

function refusal(code: string, message: string, path: string): Refusal {
  return new Refusal({ code, message, path });
}
