import { Module } from '@nestjs/common';

import { DELIVERY_POLICY, deliveryPolicy } from './delivery-policy.js';
import { DeliveryRepository } from './delivery.repository.js';
import { EventAnnouncer } from './event-announcer.js';
import { EventReader } from './event.reader.js';
import { EventResolver } from './event.resolver.js';
import { EventWatch } from './event-watch.service.js';
import { WebhookDeliverer } from './webhook-deliverer.js';
import { WebhookPingService } from './webhook-ping.service.js';
import { WebhookReader } from './webhook.reader.js';
import { WebhookResolver } from './webhook.resolver.js';
import { WebhookSecretStore } from './webhook-secret.store.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookService } from './webhook.service.js';

/** What leaves the platform: events by subscription and by webhook. */
@Module({
  providers: [
    DeliveryRepository,
    EventAnnouncer,
    EventReader,
    EventResolver,
    EventWatch,
    WebhookDeliverer,
    WebhookPingService,
    WebhookReader,
    WebhookResolver,
    WebhookSecretStore,
    WebhookSecrets,
    WebhookSender,
    WebhookService,
    { provide: DELIVERY_POLICY, useValue: deliveryPolicy },
  ],
})
export class EventsModule {}
