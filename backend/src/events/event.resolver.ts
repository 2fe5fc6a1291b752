import { Args, Field, ID, ObjectType, Query, Resolver, Subscription } from '@nestjs/graphql';

import { CurrentViewer, type Viewer } from '../identity/index.js';
import type { EventStream, ToldEventView } from './event-stream.js';
import { EventWatch } from './event-watch.service.js';
import { EVENT_TYPES } from './event-type.js';

@ObjectType('ToldEvent', { description: 'A final event of the ledger, as webhooks tell it.' })
export class ToldEventType implements ToldEventView {
  @Field(() => ID, { description: 'The same whenever and however the event is told.' })
  readonly id!: string;

  @Field({ description: 'One of `eventTypes`.' })
  readonly type!: string;

  @Field({ description: 'Place of the event: what follows comes `after` it.' })
  readonly cursor!: string;

  @Field({ description: 'The body that a webhook has for it, as JSON.' })
  readonly message!: string;
}

@Resolver(() => ToldEventType)
export class EventResolver {
  constructor(private readonly watch: EventWatch) {}

  @Query(() => [String], { description: 'Types of the events that are told.' })
  eventTypes(): readonly string[] {
    return EVENT_TYPES;
  }

  @Subscription(() => ToldEventType, {
    description:
      'Final events that concern your party, in the order of the ledger: those after a cursor, then what comes. ' +
      'Without a cursor from now on. By WebSocket, protocol graphql-transport-ws.',
  })
  ledgerEvents(
    @CurrentViewer() viewer: Viewer,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @Args('types', { type: () => [String], nullable: true }) types: string[] | null | undefined,
  ): Promise<EventStream> {
    return this.watch.open(viewer, { after: after ?? null, types: types ?? null });
  }
}
