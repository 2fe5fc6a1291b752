import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { GraphQLError } from 'graphql';

import { faultOf } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { LedgerSignals, SIGNAL_ANNOUNCED } from '../ledger/index.js';
import { EventStream } from './event-stream.js';
import { type EventPlace, EventReader, positionOf } from './event.reader.js';
import { isEventType } from './event-type.js';

/** A signal may be lost. */
const LOOK_AGAIN_MS = 2_000;
/** Subscriptions of a party at a time in one process. */
const STREAMS_PER_PARTY_MAX = 20;
/** Events that one subscriber has in memory. */
const PAGE_EVENTS = 100;

export interface EventsAsked {
  readonly after: string | null;
  readonly types: readonly string[] | null;
}

/** Lets parties follow the events that concern them. */
@Injectable()
export class EventWatch implements OnModuleDestroy {
  private readonly streams = new Map<EventStream, string>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly events: EventReader,
    private readonly signals: LedgerSignals,
  ) {}

  /** Subscriptions at the moment. */
  get size(): number {
    return this.streams.size;
  }

  /** Events after a cursor, or from now on. */
  async open(viewer: Viewer, { after, types }: EventsAsked): Promise<EventStream> {
    const unknown = types?.find((type) => !isEventType(type));
    if (unknown !== undefined) {
      throw refusal('INPUT_INVALID', '`types` names an event that there is none of.');
    }
    if (types?.length === 0) {
      throw refusal('INPUT_INVALID', '`types` is left out, or names at least one event.');
    }
    const place = await this.placeOf(after);
    if (this.countOf(viewer.party) >= STREAMS_PER_PARTY_MAX) {
      const message = `A party follows events ${STREAMS_PER_PARTY_MAX} times at a time at the most.`;
      throw refusal('SUBSCRIPTIONS_TOO_MANY', message);
    }
    const stream = new EventStream(place, {
      read: (from) =>
        this.events
          .read(viewer, { after: from, types, limit: PAGE_EVENTS })
          .catch((error: Error) => {
            throw faultOf(error, 'ledgerEvents');
          }),
      wait: () => this.signals.wait([SIGNAL_ANNOUNCED], LOOK_AGAIN_MS, this.stopping.signal),
      onEnd: (ended) => this.streams.delete(ended),
    });
    this.streams.set(stream, viewer.party);
    if (this.stopping.signal.aborted) {
      stream.end();
    }
    return stream;
  }

  onModuleDestroy(): void {
    this.stopping.abort();
    [...this.streams.keys()].forEach((stream) => stream.end());
  }

  private async placeOf(after: string | null): Promise<EventPlace> {
    const position = after === null ? {} : positionOf(after);
    // Nothing formats what a subscription throws before it has begun.
    const end = await this.events.end().catch((error: Error) => {
      throw faultOf(error, 'ledgerEvents');
    });
    return { ...end, ...position };
  }

  private countOf(party: string): number {
    return [...this.streams.values()].filter((follower) => follower === party).length;
  }
}

function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
