import { InputInvalidError } from '../api/index.js';
import type { ProvisionPolicyInput } from './provision.input.js';
import { SegmentBy } from './provision.sql.js';

const BUCKETS_MAX = 12;
const DAYS_MAX = 3_650;
const MONTHS_MAX = 60;
const BPS_MAX = 10_000;
const PPM_MAX = 1_000_000;
const ACCOUNT = /^[\p{L}\p{N} ._/-]{1,40}$/u;

/** What a policy says, without the key that it came with. */
export type ProvisionRules = Omit<ProvisionPolicyInput, 'idempotencyKey'>;

/** Holds until a party sets its own. */
export const DEFAULT_RULES: ProvisionRules = {
  bucketDays: [0, 30, 60, 90, 180],
  segmentBy: SegmentBy.CURRENCY,
  windowMonths: 12,
  baseMinMinor: 0n,
  lossGivenDefaultBps: 6_000,
  fallbackRatesPpm: [3_000, 16_000, 36_000, 66_000, 250_000],
  expenseAccount: '6702',
  allowanceAccount: '1231',
  receivablesAccount: '1122',
};

/** The first thing that is wrong with a policy; null if nothing is. */
export function checkRules(rules: ProvisionRules): InputInvalidError | null {
  return checkBuckets(rules) ?? checkRates(rules) ?? checkAccounts(rules);
}

function checkBuckets({ bucketDays, windowMonths }: ProvisionRules): InputInvalidError | null {
  if (bucketDays.length < 1 || bucketDays.length > BUCKETS_MAX || bucketDays[0] !== 0) {
    return new InputInvalidError('bucketDays', `1 to ${BUCKETS_MAX} bounds, the first of them 0.`);
  }
  const isRising = bucketDays.every(
    (day, index) => index === 0 || day > (bucketDays[index - 1] ?? 0),
  );
  if (!isRising || (bucketDays.at(-1) ?? 0) > DAYS_MAX) {
    return new InputInvalidError('bucketDays', `Bounds rise up to ${DAYS_MAX} days.`);
  }
  return windowMonths >= 1 && windowMonths <= MONTHS_MAX
    ? null
    : new InputInvalidError('windowMonths', `1 to ${MONTHS_MAX} months.`);
}

function checkRates(rules: ProvisionRules): InputInvalidError | null {
  const { lossGivenDefaultBps, fallbackRatesPpm, bucketDays } = rules;
  if (lossGivenDefaultBps < 0 || lossGivenDefaultBps > BPS_MAX) {
    return new InputInvalidError('lossGivenDefaultBps', `0 to ${BPS_MAX} basis points.`);
  }
  const isRate = (ppm: number): boolean => ppm >= 0 && ppm <= PPM_MAX;
  return fallbackRatesPpm.length === bucketDays.length && fallbackRatesPpm.every(isRate)
    ? null
    : new InputInvalidError(
        'fallbackRatesPpm',
        `One rate from 0 to ${PPM_MAX} for each of the ${bucketDays.length} buckets before the last.`,
      );
}

function checkAccounts(rules: ProvisionRules): InputInvalidError | null {
  for (const path of ['expenseAccount', 'allowanceAccount', 'receivablesAccount'] as const) {
    if (!ACCOUNT.test(rules[path])) {
      return new InputInvalidError(path, 'An account is 1 to 40 letters, digits, blanks and ._/-.');
    }
  }
  return null;
}
