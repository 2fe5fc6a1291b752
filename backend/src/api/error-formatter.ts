import { randomUUID } from 'node:crypto';

import { type ArgumentsHost, Catch, Logger } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';

const logger = new Logger('GraphQL');

/** Codes of the server's own refusals of a request: syntax, validation, depth, body. */
const REQUEST_REFUSAL = /^(MER_ERR_GQL|FST_ERR_CTP|FST_ERR_VALIDATION)/;
const BAD_REQUEST = 400;

interface RequestRefusal {
  readonly code: string;
  readonly statusCode?: number;
  readonly message: string;
  /** What the validation found. */
  readonly errors?: readonly GraphQLError[];
}

export interface FormattedResponse {
  readonly statusCode: number;
  readonly response: { data: ExecutionResult['data'] | null; errors: GraphQLFormattedError[] };
}

/**
 * What a client sees of errors: refusals of the request as they are, a fault as an opaque id only.
 *
 * A fault is logged here, once, under the id that the client sees.
 */
export function formatErrors(execution: ExecutionResult): FormattedResponse {
  const thrown = execution.errors ?? [];
  const hasData = execution.data !== null && execution.data !== undefined;
  const statusCode = hasData ? 200 : Math.max(200, ...thrown.map(statusOf));
  const errors = thrown.flatMap(toClientErrors);
  return { statusCode, response: { data: execution.data ?? null, errors } };
}

function statusOf(error: GraphQLError): number {
  const refusal = requestRefusalOf(error);
  if (refusal !== null) return refusal.statusCode ?? BAD_REQUEST;
  return error.path === undefined && isMeantForClient(error) ? BAD_REQUEST : 200;
}

function toClientErrors(error: GraphQLError): GraphQLFormattedError[] {
  const refusal = requestRefusalOf(error);
  if (refusal?.errors !== undefined) {
    return refusal.errors.map((found) => withCode(found, 'GRAPHQL_INVALID'));
  }
  if (refusal !== null) {
    return [{ message: refusal.message, extensions: { code: refusal.code } }];
  }
  // Variables are checked by another part once the query was compiled: the code stays the same.
  const code = error.path === undefined ? 'GRAPHQL_INVALID' : 'BAD_REQUEST';
  return [isMeantForClient(error) ? withCode(error, code) : hideFault(error)];
}

function requestRefusalOf(error: GraphQLError): RequestRefusal | null {
  const cause = (error.originalError ?? error) as Partial<RequestRefusal>;
  return cause.code !== undefined && REQUEST_REFUSAL.test(cause.code)
    ? (cause as RequestRefusal)
    : null;
}

/**
 * A resolver or scalar throws GraphQLError on purpose; anything else that it throws is a fault.
 *
 * An error that never passed a field has no path: the server refused the variables.
 */
function isMeantForClient(error: GraphQLError): boolean {
  const cause = error.originalError;
  return cause instanceof GraphQLError || (cause === undefined && isOwn(error));
}

function isOwn(error: GraphQLError): boolean {
  return error.path === undefined || error.extensions.code !== undefined;
}

function withCode(error: GraphQLError, code: string): GraphQLFormattedError {
  const { message, locations, path, extensions } = error;
  return {
    message,
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
    extensions: { code, ...extensions },
  };
}

function hideFault(error: GraphQLError): GraphQLFormattedError {
  const { message, extensions } = faultOf(
    error.originalError ?? error,
    error.path?.join('.') ?? 'request',
  );
  return { message, ...(error.path === undefined ? {} : { path: error.path }), extensions };
}

/** Logs a fault, and gives what a client is told of it. */
export function faultOf(cause: Error, place: string): GraphQLError {
  const faultId = randomUUID();
  logger.error(`fault ${faultId} at ${place}: ${cause.stack ?? cause}`);
  return new GraphQLError('Something went wrong on our side; please report the fault id.', {
    extensions: { code: 'INTERNAL', faultId },
  });
}

/** Leaves errors of resolvers to {@link formatErrors}, which logs them with their id. */
@Catch()
export class GraphqlFaultFilter extends BaseExceptionFilter {
  override catch(exception: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() === 'graphql') {
      throw exception;
    }
    super.catch(exception, host);
  }
}
