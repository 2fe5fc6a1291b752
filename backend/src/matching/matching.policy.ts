/** What a party allows the engine to do without a person. */
export interface MatchingPolicy {
  readonly isAutomatic: boolean;
  /** Least confidence of what is applied automatically, in basis points. */
  readonly thresholdBps: number;
  /** Least lead over the runner-up, in hundredths of a decimal logarithm of odds. */
  readonly marginCentibans: number;
  /** Residual of a receivable that is closed as a deduction, in minor units; never more of it. */
  readonly toleranceMinor: bigint;
  /** Days after the end of a cash discount during which it is still granted. */
  readonly discountGraceDays: number;
  /** Whether of equal receivables of one buyer the oldest is taken for the one that was paid. */
  readonly oldestOfEqual: boolean;
  /**
   * Whether receivables that are named in full, each by a number or reference that fits no other, are paid although the
   * amount does not come out: in part, the oldest first, or with a rest that stays unapplied.
   */
  readonly trustsNumbers: boolean;
}

export const DEFAULT_POLICY: MatchingPolicy = {
  isAutomatic: true,
  thresholdBps: 9_980,
  marginCentibans: 250,
  toleranceMinor: 0n,
  discountGraceDays: 5,
  oldestOfEqual: false,
  trustsNumbers: false,
};
