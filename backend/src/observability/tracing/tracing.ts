import type { SpanExporter } from '@opentelemetry/sdk-trace';

import type { TracingConfig } from '../../config/index.js';
import { CommandSpans } from './command-spans.js';
import { RequestSpans } from './request-spans.js';

/** Spans that wait for their export; more are dropped. */
const QUEUE_MAX = 8_192;
const STOP_PATIENCE_MS = 3_000;

export interface Tracing {
  readonly requests: RequestSpans;
  /** Hands on what is there, for some seconds at the most. */
  stop(): Promise<void>;
}

/**
 * Begins to trace requests and commands, and to export that.
 *
 * The libraries are loaded here and not before: without a receiver nothing of them is in memory.
 *
 * @param exporter takes the spans at once; otherwise batches go where the environment says, by OTLP over HTTP
 */
export async function startTracing(
  { serviceName, sampledShare }: TracingConfig,
  exporter?: SpanExporter,
): Promise<Tracing> {
  const [sdk, { defaultResource, resourceFromAttributes }, otlp] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const provider = new sdk.TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': serviceName })),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(sampledShare) }),
    spanProcessors: [
      exporter === undefined
        ? new sdk.BatchSpanProcessor({
            exporter: new otlp.OTLPTraceExporter(),
            maxQueueSize: QUEUE_MAX,
          })
        : new sdk.SimpleSpanProcessor({ exporter }),
    ],
  });
  const tracer = provider.getTracer('duebill');
  const commands = new CommandSpans(tracer);
  return {
    requests: new RequestSpans(tracer),
    stop: async () => {
      commands.stop();
      const patience = new Promise<void>((resolve) => {
        setTimeout(resolve, STOP_PATIENCE_MS).unref();
      });
      await Promise.race([provider.shutdown(), patience]);
    },
  };
}
