import { randomUUID } from 'node:crypto';

import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { present } from '../common/index.js';
import type { TokenService } from './token.service.js';
import type { RequestContext } from './viewer.decorator.js';

const UNAUTHENTICATED = {
  data: null,
  errors: [{ message: 'A valid bearer token is needed.', extensions: { code: 'UNAUTHENTICATED' } }],
};

const logger = new Logger('Authentication');

const contexts = new WeakMap<FastifyRequest, RequestContext>();

/**
 * The one place where a request becomes a viewer; single sign-on will take the header's place here.
 *
 * Runs before the body is read: a stranger gets 401 and cannot make the server parse anything.
 */
export function authenticateRequests(tokens: Pick<TokenService, 'findViewer'>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const match = /^Bearer (\S{1,200})$/.exec(request.headers.authorization ?? '');
    const token = match?.[1];
    const viewer = token === undefined ? null : await tokens.findViewer(token).catch(logFault);
    if (typeof viewer === 'string') {
      return reply.code(503).header('retry-after', '1').send(unavailable(viewer));
    }
    if (viewer === null) {
      return reply.code(401).header('www-authenticate', 'Bearer').send(UNAUTHENTICATED);
    }
    contexts.set(request, { viewer });
    return undefined;
  };
}

/** Nothing is said of why tokens cannot be looked up; the log has it under the id that is returned. */
function logFault(error: Error): string {
  const faultId = randomUUID();
  logger.error(`fault ${faultId} in looking a token up: ${error.stack ?? error.message}`);
  return faultId;
}

function unavailable(faultId: string): object {
  const message = 'Tokens cannot be checked at the moment; please try again.';
  return { data: null, errors: [{ message, extensions: { code: 'UNAVAILABLE', faultId } }] };
}

/** GraphQL context of a request that {@link authenticateRequests} let pass. */
export function requestContextOf(request: FastifyRequest): RequestContext {
  return present(contexts.get(request), 'context of the request');
}
