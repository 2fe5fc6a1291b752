import type { EnvironmentReader } from './environment.reader.js';

/** How requests and commands are traced; where the spans go is read by the exporter itself. */
export interface TracingConfig {
  readonly serviceName: string;
  /** Of the traces that begin here, between 0 and 1; a client's trace is kept as the client says. */
  readonly sampledShare: number;
}

const RECEIVERS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'];
const SAMPLERS = ['parentbased_always_on', 'parentbased_traceidratio'];
const SERVICE_NAME = 'duebill';

/** The standard variables of OpenTelemetry; null unless they name a receiver. */
export function readTracing(reader: EnvironmentReader): TracingConfig | null {
  const receivers = RECEIVERS.flatMap((variable) => reader.urls(variable, ['http:', 'https:']));
  const isOff =
    reader.text('OTEL_SDK_DISABLED') === 'true' || reader.text('OTEL_TRACES_EXPORTER') === 'none';
  if (receivers.length === 0 || isOff) {
    return null;
  }
  const protocol = reader.text('OTEL_EXPORTER_OTLP_PROTOCOL') ?? 'http/protobuf';
  if (!protocol.startsWith('http/')) {
    reader.refuse('OTEL_EXPORTER_OTLP_PROTOCOL', 'is not HTTP, by which alone traces are sent.');
  }
  return Object.freeze({
    serviceName: reader.text('OTEL_SERVICE_NAME') ?? SERVICE_NAME,
    sampledShare: readShare(reader),
  });
}

function readShare(reader: EnvironmentReader): number {
  const sampler = reader.text('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
  if (!SAMPLERS.includes(sampler)) {
    reader.refuse('OTEL_TRACES_SAMPLER', `is none of ${SAMPLERS.join(', ')}.`);
  }
  const text = reader.text('OTEL_TRACES_SAMPLER_ARG') ?? '1';
  const share = Number(text);
  if (!/^[\d.]+$/.test(text) || !(share >= 0 && share <= 1)) {
    reader.refuse('OTEL_TRACES_SAMPLER_ARG', 'is no share from 0 to 1.');
  }
  return sampler === 'parentbased_traceidratio' ? share : 1;
}
