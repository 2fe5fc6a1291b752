import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { GraphQLError } from 'graphql';

import { faultOf } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { CommandStream } from './command-stream.js';
import { CommandReader } from './command.reader.js';
import { LedgerSignals, SIGNAL_CANCELLED, SIGNAL_INDEXED, SIGNAL_SENT } from './ledger-signals.js';

/** Signals of whichever process after which a command may be another. */
const CHANGING_SIGNALS = [SIGNAL_SENT, SIGNAL_INDEXED, SIGNAL_CANCELLED] as const;
/** A signal may be lost, and a change may fall between a first look and the next signal. */
const LOOK_AGAIN_MS = 1_000;
/** Commands that a party follows at a time in one process. */
const STREAMS_PER_PARTY_MAX = 1_000;

interface Watched {
  readonly commandId: string;
  readonly party: string;
}

/** Tells subscribers what became of commands: one query for all that are followed, whenever something changed. */
@Injectable()
export class CommandWatch implements OnModuleDestroy {
  private readonly logger = new Logger(CommandWatch.name);
  private readonly streams = new Map<CommandStream, Watched>();
  private readonly stopping = new AbortController();
  private isLooking = false;

  constructor(
    private readonly commands: CommandReader,
    private readonly signals: LedgerSignals,
  ) {}

  /** Commands that are followed at the moment, once for each subscriber. */
  get size(): number {
    return this.streams.size;
  }

  /** The command as it is and as it becomes; null once, if the viewer sees no such command. */
  async open(viewer: Viewer, commandId: string): Promise<CommandStream> {
    const stream = new CommandStream((ended) => this.streams.delete(ended));
    // Nothing formats what a subscription throws before it has begun.
    const command = await this.commands.findById(viewer, commandId).catch((error: Error) => {
      throw faultOf(error, 'commandChanged');
    });
    if (this.countOf(viewer.party) >= STREAMS_PER_PARTY_MAX) {
      const message = `A party follows at most ${STREAMS_PER_PARTY_MAX} commands at a time.`;
      throw new GraphQLError(message, { extensions: { code: 'SUBSCRIPTIONS_TOO_MANY' } });
    }
    if (command !== null) {
      this.streams.set(stream, { commandId: command.commandId, party: viewer.party });
    }
    stream.offer(command);
    if (this.stopping.signal.aborted) {
      stream.end();
    }
    void this.follow();
    return stream;
  }

  onModuleDestroy(): void {
    this.stopping.abort();
    [...this.streams.keys()].forEach((stream) => stream.end());
  }

  private countOf(party: string): number {
    return [...this.streams.values()].filter((watched) => watched.party === party).length;
  }

  private async follow(): Promise<void> {
    if (this.isLooking) {
      return;
    }
    this.isLooking = true;
    while (this.streams.size > 0) {
      const woken = this.signals.wait(CHANGING_SIGNALS, LOOK_AGAIN_MS, this.stopping.signal);
      await this.look().catch((error: Error) =>
        this.logger.warn(`commands cannot be read: ${error.message}`),
      );
      await woken;
    }
    this.isLooking = false;
  }

  private async look(): Promise<void> {
    const watched = [...this.streams];
    const ids = [...new Set(watched.map(([, { commandId }]) => commandId))];
    const commands = await this.commands.findByIds(ids);
    const byId = new Map(commands.map((command) => [command.commandId, command]));
    for (const [stream, { commandId }] of watched) {
      stream.offer(byId.get(commandId) ?? null);
    }
  }
}
