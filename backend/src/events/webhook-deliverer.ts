import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';

import { LedgerSignals, SIGNAL_ANNOUNCED } from '../ledger/index.js';
import { DELIVERY_POLICY, type DeliveryPolicy } from './delivery-policy.js';
import { type DeliveryOutcome, attemptedDeliveries } from './delivery-telemetry.js';
import { type ClaimedDelivery, DeliveryRepository } from './delivery.repository.js';
import { messageIdOf, messageOf } from './event-message.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { type SendingOutcome, WebhookSender } from './webhook-sender.js';

/** Longest sleep: an attempt may be due, or a signal may have been lost. */
const IDLE_MS = 1_000;
const BURST_MS = 10;
const FAULT_PAUSE_MS = 2_000;
const FORGET_EVERY_MS = 60_000;

/**
 * Sends what is due, in every process; the database keeps them apart.
 *
 * An attempt is written down before it is made, and its end after. A process that dies in between leaves a lease that
 * runs out, and the same message goes out again under the same id.
 */
@Injectable()
export class WebhookDeliverer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(WebhookDeliverer.name);
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private running: Promise<void> | null = null;
  private forgottenAt = 0;

  constructor(
    private readonly deliveries: DeliveryRepository,
    private readonly sender: WebhookSender,
    private readonly secrets: WebhookSecrets,
    private readonly signals: LedgerSignals,
    @Inject(DELIVERY_POLICY) private readonly policy: DeliveryPolicy,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.loop();
  }

  /** Lets requests that are under way come to their end, which takes no longer than one may. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await Promise.all(this.underWay);
  }

  /** Feeds, claims and begins to send; whether there may be more to do at once. */
  async step(): Promise<boolean> {
    const fed = await this.deliveries.feed();
    const free = this.policy.parallelPerProcess - this.underWay.size;
    const claimed = free > 0 ? await this.deliveries.claim(free) : [];
    for (const delivery of claimed) {
      const sending = this.deliver(delivery).finally(() => this.underWay.delete(sending));
      this.underWay.add(sending);
    }
    return fed + claimed.length > 0;
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        // Waiting begins before the work, so that a signal during it is not slept through.
        const woken = this.signals.wait([SIGNAL_ANNOUNCED], IDLE_MS, signal);
        const hasMore = await this.step();
        await this.forgetOld();
        await (hasMore ? undefined : Promise.race([woken, this.someEnd()]));
      } catch (error) {
        this.logger.error(error instanceof Error ? (error.stack ?? error.message) : error);
        await this.signals.wait([], FAULT_PAUSE_MS, signal);
      }
    }
  }

  /** Requests end in bursts: one claim serves all that end within moments. */
  private async someEnd(): Promise<void> {
    await (this.underWay.size === 0 ? new Promise(() => undefined) : Promise.race(this.underWay));
    await this.signals.wait([], BURST_MS, this.stopping.signal);
  }

  private async deliver(delivery: ClaimedDelivery): Promise<void> {
    try {
      const outcome = await this.sender.send({
        url: delivery.url,
        id: messageIdOf(delivery),
        body: JSON.stringify(messageOf(delivery)),
        secrets: this.secretsOf(delivery),
      });
      attemptedDeliveries.tell({ outcome: nameOf(outcome) });
      await this.deliveries.record(delivery, outcome);
    } catch (error) {
      // Its lease runs out, and it is sent again.
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : error);
    }
  }

  private secretsOf({ webhookId, sealedSecret, formerSecret }: ClaimedDelivery): string[] {
    const sealed = formerSecret === null ? [sealedSecret] : [sealedSecret, formerSecret];
    return sealed.map((secret) => this.secrets.open(webhookId, secret));
  }

  private async forgetOld(): Promise<void> {
    if (Date.now() - this.forgottenAt > FORGET_EVERY_MS) {
      this.forgottenAt = Date.now();
      await this.deliveries.forgetOld();
    }
  }
}

function nameOf({ isAccepted, statusCode }: SendingOutcome): DeliveryOutcome {
  if (isAccepted) return 'accepted';
  return statusCode === null ? 'unreachable' : 'refused';
}
