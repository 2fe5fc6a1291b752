import { type FeatureTable, type LabelledTable } from '../feature-table.js';
import { type Monotone } from './bins.js';
import { type LogisticModel, fitLogistic } from './logistic.js';
import { type Characteristic, characteristicOf, weightColumn } from './weight-of-evidence.js';

/** What a feature must show to enter a scorecard. */
export interface SelectionOptions {
  readonly informationValueMin: number;
  /** Of two features whose weights correlate more than this, the weaker one stays out. */
  readonly correlationMax: number;
  readonly characteristicsMax: number;
  readonly l2: number;
  /** Direction of risk per feature, where one is wanted. */
  readonly monotone: Readonly<Record<string, Monotone>>;
}

export const SELECTION_DEFAULTS: SelectionOptions = {
  informationValueMin: 0.02,
  correlationMax: 0.9,
  characteristicsMax: 30,
  l2: 5,
  monotone: {},
};

/** Characteristics with the regression on their weights; every coefficient is below zero. */
export interface FittedCharacteristics {
  readonly characteristics: readonly Characteristic[];
  readonly logistic: LogisticModel;
}

/**
 * Chooses characteristics by information value, leaves out near copies, and drops those whose
 * coefficient has the wrong sign: in a scorecard a better bin never costs points.
 */
export function fitCharacteristics(
  data: LabelledTable,
  options: SelectionOptions,
): FittedCharacteristics {
  let chosen = candidatesOf(data, options);
  for (;;) {
    const logistic = fitLogistic({
      columns: chosen.map((candidate) => candidate.weights),
      labels: data.labels,
      l2: options.l2,
    });
    const worst = worstSign(logistic.coefficients);
    if (worst < 0) {
      return { characteristics: chosen.map(({ characteristic }) => characteristic), logistic };
    }
    chosen = chosen.toSpliced(worst, 1);
  }
}

interface Candidate {
  readonly characteristic: Characteristic;
  /** The rows' weights in this characteristic. */
  readonly weights: Float64Array;
}

function candidatesOf({ table, labels }: LabelledTable, options: SelectionOptions): Candidate[] {
  const ranked = characteristicsOf(table, labels, options)
    .filter(({ informationValue }) => informationValue >= options.informationValueMin)
    .sort((left, right) => right.informationValue - left.informationValue);
  const chosen: Candidate[] = [];
  for (const characteristic of ranked) {
    if (chosen.length >= options.characteristicsMax) break;
    const column = table.columns[table.names.indexOf(characteristic.name)]!;
    const weights = weightColumn(characteristic, column);
    const copies = chosen.some(
      (stronger) => Math.abs(correlation(stronger.weights, weights)) > options.correlationMax,
    );
    if (!copies) chosen.push({ characteristic, weights });
  }
  return chosen;
}

function characteristicsOf(
  table: FeatureTable,
  labels: Uint8Array,
  options: SelectionOptions,
): Characteristic[] {
  return table.names.map((name, at) => {
    const monotone = options.monotone[name] ?? 'free';
    return characteristicOf({ name, column: table.columns[at]!, labels, monotone });
  });
}

/** The most positive coefficient, or −1 where all are below zero. */
function worstSign(coefficients: Float64Array): number {
  let worst = -1;
  let most = 0;
  coefficients.forEach((coefficient, at) => {
    if (coefficient >= most) {
      most = coefficient;
      worst = at;
    }
  });
  return worst;
}

function correlation(left: Float64Array, right: Float64Array): number {
  const leftMean = meanOf(left);
  const rightMean = meanOf(right);
  let both = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (let row = 0; row < left.length; row += 1) {
    const leftPart = left[row]! - leftMean;
    const rightPart = right[row]! - rightMean;
    both += leftPart * rightPart;
    leftSquares += leftPart ** 2;
    rightSquares += rightPart ** 2;
  }
  return both / Math.sqrt(leftSquares * rightSquares);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
