import { type CalibrationRow, calibrationTable } from './calibration.js';
import {
  type GainsRow,
  type RocPoint,
  areaUnderCurve,
  brierScore,
  gainsTable,
  kolmogorovSmirnov,
  logLoss,
  rocCurve,
} from './discrimination.js';

/** How well probabilities fitted what happened, on rows that were not learned from. */
export interface ModelFigures {
  readonly auc: number;
  readonly brier: number;
  readonly rows: number;
  readonly bad: number;
  readonly logLoss: number;
  readonly kolmogorovSmirnov: number;
  readonly calibration: readonly CalibrationRow[];
  readonly gains: readonly GainsRow[];
  readonly roc: readonly RocPoint[];
}

export function modelFigures(labels: Uint8Array, probabilities: Float64Array): ModelFigures {
  return {
    auc: areaUnderCurve(labels, probabilities),
    brier: brierScore(labels, probabilities),
    rows: labels.length,
    bad: labels.reduce((sum, label) => sum + label, 0),
    logLoss: logLoss(labels, probabilities),
    kolmogorovSmirnov: kolmogorovSmirnov(labels, probabilities),
    calibration: calibrationTable(labels, probabilities),
    gains: gainsTable(labels, probabilities),
    roc: rocCurve(labels, probabilities),
  };
}
