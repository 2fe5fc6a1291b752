import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { refusalName } from './contracts.js';
import {
  type CommandTrace,
  type IndexedEvents,
  type PackedTransaction,
  type SettledCommand,
  indexedEvents,
  packedTransactions,
  settledCommands,
  storedCommands,
} from './ledger-telemetry.js';
import type { LedgerEvent } from './projector.js';
import { smallArg, textArg } from './projector.js';

/** A larger range is a backlog, whose commands were logged when they were new or would flood the log. */
const TRACED_EVENTS_MAX = 2_000;

interface Outcome {
  readonly signer: string;
  readonly forwarderNonce: number;
  readonly blockNumber: number;
  readonly error: string | null;
}

/**
 * Logs the way of each command, one line a station, under the id of the request that it came with.
 *
 * It only listens: neither the relay nor the indexer waits for it, and a line that cannot be written delays nothing.
 */
@Injectable()
export class CommandTrail implements OnModuleDestroy {
  private readonly logger = new Logger('Command');
  private readonly silence: ReadonlyArray<() => void>;
  /** Lookups follow one another, so that lines keep the order of the ledger. */
  private written: Promise<void> = Promise.resolve();

  constructor(private readonly dataSource: DataSource) {
    this.silence = [
      storedCommands.listen(({ commandId, correlationId, kind, awaitsSignature }) =>
        this.logger.log(awaitsSignature ? 'awaiting signature' : 'queued', {
          ...{ commandId, correlationId, kind },
        }),
      ),
      packedTransactions.listen((packed) => this.logPacked(packed)),
      indexedEvents.listen((indexed) => this.logIndexed(indexed)),
    ];
  }

  /** What is on its way is written: the database closes after this. */
  async onModuleDestroy(): Promise<void> {
    this.silence.forEach((stop) => stop());
    await this.written;
  }

  private logPacked({ commands, relayNonce }: PackedTransaction): void {
    for (const { commandId, correlationId } of commands) {
      this.logger.log('sent', { commandId, correlationId, relayNonce });
    }
  }

  private logIndexed({ events, startedAt }: IndexedEvents): void {
    const isHeard = Logger.isLevelEnabled('log') || settledCommands.isHeard;
    if (!isHeard || events.length > TRACED_EVENTS_MAX) {
      return;
    }
    const outcomes = outcomesOf(events);
    if (outcomes.length > 0) {
      const times = { startedAt, endedAt: Date.now() };
      this.written = this.written.then(() => this.logOutcomes(outcomes, times));
    }
  }

  private async logOutcomes(
    outcomes: readonly Outcome[],
    times: Pick<SettledCommand, 'startedAt' | 'endedAt'>,
  ): Promise<void> {
    try {
      const found = await this.findCommands(outcomes);
      for (const { signer, forwarderNonce, blockNumber, error } of outcomes) {
        const command = found.get(keyOf(signer, forwarderNonce));
        if (command !== undefined) {
          this.logOutcome(command, blockNumber, error);
          settledCommands.tell({ ...command, ...times, blockNumber, error });
        }
      }
    } catch (error) {
      this.logger.warn(`outcomes are not logged: ${(error as Error).message}`);
    }
  }

  private logOutcome(
    { commandId, correlationId }: CommandTrace,
    blockNumber: number,
    error: string | null,
  ): void {
    const known = { commandId, correlationId, blockNumber };
    if (error === null) {
      this.logger.log('included', known);
    } else {
      this.logger.log('refused', { ...known, error });
    }
  }

  /** Other backends on the same ledger have commands of their own, which are not found here. */
  private async findCommands(outcomes: readonly Outcome[]): Promise<Map<string, CommandTrace>> {
    const rows: Array<CommandTrace & { signer: string; forwarderNonce: string }> =
      await this.dataSource.query(
        `SELECT c.command_id AS "commandId", c.correlation_id AS "correlationId",
           c.trace_parent AS "traceParent", c.signer, c.forwarder_nonce AS "forwarderNonce"
         FROM unnest($1::text[], $2::bigint[]) AS o (signer, forwarder_nonce)
         JOIN command c ON c.signer = o.signer AND c.forwarder_nonce = o.forwarder_nonce`,
        [outcomes.map(({ signer }) => signer), outcomes.map((one) => one.forwarderNonce)],
      );
    return new Map(
      rows.map(({ signer, forwarderNonce, ...command }) => [
        keyOf(signer, Number(forwarderNonce)),
        command,
      ]),
    );
  }
}

function keyOf(signer: string, forwarderNonce: number): string {
  return `${signer}:${forwarderNonce}`;
}

function outcomesOf(events: readonly LedgerEvent[]): Outcome[] {
  const forwarded = events.filter(({ contract }) => contract === 'forwarder');
  const refusals = new Map<string, string>();
  for (const event of forwarded.filter(({ name }) => name === 'RequestRefused')) {
    const key = keyOf(textArg(event, 'signer'), smallArg(event, 'nonce'));
    refusals.set(key, refusalName(textArg(event, 'reason')));
  }
  return forwarded
    .filter(({ name }) => name === 'ExecutedForwardRequest')
    .map((event) => {
      const signer = textArg(event, 'signer');
      const forwarderNonce = smallArg(event, 'nonce');
      const error = refusals.get(keyOf(signer, forwarderNonce)) ?? null;
      return { signer, forwarderNonce, blockNumber: event.blockNumber, error };
    });
}
