import type { FastifyInstance } from 'fastify';

import { correlationIdOf, withCorrelation } from '../common/index.js';
import type { RequestSpans } from './tracing/index.js';

const HEADER = 'x-request-id';

/**
 * Gives every request its id, the client's or a new one, and tells the client which.
 *
 * The second hook is needed because the end of a body is announced outside of what the first one began.
 *
 * @param spans begins one for each request; null if requests are not traced
 */
export function correlateRequests(server: FastifyInstance, spans: RequestSpans | null): void {
  server.addHook('onRequest', (request, reply, done) => {
    const correlationId = correlationIdOf(request.headers[HEADER]);
    void reply.header(HEADER, correlationId);
    const traceParent = spans?.begin(request, reply, correlationId) ?? null;
    withCorrelation(correlationId, done, traceParent);
  });
  server.addHook('preValidation', (request, reply, done) => {
    const correlationId = String(reply.getHeader(HEADER));
    withCorrelation(correlationId, done, spans?.traceParentOf(request) ?? null);
  });
}
