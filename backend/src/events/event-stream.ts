import { type EventMessage, type EventRow, messageIdOf, messageOf } from './event-message.js';
import type { EventPage, EventPlace } from './event.reader.js';

/** What a subscriber is sent. */
export interface ToldEvent {
  readonly ledgerEvents: ToldEventView;
}

export interface ToldEventView {
  readonly id: string;
  readonly type: string;
  readonly cursor: string;
  readonly message: string;
}

/** How a stream gets at events. */
export interface EventSupply {
  readonly read: (after: EventPlace) => Promise<EventPage>;
  /** Resolves when there may be more, and never later than some seconds. */
  readonly wait: () => Promise<void>;
  readonly onEnd: (stream: EventStream) => void;
}

/**
 * Events for one subscriber, from a position on and then as they come.
 *
 * It reads a page when the one before was taken, so a slow subscriber holds one page in memory and nothing piles up;
 * history and what is new come by the same query, so there is no seam between them.
 */
export class EventStream implements AsyncIterableIterator<ToldEvent, undefined> {
  private page: readonly EventRow[] = [];
  private taken = 0;
  private hasMore = true;
  private woken: Promise<void> = Promise.resolve();
  private isEnded = false;
  private wake = (): void => undefined;

  constructor(
    private after: EventPlace,
    private readonly supply: EventSupply,
  ) {}

  /** Nothing follows. */
  end(): void {
    if (!this.isEnded) {
      this.isEnded = true;
      this.supply.onEnd(this);
      this.wake();
    }
  }

  async next(): Promise<IteratorResult<ToldEvent, undefined>> {
    while (!this.isEnded) {
      const event = this.page[this.taken];
      if (event !== undefined) {
        this.taken += 1;
        return { done: false, value: { ledgerEvents: viewOf(messageOf(event), event) } };
      }
      await this.fill();
    }
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<ToldEvent, undefined>> {
    this.page = [];
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async fill(): Promise<void> {
    if (!this.hasMore) {
      await Promise.race([this.woken, new Promise<void>((resolve) => (this.wake = resolve))]);
    }
    // Waiting begins before the page is read, so that what comes meanwhile is not slept through.
    this.woken = this.supply.wait();
    const { events, upTo, isFull } = await this.supply.read(this.after);
    this.page = events;
    this.taken = 0;
    this.after = upTo;
    this.hasMore = isFull;
  }
}

function viewOf(message: EventMessage, event: EventRow): ToldEventView {
  const { type, data } = message;
  return { id: messageIdOf(event), type, cursor: data.cursor, message: JSON.stringify(message) };
}
