import { isCalendarDate } from '../../common/calendar-date.js';
import { Refusal } from '../../common/refusal.js';
import { type BoostedTree } from '../boosting/tree.js';
import { MODEL_FORMAT, MODEL_FORMAT_VERSION, type ModelRecord } from './model-record.js';
import { readModelRecord } from './model-record.js';
import {
  type Shape,
  either,
  fields,
  isObject,
  list,
  number,
  oneOf,
  such,
  text,
  whole,
} from './shape.js';

/** Longest text of a model; those that the platform trains have a tenth of it. */
export const MODEL_TEXT_MAX = 2_000_000;

const FEATURES_MAX = 300;
const BINS_MAX = 100;
const TREES_MAX = 2_000;
const NODES_MAX = 1_023;
const STEPS_MAX = 20_000;
const PARTS_MAX = 5;
const ROWS_MAX = 1_000_000_000;
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
  const wrong = recordShape(features)(record, '');
  if (wrong !== null) return refusal('MODEL_INVALID', `${wrong} is missing or wrong`, wrong);
  return record;
}

function recordShape(features: ReadonlySet<string>): Shape {
  return fields({
    format: oneOf(MODEL_FORMAT),
    formatVersion: oneOf(MODEL_FORMAT_VERSION),
    purpose: oneOf('LATE_PAYMENT', 'BUYER_DEFAULT'),
    name: text(/^[a-z][a-z0-9-]{0,59}$/),
    version: text(/^[\w.:-]{1,100}$/),
    knowledgeUntil: either(oneOf(null), such(text(/^\d{4}-/), isCalendarDate)),
    trainingDataHash: text(/^0x[0-9a-f]{64}$/),
    trainingRows: whole(1, ROWS_MAX),
    figures: such(isAnyObject, () => true),
    calibration: CALIBRATION,
    artefact: artefactShape(features),
  });
}

/** What another one says of its model decides nothing here; it only must be there. */
const isAnyObject: Shape = (value, path) => (isObject(value) ? null : path);

const CALIBRATION = fields(
  {
    intercept: number(-MARGIN_MAX, MARGIN_MAX),
    slope: number(0, MARGIN_MAX),
    steps: such(
      fields({
        from: list(number(0, 1), 1, STEPS_MAX),
        probabilities: list(number(0, 1), 1, STEPS_MAX),
      }),
      ({ from, probabilities }: { from: number[]; probabilities: number[] }) =>
        from.length === probabilities.length && isRising(from) && isRising(probabilities),
    ),
  },
  ['steps'],
);

function artefactShape(features: ReadonlySet<string>): Shape {
  const name: Shape = such(text(/^\w{1,100}$/), (one: string) => features.has(one));
  const single = single_(name);
  const simple = {
    SINGLE_FEATURE: fields({ kind: oneOf('SINGLE_FEATURE'), single }),
    SCORECARD: fields({ kind: oneOf('SCORECARD'), scorecard: scorecard(name) }),
    LOGISTIC: fields({ kind: oneOf('LOGISTIC'), logistic: logistic(name) }),
    BOOSTING: fields({ kind: oneOf('BOOSTING'), boosted: boosted(name) }),
  };
  const part = byKind(simple);
  const blend = fields({ kind: oneOf('BLEND'), parts: list(part, 1, PARTS_MAX) });
  return byKind({ ...simple, BLEND: blend });
}

function byKind(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    const kind = isObject(value) ? String(value['kind']) : '';
    const shape = Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
    return shape === undefined ? `${path}.kind` : shape(value, path);
  };
}

function single_(name: Shape): Shape {
  return fields({ name, direction: oneOf(1, -1), missing: number() });
}

function scorecard(name: Shape): Shape {
  const points = whole(-MARGIN_MAX, MARGIN_MAX);
  const line = such(
    fields({
      name,
      bounds: list(number(), 0, BINS_MAX),
      points: list(points, 1, BINS_MAX + 1),
      missingPoints: points,
      informationValue: number(0),
    }),
    (one: { bounds: number[]; points: number[] }) =>
      one.points.length === one.bounds.length + 1 && isRising(one.bounds),
  );
  return fields({
    scale: fields({
      basePoints: number(-MARGIN_MAX, MARGIN_MAX),
      baseOdds: number(1e-6, MARGIN_MAX),
      pointsToDouble: number(1, MARGIN_MAX),
    }),
    neutralPoints: points,
    lines: such(list(line, 1, FEATURES_MAX), (lines: Array<{ name: string }>) =>
      isDistinct(lines.map((one) => one.name)),
    ),
  });
}

function logistic(name: Shape): Shape {
  const numbers = list(number(), 1, FEATURES_MAX);
  return such(
    fields({
      names: such(list(name, 1, FEATURES_MAX), isDistinct),
      means: numbers,
      deviations: list(number(1e-12), 1, FEATURES_MAX),
      intercept: number(-MARGIN_MAX, MARGIN_MAX),
      coefficients: list(number(-MARGIN_MAX, MARGIN_MAX), 1, FEATURES_MAX),
    }),
    (one: Record<'names' | 'means' | 'deviations' | 'coefficients', unknown[]>) =>
      [one.means, one.deviations, one.coefficients].every(
        ({ length }) => length === one.names.length,
      ),
  );
}

function boosted(name: Shape): Shape {
  const nodes = (shape: Shape): Shape => list(shape, 1, NODES_MAX);
  const tree = such(
    fields({
      features: nodes(whole(-1, FEATURES_MAX)),
      thresholds: nodes(either(number(), oneOf(Infinity))),
      missingLeft: nodes(oneOf(true, false)),
      left: nodes(whole(-1, NODES_MAX)),
      right: nodes(whole(-1, NODES_MAX)),
      values: nodes(number(-MARGIN_MAX, MARGIN_MAX)),
      covers: nodes(number(0)),
    }),
    isTree,
  );
  return such(
    fields({
      names: such(list(name, 1, FEATURES_MAX), isDistinct),
      baseMargin: number(-MARGIN_MAX, MARGIN_MAX),
      trees: list(tree, 0, TREES_MAX),
    }),
    (one: { names: string[]; trees: BoostedTree[] }) =>
      one.trees.every(({ features }) => features.every((at) => at < one.names.length)),
  );
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
