import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** Neither an address of a person nor a line break fits in, so a client's id can be stored and logged. */
const ACCEPTED = /^[\w.-]{8,64}$/;

const current = new AsyncLocalStorage<string>();

/** The client's id of its request if it is fit to be one, or a new one. */
export function correlationIdOf(given: unknown): string {
  return typeof given === 'string' && ACCEPTED.test(given) ? given : randomUUID();
}

/** Whatever `run` begins, and what that begins, is known under the id. */
export function withCorrelation<Result>(correlationId: string, run: () => Result): Result {
  return current.run(correlationId, run);
}

/** Id of the request at hand; undefined in work that no request asked for. */
export function currentCorrelationId(): string | undefined {
  return current.getStore();
}
