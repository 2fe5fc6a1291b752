import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import { type Connection, PageArgs, connectionOf, toConnection, toPage } from '../api/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { WebhookPingService } from './webhook-ping.service.js';
import { WebhookReader } from './webhook.reader.js';
import { WebhookService } from './webhook.service.js';
import {
  AddWebhookInput,
  AddWebhookResult,
  ChangeWebhookInput,
  ChangeWebhookResult,
  PingWebhookResult,
  RemoveWebhookInput,
  RemoveWebhookResult,
  ReplayWebhookInput,
  ReplayWebhookResult,
  RotateWebhookSecretInput,
  RotateWebhookSecretResult,
  WebhookDeliveryState,
  WebhookDeliveryType,
  WebhookType,
} from './webhook.type.js';

const WebhookConnection = connectionOf('Webhook', () => WebhookType);
const WebhookDeliveryConnection = connectionOf('WebhookDelivery', () => WebhookDeliveryType);

@Resolver(() => WebhookType)
export class WebhookResolver {
  constructor(
    private readonly webhooks: WebhookService,
    private readonly pings: WebhookPingService,
    private readonly reader: WebhookReader,
  ) {}

  @Query(() => WebhookConnection, {
    name: 'webhooks',
    description: 'Webhooks of your party, the latest first.',
  })
  async list(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<WebhookType>> {
    const page = toPage(args, ['instant', 'uuid']);
    return toConnection(await this.reader.list(viewer, page), page, (row) => row.keyset);
  }

  @Query(() => WebhookDeliveryConnection, {
    description:
      'Deliveries of a webhook of your party, those of the latest events first: what waits, what was accepted ' +
      'within a day, and what was given up within thirty.',
  })
  async webhookDeliveries(
    @CurrentViewer() viewer: Viewer,
    @Args('webhookId', { type: () => ID }) webhookId: string,
    @Args('state', { type: () => WebhookDeliveryState, nullable: true })
    state: WebhookDeliveryState | null | undefined,
    @Args() args: PageArgs,
  ): Promise<Connection<WebhookDeliveryType>> {
    const page = toPage(args, ['integer', 'integer']);
    const filter = { webhookId, state: state ?? null };
    const rows = await this.reader.deliveries(viewer, filter, page);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Mutation(() => AddWebhookResult, {
    description: 'Adds an address that is told of events. Takes the right ADMINISTRATION.',
  })
  addWebhook(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AddWebhookInput,
  ): Promise<typeof AddWebhookResult> {
    return this.webhooks.add(viewer, input);
  }

  @Mutation(() => ChangeWebhookResult, { description: 'Changes, pauses or resumes a webhook.' })
  changeWebhook(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ChangeWebhookInput,
  ): Promise<typeof ChangeWebhookResult> {
    return this.webhooks.change(viewer, input);
  }

  @Mutation(() => RotateWebhookSecretResult, {
    description: 'Gives a webhook a new secret; for a while messages are signed with both.',
  })
  rotateWebhookSecret(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RotateWebhookSecretInput,
  ): Promise<typeof RotateWebhookSecretResult> {
    return this.webhooks.rotate(viewer, input);
  }

  @Mutation(() => RemoveWebhookResult, { description: 'Ends a webhook, and what waits for it.' })
  removeWebhook(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: RemoveWebhookInput,
  ): Promise<typeof RemoveWebhookResult> {
    return this.webhooks.remove(viewer, input);
  }

  @Mutation(() => ReplayWebhookResult, {
    description: 'Tells a webhook again of everything after a cursor, under the same message ids.',
  })
  replayWebhook(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ReplayWebhookInput,
  ): Promise<typeof ReplayWebhookResult> {
    return this.webhooks.replay(viewer, input);
  }

  @Mutation(() => PingWebhookResult, {
    description: 'Sends a test message of type `webhook.ping` and tells how it was answered.',
  })
  pingWebhook(
    @CurrentViewer() viewer: Viewer,
    @Args('webhookId', { type: () => ID }) webhookId: string,
  ): Promise<typeof PingWebhookResult> {
    return this.pings.ping(viewer, webhookId);
  }
}
