export { daysBetween } from './days.js';
export { MatchingEngine, type Confirmation, type Lesson } from './matching.engine.js';
export {
  CASH_KINDS,
  type Evidence,
  EvidenceFact,
  type Hypothesis,
  type MatchCandidate,
  type MatchEntry,
  MatchHold,
  type MatchProposal,
  MatchRule,
  MatchedKind,
  type MatchedRow,
  NotPayable,
} from './matching.model.js';
export { DEFAULT_POLICY, type MatchingPolicy } from './matching.policy.js';
export { RULE_VERSION } from './weights.js';
