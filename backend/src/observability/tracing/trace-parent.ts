import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  TraceFlags,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';

/** Later versions may have more fields behind these; ours is 00. */
const TRACE_PARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The span as the header `traceparent` of W3C Trace Context writes it. */
export function traceParentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** Context whose spans are children of the one that is written down; null if there is none. */
export function contextOf(traceParent: unknown): Context | null {
  const [, traceId = '', spanId = '', flags = ''] =
    (typeof traceParent === 'string' ? TRACE_PARENT.exec(traceParent) : null) ?? [];
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  const parent = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : null;
}
