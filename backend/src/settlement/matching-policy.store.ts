import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { InputInvalidError } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { DEFAULT_POLICY, type MatchingPolicy } from '../matching/index.js';

/** Who does not know of discounts grants none. */
type NewPolicy = MatchingPolicy & { readonly grantsDiscounts?: boolean | null };

interface PolicyRow {
  is_automatic: boolean;
  threshold_bps: number;
  margin_centibans: number;
  tolerance_minor: string;
  discount_grace_days: number;
  oldest_of_equal: boolean;
  trusts_numbers: boolean;
  grants_discounts: boolean;
}

/** What a party lets matching do, and what follows from it. */
export interface PartyPolicy extends MatchingPolicy {
  /** Discounts that were earned are credited without a person. */
  readonly grantsDiscounts: boolean;
}

/** Of a party that set none: on its own accounts a number in full says what is paid. */
const PLATFORM_POLICY: PartyPolicy = {
  ...DEFAULT_POLICY,
  trustsNumbers: true,
  grantsDiscounts: false,
};
/** Below this an explanation is more likely wrong than a careful clerk would be. */
const THRESHOLD_BPS_MIN = 9_000;
const THRESHOLD_BPS_MAX = 10_000;
const MARGIN_MAX = 1_000;
/** One hundred of the common currencies: a residual, not a receivable. */
const TOLERANCE_MINOR_MAX = 10_000n;
const GRACE_DAYS_MAX = 60;

/** What each party lets matching do on its own; off the ledger. */
@Injectable()
export class MatchingPolicyStore {
  constructor(private readonly dataSource: DataSource) {}

  /** The policy of the owner of an account; the default if it never set one. */
  async policyOf(party: string): Promise<PartyPolicy> {
    const rows: PolicyRow[] = await this.dataSource.query(
      `SELECT is_automatic, threshold_bps, margin_centibans, tolerance_minor, discount_grace_days,
         oldest_of_equal, trusts_numbers, grants_discounts FROM matching_policy WHERE party = $1`,
      [party],
    );
    const [row] = rows;
    if (row === undefined) return PLATFORM_POLICY;
    return {
      isAutomatic: row.is_automatic,
      thresholdBps: row.threshold_bps,
      marginCentibans: row.margin_centibans,
      toleranceMinor: BigInt(row.tolerance_minor),
      discountGraceDays: row.discount_grace_days,
      oldestOfEqual: row.oldest_of_equal,
      trustsNumbers: row.trusts_numbers,
      grantsDiscounts: row.grants_discounts,
    };
  }

  /** Sets the policy of the viewer's party; what was applied already stays applied. */
  async set(viewer: Viewer, policy: NewPolicy): Promise<InputInvalidError | null> {
    const refusal = check(policy);
    if (refusal !== null) return refusal;
    await this.dataSource.query(
      `INSERT INTO matching_policy (party, is_automatic, threshold_bps, margin_centibans,
         tolerance_minor, discount_grace_days, oldest_of_equal, trusts_numbers, grants_discounts)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (party) DO UPDATE SET (is_automatic, threshold_bps, margin_centibans,
         tolerance_minor, discount_grace_days, oldest_of_equal, trusts_numbers, grants_discounts, changed_at) = (excluded.is_automatic,
         excluded.threshold_bps, excluded.margin_centibans, excluded.tolerance_minor,
         excluded.discount_grace_days, excluded.oldest_of_equal, excluded.trusts_numbers,
         excluded.grants_discounts, now())`,
      [
        viewer.party,
        policy.isAutomatic,
        policy.thresholdBps,
        policy.marginCentibans,
        policy.toleranceMinor.toString(),
        policy.discountGraceDays,
        policy.oldestOfEqual,
        policy.trustsNumbers,
        policy.grantsDiscounts ?? false,
      ],
    );
    return null;
  }
}

function check(policy: MatchingPolicy): InputInvalidError | null {
  const { thresholdBps, marginCentibans, toleranceMinor, discountGraceDays } = policy;
  if (thresholdBps < THRESHOLD_BPS_MIN || thresholdBps > THRESHOLD_BPS_MAX) {
    return new InputInvalidError(
      'thresholdBps',
      `From ${THRESHOLD_BPS_MIN} to ${THRESHOLD_BPS_MAX}.`,
    );
  }
  if (marginCentibans < 0 || marginCentibans > MARGIN_MAX) {
    return new InputInvalidError('marginCentibans', `From 0 to ${MARGIN_MAX}.`);
  }
  if (toleranceMinor > TOLERANCE_MINOR_MAX) {
    return new InputInvalidError('toleranceMinor', `At most ${TOLERANCE_MINOR_MAX}.`);
  }
  return discountGraceDays < 0 || discountGraceDays > GRACE_DAYS_MAX
    ? new InputInvalidError('discountGraceDays', `From 0 to ${GRACE_DAYS_MAX}.`)
    : null;
}
