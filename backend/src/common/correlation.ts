import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** Neither an address of a person nor a line break fits in, so a client's id can be stored and logged. */
const ACCEPTED = /^[\w.-]{8,64}$/;

interface Scope {
  readonly correlationId: string;
  readonly traceParent: string | null;
}

const current = new AsyncLocalStorage<Scope>();

/** The client's id of its request if it is fit to be one, or a new one. */
export function correlationIdOf(given: unknown): string {
  return typeof given === 'string' && ACCEPTED.test(given) ? given : randomUUID();
}

/**
 * Whatever `run` begins, and what that begins, is known under the id.
 *
 * @param traceParent span of the request, as W3C Trace Context writes it; null if requests are not traced
 */
export function withCorrelation<Result>(
  correlationId: string,
  run: () => Result,
  traceParent: string | null = null,
): Result {
  return current.run({ correlationId, traceParent }, run);
}

/** Id of the request at hand; undefined in work that no request asked for. */
export function currentCorrelationId(): string | undefined {
  return current.getStore()?.correlationId;
}

/** Span of the request at hand, as W3C Trace Context writes it; null if there is none. */
export function currentTraceParent(): string | null {
  return current.getStore()?.traceParent ?? null;
}
