import { GraphQLError } from 'graphql';

import type { TokenService } from './token.service.js';
import type { RequestContext } from './viewer.decorator.js';

/** No operation runs without a token that stands for a user. */
class UnauthenticatedError extends GraphQLError {
  /** Read by the server for the HTTP status. */
  readonly statusCode = 401;

  constructor() {
    super('A valid bearer token is needed.', { extensions: { code: 'UNAUTHENTICATED' } });
  }
}

/**
 * The one place where a request becomes a viewer; single sign-on will take the header's place here.
 *
 * @throws {GraphQLError} with code UNAUTHENTICATED
 */
export async function authenticate(
  tokens: TokenService,
  authorization: unknown,
): Promise<RequestContext> {
  const match = typeof authorization === 'string' ? /^Bearer (\S{1,200})$/.exec(authorization) : null;
  const viewer = match?.[1] === undefined ? null : await tokens.findViewer(match[1]);
  if (viewer === null) {
    throw new UnauthenticatedError();
  }
  return { viewer };
}
