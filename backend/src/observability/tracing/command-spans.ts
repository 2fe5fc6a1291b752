import { type Attributes, SpanStatusCode, type Tracer } from '@opentelemetry/api';

import {
  type CommandTrace,
  type PackedTransaction,
  type SentTransaction,
  type SettledCommand,
  type StoredCommand,
  packedTransactions,
  sentTransactions,
  settledCommands,
  storedCommands,
} from '../../ledger/index.js';
import { contextOf, traceParentOf } from './trace-parent.js';

/** Transactions whose sending is waited for; the relay has fewer on their way. */
const PACKED_MAX = 64;

interface Step {
  readonly name: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes?: Attributes;
  /** Name of the contract's error. */
  readonly error?: string | null;
}

/**
 * Follows each command through the pipeline, in the trace of the request that it came with.
 *
 * That trace is stored with the command, so the relay and the indexer may be in other processes. A command of the
 * platform itself came with no request and has no trace.
 */
export class CommandSpans {
  private readonly packed = new Map<number, readonly CommandTrace[]>();
  private readonly silence: ReadonlyArray<() => void>;

  constructor(private readonly tracer: Tracer) {
    this.silence = [
      storedCommands.listen((stored) => this.addStored(stored)),
      packedTransactions.listen((packed) => this.addPacked(packed)),
      sentTransactions.listen((sent) => this.addSent(sent)),
      settledCommands.listen((settled) => this.addSettled(settled)),
    ];
  }

  stop(): void {
    this.silence.forEach((stop) => stop());
  }

  private addStored({ startedAt, kind, awaitsSignature, ...command }: StoredCommand): void {
    const attributes = { 'duebill.kind': kind, 'duebill.awaits_signature': awaitsSignature };
    this.add(command, { name: 'outbox store', startedAt, endedAt: Date.now(), attributes });
  }

  private addPacked({ commands, relayNonce, startedAt, signing }: PackedTransaction): void {
    const traced = commands.filter(({ traceParent }) => traceParent !== null);
    if (traced.length === 0) {
      return;
    }
    const attributes = {
      'duebill.relay_nonce': relayNonce,
      'duebill.commands': commands.length,
    };
    const endedAt = Date.now();
    for (const command of traced) {
      const packing = this.add(command, { name: 'relay pack', startedAt, endedAt, attributes });
      this.add({ ...command, traceParent: packing }, { name: 'relay sign', ...signing });
    }
    this.packed.set(relayNonce, traced);
    const [oldest] = this.packed.keys();
    if (this.packed.size > PACKED_MAX && oldest !== undefined) {
      this.packed.delete(oldest);
    }
  }

  /** What is sent again shows the first time alone: why it is, is no matter of the command. */
  private addSent({ relayNonce, startedAt }: SentTransaction): void {
    const commands = this.packed.get(relayNonce) ?? [];
    this.packed.delete(relayNonce);
    const attributes = { 'duebill.relay_nonce': relayNonce };
    const endedAt = Date.now();
    for (const command of commands) {
      this.add(command, { name: 'relay send', startedAt, endedAt, attributes });
    }
  }

  private addSettled({ startedAt, endedAt, blockNumber, error, ...command }: SettledCommand): void {
    const attributes = {
      'duebill.block': blockNumber,
      'duebill.outcome': error === null ? 'included' : 'refused',
      ...(error === null ? {} : { 'duebill.error': error }),
    };
    this.add(command, { name: 'index block', startedAt, endedAt, attributes, error });
  }

  /** Returns the span as `traceparent` writes it; null without a trace to add it to. */
  private add(
    { commandId, correlationId, traceParent }: CommandTrace,
    { name, startedAt, endedAt, attributes = {}, error = null }: Step,
  ): string | null {
    const parent = contextOf(traceParent);
    if (parent === null) {
      return null;
    }
    const known = {
      'duebill.command_id': commandId,
      ...(correlationId === null ? {} : { 'duebill.correlation_id': correlationId }),
    };
    const options = { startTime: startedAt, attributes: { ...known, ...attributes } };
    const span = this.tracer.startSpan(name, options, parent);
    if (error !== null) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    }
    span.end(endedAt);
    return traceParentOf(span);
  }
}
