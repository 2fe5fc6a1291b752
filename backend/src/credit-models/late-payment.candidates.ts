import {
  type BlendCandidate,
  type Candidate,
  boostingCandidate,
  logisticCandidate,
  scorecardCandidate,
  singleFeatureCandidate,
} from './training/candidate.js';
import { type Monotone } from './scorecard/bins.js';

/** Features that can only speak against a customer as they rise. */
const RISING: readonly string[] = [
  ...['lateShare', 'lateFaceShare', 'weekdayLateShare', 'recentLateShare', 'softLateShare'],
  ...['meanDays', 'faceWeightedDays', 'medianDays', 'lowerDays', 'upperDays', 'lastDays'],
  ...['last3Days', 'last10Days', 'recentDays', 'lateness', 'recentLateness'],
  ...['overdueCount', 'overdueDaysMax', 'disputedShare'],
];

/** Behaviour whose effect is smooth. */
const SMOOTH: readonly string[] = [
  ...['lateShare', 'weekdayLateShare', 'recentLateShare', 'softLateShare', 'meanDays'],
  ...['medianDays', 'last10Days', 'faceWeightedDays', 'lateness', 'recentLateness'],
  ...['disputedShare', 'portfolioLateShare', 'logFace', 'openCount', 'trendDays'],
  ...['lowerDays', 'upperDays', 'deviationDays', 'overdueCount'],
];

/** What is tried on late payment; the first one is what the others must beat. */
export const LATE_PAYMENT_CANDIDATES: readonly Candidate[] = [
  singleFeatureCandidate('past-late-share', 'lateShare', 1),
  scorecardCandidate({
    monotone: Object.fromEntries(RISING.map((name): [string, Monotone] => [name, 'rising'])),
  }),
  logisticCandidate(SMOOTH, 20),
  boostingCandidate({
    treesMax: 400,
    learningRate: 0.04,
    leavesMax: 8,
    depthMax: 5,
    leafRowsMin: 20,
    patienceTrees: 50,
  }),
];

export const LATE_PAYMENT_BLENDS: readonly BlendCandidate[] = [
  { name: 'blend', role: 'CHALLENGER', partNames: ['logistic', 'boosting'] },
];
