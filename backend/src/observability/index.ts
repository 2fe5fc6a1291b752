export { loggerOf } from './logger-of.js';
export { ObservabilityModule } from './observability.module.js';
export { correlateRequests } from './request-correlation.js';
export { type Tracing, startTracing } from './tracing/index.js';
