import { type Channel, channel } from 'node:diagnostics_channel';

import type { LedgerEvent } from './projector.js';

/**
 * Tells whoever listens in this process what the pipeline did, without the pipeline knowing who does.
 *
 * A listener must not throw: nobody would catch it.
 */
export class Telemetry<Message extends object> {
  private readonly channel: Channel;

  constructor(name: string) {
    this.channel = channel(`duebill.${name}`);
  }

  get isHeard(): boolean {
    return this.channel.hasSubscribers;
  }

  tell(message: Message): void {
    if (this.channel.hasSubscribers) {
      this.channel.publish(message);
    }
  }

  /** Returns how to stop listening. */
  listen(listener: (message: Message) => void): () => void {
    const listening = (message: unknown): void => listener(message as Message);
    this.channel.subscribe(listening);
    return () => void this.channel.unsubscribe(listening);
  }
}

/** `error` is an answer of the node, such as a reverted call; `unreachable` is none. */
export type RpcOutcome = 'ok' | 'error' | 'unreachable';

/** One request to one node. */
export interface RpcCall {
  readonly method: string;
  readonly outcome: RpcOutcome;
  readonly seconds: number;
}

/** What a command is known by in logs and traces. */
export interface CommandTrace {
  readonly commandId: string;
  readonly correlationId: string | null;
  /** Span of the request, as W3C Trace Context writes it; null if it was not traced. */
  readonly traceParent: string | null;
}

/** A command that is queued, or waits for the signature of its party's own key. */
export interface StoredCommand extends CommandTrace {
  readonly kind: string;
  readonly awaitsSignature: boolean;
  /** When the work on the request began. */
  readonly startedAt: number;
}

/** A transaction of the relay that is stored and about to be sent. */
export interface PackedTransaction {
  readonly relayNonce: number;
  readonly gasLimit: number;
  /** Milliseconds since 1970, as all times of this file. */
  readonly startedAt: number;
  /** From the first signature of a kept key to the last. */
  readonly signing: { readonly startedAt: number; readonly endedAt: number };
  readonly commands: readonly CommandTrace[];
}

/** Events whose rows are committed. */
export interface IndexedEvents {
  readonly events: readonly LedgerEvent[];
  /** When their range was there to be written. */
  readonly startedAt: number;
  /** Blocks that the ledger had when the range was taken up, and that come after it. */
  readonly blocksLeft: number;
}

/** What became of a command, once the rows say so. */
export interface SettledCommand extends CommandTrace {
  readonly blockNumber: number;
  /** Name of the contract's error; null if it took effect. */
  readonly error: string | null;
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface SentTransaction {
  readonly relayNonce: number;
  readonly startedAt: number;
}

export const rpcCalls = new Telemetry<RpcCall>('rpc');
/** A command was written or signed; its transaction may still fail, which is a fault of the same request. */
export const storedCommands = new Telemetry<StoredCommand>('stored');
export const packedTransactions = new Telemetry<PackedTransaction>('packed');
/** A transaction was handed to a node, for the first time or again. */
export const sentTransactions = new Telemetry<SentTransaction>('sent');
export const indexedEvents = new Telemetry<IndexedEvents>('indexed');
export const settledCommands = new Telemetry<SettledCommand>('settled');

/** Runs a request to a node and tells how long it took and how it ended. */
export async function observeRpc<Result>(
  method: string,
  request: () => Promise<Result>,
  isAnswer: (error: unknown) => boolean,
): Promise<Result> {
  const startedAt = performance.now();
  const tell = (outcome: RpcOutcome): void =>
    rpcCalls.tell({ method, outcome, seconds: (performance.now() - startedAt) / 1_000 });
  try {
    const result = await request();
    tell('ok');
    return result;
  } catch (error) {
    tell(isAnswer(error) ? 'error' : 'unreachable');
    throw error;
  }
}
