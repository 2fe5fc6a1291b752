import type { CommandView } from './command.reader.js';

/** What a subscriber is sent; null if there is no such command, or the viewer may not see it. */
export interface CommandChange {
  readonly commandChanged: CommandView | null;
}

/**
 * States of one command for one subscriber, until nothing changes it any more.
 *
 * Only the newest state waits for a slow subscriber, so nothing piles up. A generator would not do: it cannot be
 * ended while it waits.
 */
export class CommandStream implements AsyncIterableIterator<CommandChange, undefined> {
  private state = '';
  private waiting: CommandChange | null = null;
  private isEnded = false;
  private wake = (): void => undefined;

  constructor(private readonly onEnd: (stream: CommandStream) => void) {}

  /** Takes what the command is now; nothing happens if the subscriber knows it. */
  offer(command: CommandView | null): void {
    const state = command === null ? 'none' : stateOf(command);
    if (this.isEnded || state === this.state) {
      return;
    }
    this.state = state;
    this.waiting = { commandChanged: command };
    if (command === null || command.isFinal) {
      this.end();
    }
    this.wake();
  }

  /** Nothing follows what waits. */
  end(): void {
    this.isEnded = true;
    this.onEnd(this);
    this.wake();
  }

  async next(): Promise<IteratorResult<CommandChange, undefined>> {
    while (this.waiting === null && !this.isEnded) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const change = this.waiting;
    this.waiting = null;
    return change === null ? { done: true, value: undefined } : { done: false, value: change };
  }

  return(): Promise<IteratorResult<CommandChange, undefined>> {
    this.waiting = null;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function stateOf({ status, isFinal, blockNumber }: CommandView): string {
  return `${status}:${isFinal}:${blockNumber}`;
}
