import {
  type Candidate,
  boostingCandidate,
  scorecardCandidate,
  singleFeatureCandidate,
} from '../training/candidate.js';

/** What is tried on default of buyers; the first one is what the others must beat. */
export const BUYER_DEFAULT_CANDIDATES: readonly Candidate[] = [
  singleFeatureCandidate('longest-overdue', 'overdueDaysMax', 1),
  scorecardCandidate({}),
  boostingCandidate({
    treesMax: 300,
    learningRate: 0.05,
    leavesMax: 6,
    depthMax: 4,
    leafRowsMin: 30,
    patienceTrees: 40,
  }),
];
