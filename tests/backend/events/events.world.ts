import { randomUUID } from 'node:crypto';

import { DomainError } from '../../../backend/src/api/index.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import {
  type DeliveryPolicy,
  deliveryPolicy,
} from '../../../backend/src/events/delivery-policy.js';
import { DeliveryRepository } from '../../../backend/src/events/delivery.repository.js';
import { EventAnnouncer } from '../../../backend/src/events/event-announcer.js';
import { EventReader } from '../../../backend/src/events/event.reader.js';
import { EventWatch } from '../../../backend/src/events/event-watch.service.js';
import { WebhookDeliverer } from '../../../backend/src/events/webhook-deliverer.js';
import { WebhookPingService } from '../../../backend/src/events/webhook-ping.service.js';
import { WebhookReader } from '../../../backend/src/events/webhook.reader.js';
import { WebhookSecrets } from '../../../backend/src/events/webhook-secrets.js';
import { WebhookSender } from '../../../backend/src/events/webhook-sender.js';
import { WebhookService } from '../../../backend/src/events/webhook.service.js';
import { LedgerSignals } from '../../../backend/src/ledger/index.js';
import { PipelineWorld } from '../ledger/pipeline.world.js';

/** As in production, but so quick that a test does not wait. */
export const QUICK: DeliveryPolicy = { ...deliveryPolicy, backOffMs: 20, backOffMaxMs: 100 };

/** The pipeline and what leaves it; each deliverer stands for a process. */
export class EventsWorld {
  readonly announcer: EventAnnouncer;
  readonly events: EventReader;
  readonly reader: WebhookReader;
  readonly webhooks: WebhookService;
  readonly pings: WebhookPingService;
  readonly secrets: WebhookSecrets;
  readonly stranger: Viewer;
  readonly auditor: Viewer;
  private readonly senders: WebhookSender[] = [];
  private readonly deliverers: WebhookDeliverer[] = [];
  private number = 0;

  private constructor(
    readonly pipeline: PipelineWorld,
    readonly signals: LedgerSignals,
  ) {
    const { configuration, database } = pipeline;
    const { dataSource } = database;
    this.announcer = new EventAnnouncer(configuration, dataSource, signals);
    this.events = new EventReader(dataSource);
    this.reader = new WebhookReader(dataSource);
    this.secrets = new WebhookSecrets(configuration);
    this.webhooks = new WebhookService(
      configuration,
      dataSource,
      this.secrets,
      this.events,
      this.reader,
    );
    this.pings = new WebhookPingService(dataSource, this.secrets, this.newSender());
    this.stranger = viewerOf(`0x${'57'.repeat(20)}`, PartyRole.FINANCIER);
    this.auditor = viewerOf(`0x${'a1'.repeat(20)}`, PartyRole.AUDITOR);
  }

  static async start(): Promise<EventsWorld> {
    const pipeline = await PipelineWorld.start();
    const signals = new LedgerSignals();
    await signals.listen(pipeline.configuration.databaseUrl);
    const world = new EventsWorld(pipeline, signals);
    await world.announce();
    return world;
  }

  async stop(): Promise<void> {
    await this.stopDeliverers();
    this.senders.forEach((sender) => sender.onModuleDestroy());
    await this.signals.onModuleDestroy();
    await this.pipeline.stop();
  }

  /** Registers receivables, and confirms those that are asked for; returns their ids in order. */
  async receivables(count: number, { confirmed = true } = {}): Promise<string[]> {
    const numbers = Array.from({ length: count }, () => `E-${++this.number}`);
    for (const number of numbers) await this.pipeline.register(number);
    await this.pipeline.settle();
    if (confirmed) {
      for (const number of numbers) await this.pipeline.confirm(number);
      await this.pipeline.settle();
    }
    return numbers.map((number) => this.pipeline.receivableId(number));
  }

  /** Works out whom everything that is final concerns. */
  async announce(): Promise<void> {
    while (await this.announcer.step()) {
      // The next batch.
    }
  }

  repository(policy: DeliveryPolicy = QUICK): DeliveryRepository {
    return new DeliveryRepository(this.pipeline.database.dataSource, policy);
  }

  newSender(production = false): WebhookSender {
    const sender = new WebhookSender({ ...this.pipeline.configuration, production });
    this.senders.push(sender);
    return sender;
  }

  watch(): EventWatch {
    return new EventWatch(this.events, this.signals);
  }

  /** A process that delivers, until {@link stopDeliverers}. */
  deliver(policy: DeliveryPolicy = QUICK): WebhookDeliverer {
    const deliverer = new WebhookDeliverer(
      this.repository(policy),
      this.newSender(),
      this.secrets,
      this.signals,
      policy,
    );
    this.deliverers.push(deliverer);
    deliverer.onApplicationBootstrap();
    return deliverer;
  }

  async stopDeliverers(): Promise<void> {
    await Promise.all(this.deliverers.splice(0).map((deliverer) => deliverer.onModuleDestroy()));
  }

  /** Adds a webhook and returns its id and secret. */
  async add(
    viewer: Viewer,
    input: { readonly url: string; readonly types?: string[]; readonly after?: string },
  ): Promise<{ readonly webhookId: string; readonly secret: string }> {
    const added = await this.webhooks.add(viewer, { idempotencyKey: randomUUID(), ...input });
    if (added instanceof DomainError || added.secret === null) {
      throw new Error(`no webhook: ${JSON.stringify(added)}`);
    }
    return { webhookId: added.webhook.webhookId, secret: added.secret };
  }

  /** Runs SQL that stands for time that passes or for what another process did. */
  async sql(
    statement: string,
    parameters: unknown[] = [],
  ): Promise<Array<Record<string, unknown>>> {
    return this.pipeline.db.query(statement, parameters);
  }
}

export function viewerOf(party: string, ...roles: PartyRole[]): Viewer {
  return { userId: randomUUID(), userName: 'test', party, roles };
}
