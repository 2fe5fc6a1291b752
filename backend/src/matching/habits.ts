import type { MatchRule } from './matching.model.js';
import { WEIGHT, centibans, clamp } from './weights.js';

/** What one confirmed match tells about a buyer. */
export interface ConfirmedMatch {
  readonly rule: MatchRule;
  /** Whether the entry named what it paid. */
  readonly isNamed: boolean;
  /** Days from the due date of the oldest receivable paid to the booking; negative if early. */
  readonly delayDays: number;
  readonly account: string | null;
  readonly receivableCount: number;
}

/** Weight of one undone match against the confirmed ones. */
const UNDONE = -1;
/** Observations that general experience counts for. */
const PRIOR_COUNT = 6;
const DELAYS_MIN = 4;
const DELAY_DAYS_MIN = 4;

/** How a buyer pays, learned from confirmed matches; an undone match counts against what it had taught. */
export class BuyerHabits {
  private matches = 0;
  private named = 0;
  private delaySum = 0;
  private delaySquares = 0;
  private several = 0;
  private readonly rules = new Map<MatchRule, number>();
  /** {@link ruleWeight} since something was last learned. */
  private readonly ruleWeights = new Map<MatchRule, number>();
  /** Accounts that the buyer paid from, with how often. */
  readonly accounts = new Map<string, number>();

  learn(match: ConfirmedMatch): void {
    this.count(match, 1);
  }

  unlearn(match: ConfirmedMatch): void {
    this.count(match, UNDONE);
  }

  private count(match: ConfirmedMatch, by: number): void {
    this.ruleWeights.clear();
    this.matches = Math.max(0, this.matches + by);
    this.named = clamp(this.named + (match.isNamed ? by : 0), [0, this.matches]);
    this.several = clamp(this.several + (match.receivableCount > 1 ? by : 0), [0, this.matches]);
    this.delaySum += by * match.delayDays;
    this.delaySquares += by * match.delayDays ** 2;
    this.rules.set(match.rule, Math.max(0, (this.rules.get(match.rule) ?? 0) + by));
    if (match.account !== null) {
      this.accounts.set(match.account, (this.accounts.get(match.account) ?? 0) + by);
    }
  }

  /** Weight of naming nothing of what is paid. */
  unnamedWeight(): number {
    const { namingShare, namingShareMin } = WEIGHT;
    const share = (this.named + PRIOR_COUNT * namingShare) / (this.matches + PRIOR_COUNT);
    return centibans(Math.max(1 - share, namingShareMin));
  }

  /** Correction of a rule's general weight by how often this buyer pays in that way. */
  ruleWeight(rule: MatchRule, general: number): number {
    const known = this.ruleWeights.get(rule);
    if (known !== undefined) return known;
    const before = 10 ** (general / 100);
    const share =
      ((this.rules.get(rule) ?? 0) + PRIOR_COUNT * before) / (this.matches + PRIOR_COUNT);
    const weight = clamp(centibans(share / before), [-50, 150]);
    this.ruleWeights.set(rule, weight);
    return weight;
  }

  /** Correction for paying several receivables at once. */
  severalWeight(): number {
    const share = (this.several + PRIOR_COUNT * 0.2) / (this.matches + PRIOR_COUNT);
    return clamp(centibans(share / 0.2), [-50, 60]);
  }

  /** Evidence of the day of payment: what the buyer usually does, or else what most do. */
  delayWeight(delayDays: number): number {
    if (this.matches < DELAYS_MIN) return generalDelayWeight(delayDays);
    const mean = this.delaySum / this.matches;
    const variance = Math.max(0, this.delaySquares / this.matches - mean ** 2);
    const spread = Math.max(DELAY_DAYS_MIN, Math.sqrt(variance));
    const off = Math.abs(delayDays - mean) / spread;
    return off <= 1 ? 50 : off <= 2 ? 10 : off <= 4 ? -60 : -120;
  }
}

function generalDelayWeight(delayDays: number): number {
  if (delayDays < -60) return -80;
  if (delayDays < -30) return -30;
  if (delayDays <= 30) return 20;
  return delayDays <= 90 ? -20 : -60;
}
