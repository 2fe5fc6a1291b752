import type { FastifyInstance } from 'fastify';

import { correlationIdOf, withCorrelation } from '../common/index.js';

const HEADER = 'x-request-id';

/**
 * Gives every request its id, the client's or a new one, and tells the client which.
 *
 * The second hook is needed because the end of a body is announced outside of what the first one began.
 */
export function correlateRequests(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    const correlationId = correlationIdOf(request.headers[HEADER]);
    void reply.header(HEADER, correlationId);
    withCorrelation(correlationId, done);
  });
  server.addHook('preValidation', (_, reply, done) => {
    withCorrelation(String(reply.getHeader(HEADER)), done);
  });
}
