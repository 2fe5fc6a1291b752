import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  Location,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
  specifiedRules,
  validate,
} from 'graphql';

import { queryCost } from './query-cost.js';

/** Longest query text: files and other long values travel in the variables. */
const QUERY_CHARS_MAX = 20_000;
/** Deepest query that is answered; the query by which tools read the schema is 15 deep. */
const QUERY_DEPTH_MAX = 15;
/** Fields and fragments of the operation itself, aliases included: each is a listing or an act of its own. */
const TOP_LEVEL_FIELDS_MAX = 20;
/** Values that an answer may hold; a full page of receivables with all that hangs on them is some 25,000. */
const QUERY_COST_MAX = 60_000;
/** Input types are nested less deep. */
const VARIABLE_DEPTH_MAX = 20;
/** Parsed and compiled queries that are kept; a client uses some dozens. */
const QUERIES_CACHED = 256;

const LIMITS: readonly ValidationRule[] = [limitOperations, limitCost, refuseBadTextInQuery];

/** Part of the GraphQL options: everything that bounds what one request may ask, in one place. */
export const requestLimits = {
  queryDepth: QUERY_DEPTH_MAX,
  cache: QUERIES_CACHED,
  validationRules: [...LIMITS, refuseSubscription],
  hooks: {
    preParsing: limitLength,
    preValidation: refuseParsedQuery,
    preExecution: refuseBadTextInVariables,
    preSubscriptionParsing: limitLength,
    preSubscriptionExecution: validateSubscription,
  },
};

/** Queries come by POST only, subscriptions by WebSocket: a GET would stand with its values in the logs of every proxy. */
export async function refuseOtherMethods(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  return request.method === 'POST' || (request as { readonly ws?: boolean }).ws === true
    ? undefined
    : reply
        .code(405)
        .header('allow', 'POST')
        .send({
          data: null,
          errors: [{ message: 'Send it by POST.', extensions: { code: 'METHOD_NOT_ALLOWED' } }],
        });
}

function limitLength(_schema: unknown, source: string): void {
  if (source.length > QUERY_CHARS_MAX) {
    const message = `A query has at most ${QUERY_CHARS_MAX} characters; long values are variables.`;
    throw refusal('QUERY_TOO_LONG', message);
  }
}

/** The server would take a JSON text as a query that is parsed already, and trust it. */
function refuseParsedQuery(_schema: unknown, document: DocumentNode): void {
  if (!((document as Partial<DocumentNode> | null)?.loc instanceof Location)) {
    throw refusal('GRAPHQL_INVALID', 'The query is no GraphQL.');
  }
}

/** The server validates queries alone. */
function validateSubscription(schema: GraphQLSchema, document: DocumentNode): void {
  refuseParsedQuery(schema, document);
  const [error] = validate(schema, document, [...specifiedRules, ...LIMITS]);
  if (error !== undefined) {
    throw error;
  }
}

/** By POST it would be answered once, with nothing. */
function refuseSubscription(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition({ operation }) {
      if (operation === OperationTypeNode.SUBSCRIPTION) {
        const message = 'A subscription comes by WebSocket, protocol graphql-transport-ws.';
        context.reportError(refusal('SUBSCRIPTION_BY_WEBSOCKET', message));
      }
    },
  };
}

/**
 * One operation a request: the compiled query of the server is found by its text, so a second operation of the text
 * could be executed in place of the one that was named.
 */
function limitOperations(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      const operations = document.definitions.filter(
        (definition): definition is OperationDefinitionNode =>
          definition.kind === Kind.OPERATION_DEFINITION,
      );
      if (operations.length > 1) {
        context.reportError(refusal('OPERATION_NOT_SINGLE', 'A query has one operation.'));
      }
    },
    OperationDefinition(operation) {
      if (countFields(context, operation.selectionSet) > TOP_LEVEL_FIELDS_MAX) {
        const message = `An operation has at most ${TOP_LEVEL_FIELDS_MAX} fields of its own.`;
        context.reportError(refusal('QUERY_TOO_WIDE', message));
      }
    },
  };
}

/** Also those of fragments, which may be in each other; what was counted already is enough to refuse. */
function countFields(context: ValidationContext, selections: SelectionSetNode): number {
  let count = 0;
  const rest = [selections];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    for (const selection of next.selections) {
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? context.getFragment(selection.name.value)
          : selection;
      count += 1;
      if (count > TOP_LEVEL_FIELDS_MAX) return count;
      if (fragment !== selection || selection.kind === Kind.INLINE_FRAGMENT) {
        rest.push(...(fragment?.selectionSet === undefined ? [] : [fragment.selectionSet]));
      }
    }
  }
  return count;
}

function limitCost(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      const cost = queryCost(context.getSchema(), document);
      if (cost > QUERY_COST_MAX) {
        const message = `The answer could hold ${cost} values; at most ${QUERY_COST_MAX} are given. Ask for smaller pages.`;
        context.reportError(refusal('QUERY_TOO_COSTLY', message));
      }
    },
  };
}

function refuseBadTextInQuery(context: ValidationContext): ASTVisitor {
  return {
    StringValue({ value }) {
      if (!isStorable(value)) context.reportError(badText('the query'));
    },
  };
}

function refuseBadTextInVariables(
  _schema: unknown,
  _document: unknown,
  _context: unknown,
  variables: unknown,
): void {
  checkTexts(variables, []);
}

function checkTexts(value: unknown, path: string[]): void {
  if (typeof value === 'string' && !isStorable(value)) {
    throw badText(path.join('.'));
  }
  if (typeof value !== 'object' || value === null) {
    return;
  }
  if (path.length >= VARIABLE_DEPTH_MAX) {
    throw refusal('VARIABLES_TOO_DEEP', 'The variables are nested deeper than any input is.');
  }
  for (const key in value) {
    path.push(key);
    checkTexts((value as Record<string, unknown>)[key], path);
    path.pop();
  }
}

/** The database stores neither NUL nor halves of surrogate pairs. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

function badText(place: string): GraphQLError {
  return refusal('TEXT_INVALID', `A text in ${place} holds NUL or half of a character.`);
}

function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
