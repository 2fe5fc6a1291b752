import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DocumentNode, Kind } from 'graphql';

import { contextOf, traceParentOf } from './trace-parent.js';

const TRACED_PATH = '/graphql';
const FIELDS_MAX = 5;

/**
 * One span for each GraphQL request. It tells which fields of the schema were asked for, and nothing of their values.
 */
export class RequestSpans {
  private readonly spans = new WeakMap<FastifyRequest, Span>();

  constructor(private readonly tracer: Tracer) {}

  /**
   * Begins the span, which ends with the answer or when the client goes away.
   *
   * @returns the span as `traceparent` writes it; null for other requests and for subscriptions, which last
   */
  begin(request: FastifyRequest, reply: FastifyReply, correlationId: string): string | null {
    const [path] = request.url.split('?', 1);
    if (request.method !== 'POST' || path !== TRACED_PATH) {
      return null;
    }
    const span = this.tracer.startSpan(
      `POST ${TRACED_PATH}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': 'POST',
          'http.route': TRACED_PATH,
          'duebill.correlation_id': correlationId,
        },
      },
      contextOf(request.headers['traceparent']) ?? ROOT_CONTEXT,
    );
    this.spans.set(request, span);
    reply.raw.once('close', () => {
      span.setAttribute('http.response.status_code', reply.statusCode);
      if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    return traceParentOf(span);
  }

  traceParentOf(request: FastifyRequest): string | null {
    const span = this.spans.get(request);
    return span === undefined ? null : traceParentOf(span);
  }

  /** Names the span after a query that was found valid: its fields are those of the schema. */
  describe(request: FastifyRequest, document: DocumentNode): void {
    const span = this.spans.get(request);
    const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
    if (span === undefined || operation === undefined) {
      return;
    }
    const fields = operation.selectionSet.selections
      .flatMap((selection) => (selection.kind === Kind.FIELD ? selection.name.value : []))
      .slice(0, FIELDS_MAX);
    span.updateName([operation.operation, ...fields].join(' '));
    span.setAttributes({
      'graphql.operation.type': operation.operation,
      'duebill.graphql.fields': fields,
    });
  }
}
