/** The token under which the delivery policy is given. */
export const DELIVERY_POLICY = Symbol('DELIVERY_POLICY');

/** Bounds of webhooks' deliveries; one object, so that tests can be quicker than receivers are. */
export interface DeliveryPolicy {
  /** First pause after a failure; it doubles up to the longest. */
  readonly backOffMs: number;
  readonly backOffMaxMs: number;
  /** A message that fails for so long while its webhook takes others is given up. */
  readonly giveUpAfterMs: number;
  /** A webhook that takes nothing for so long is paused. */
  readonly pauseAfterMs: number;
  /** A webhook that takes nothing for so long is tried with one request at a time. */
  readonly probeAfterMs: number;
  /** Requests at a time of one webhook, and of one process. */
  readonly parallelPerWebhook: number;
  readonly parallelPerProcess: number;
  /** After this a delivery whose process died is sent again; longer than a request may take. */
  readonly leaseMs: number;
  /** Messages of one webhook that are waiting; the rest stays behind its cursor. */
  readonly waitingMax: number;
}

const DAY_MS = 86_400_000;

export const deliveryPolicy: DeliveryPolicy = {
  backOffMs: 5_000,
  backOffMaxMs: 3_600_000,
  giveUpAfterMs: 3 * DAY_MS,
  pauseAfterMs: 3 * DAY_MS,
  probeAfterMs: 30_000,
  parallelPerWebhook: 8,
  parallelPerProcess: 64,
  leaseMs: 30_000,
  waitingMax: 500,
};

/** Pause before the next attempt: half of it is chance, so that receivers that come back are not met by all at once. */
export function backOffMs(policy: DeliveryPolicy, attempts: number, chance: number): number {
  const exponent = Math.min(attempts - 1, 30);
  const longest = Math.min(policy.backOffMs * 2 ** exponent, policy.backOffMaxMs);
  return Math.round(longest / 2 + (longest / 2) * chance);
}
