import { randomUUID } from 'node:crypto';

import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { present } from '../common/index.js';
import {
  type Greeting,
  type Socket,
  SocketGreetings,
  type SocketServer,
  bearerOf,
} from './socket-greeting.js';
import type { TokenService } from './token.service.js';
import type { RequestContext } from './viewer.decorator.js';

const UNAUTHENTICATED = {
  data: null,
  errors: [{ message: 'A valid bearer token is needed.', extensions: { code: 'UNAUTHENTICATED' } }],
};

const logger = new Logger('Authentication');

const contexts = new WeakMap<FastifyRequest, RequestContext>();
const greetings = new SocketGreetings();

/**
 * The one place where a request becomes a viewer; single sign-on will take the header's place here.
 *
 * Runs before the body is read: a stranger gets 401 and cannot make the server parse anything. A WebSocket may also say
 * who it is in its first message, for which it has some seconds.
 */
export function authenticateRequests(tokens: Pick<TokenService, 'findViewer'>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { authorization } = request.headers;
    const server = socketServerOf(request);
    if (server !== null && authorization === undefined && greetings.hasRoom) {
      expectGreeting(tokens, { server, request, known: null });
      return undefined;
    }
    const token = bearerOf(authorization ?? '');
    const viewer = token === null ? null : await tokens.findViewer(token).catch(logFault);
    if (typeof viewer === 'string') {
      return reply.code(503).header('retry-after', '1').send(unavailable(viewer));
    }
    if (token === null || viewer === null) {
      return reply.code(401).header('www-authenticate', 'Bearer').send(UNAUTHENTICATED);
    }
    contexts.set(request, { viewer });
    if (server !== null) {
      expectGreeting(tokens, { server, request, known: { token, viewer } });
    }
    return undefined;
  };
}

function expectGreeting(
  tokens: Pick<TokenService, 'findViewer'>,
  {
    server,
    request,
    known,
  }: { server: SocketServer; request: FastifyRequest; known: Greeting['known'] },
): void {
  greetings.expect(server, request.raw, {
    known,
    findViewer: (token) =>
      tokens.findViewer(token).catch((error: Error) => {
        logFault(error);
        throw error;
      }),
  });
}

/** Null for a request that is no upgrade to a WebSocket. */
function socketServerOf(request: FastifyRequest): SocketServer | null {
  const { ws } = request as { readonly ws?: boolean };
  const { websocketServer } = request.server as { readonly websocketServer?: SocketServer };
  return ws === true && websocketServer !== undefined ? websocketServer : null;
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

/** GraphQL context of a WebSocket that has sent its `connection_init`; closes it if nobody is known by its token. */
export async function socketContextOf(socket: unknown): Promise<RequestContext> {
  return { viewer: await greetings.viewerOf(socket as Socket) };
}
