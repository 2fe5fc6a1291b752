import type { FastifyReply, FastifyRequest } from 'fastify';

import { present } from '../common/index.js';
import type { TokenService } from './token.service.js';
import type { RequestContext } from './viewer.decorator.js';

const UNAUTHENTICATED = {
  data: null,
  errors: [{ message: 'A valid bearer token is needed.', extensions: { code: 'UNAUTHENTICATED' } }],
};

const contexts = new WeakMap<FastifyRequest, RequestContext>();

/**
 * The one place where a request becomes a viewer; single sign-on will take the header's place here.
 *
 * Runs before the body is read: a stranger gets 401 and cannot make the server parse anything.
 */
export function authenticateRequests(tokens: Pick<TokenService, 'findViewer'>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const match = /^Bearer (\S{1,200})$/.exec(request.headers.authorization ?? '');
    const viewer = match?.[1] === undefined ? null : await tokens.findViewer(match[1]);
    if (viewer === null) {
      return reply.code(401).header('www-authenticate', 'Bearer').send(UNAUTHENTICATED);
    }
    contexts.set(request, { viewer });
    return undefined;
  };
}

/** GraphQL context of a request that {@link authenticateRequests} let pass. */
export function requestContextOf(request: FastifyRequest): RequestContext {
  return present(contexts.get(request), 'context of the request');
}
