export type { RequestSpans } from './request-spans.js';
export { type Tracing, startTracing } from './tracing.js';
