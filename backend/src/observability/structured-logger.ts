import { ConsoleLogger, type LogLevel } from '@nestjs/common';

import { currentCorrelationId } from '../common/index.js';
import type { Redaction } from './redaction.js';

export interface StructuredLoggerOptions {
  /** One JSON object a line; text for people otherwise. */
  readonly json: boolean;
  readonly logLevels: LogLevel[];
  readonly redaction: Redaction;
}

type PrintOptions = [
  context?: string,
  logLevel?: LogLevel,
  stream?: 'stdout' | 'stderr',
  stack?: unknown,
  params?: Record<string, unknown>,
];

/** Every line of the program passes here: redacted, and with the id of the request that it belongs to. */
export class StructuredLogger extends ConsoleLogger {
  private readonly redaction: Redaction;

  constructor({ json, logLevels, redaction }: StructuredLoggerOptions) {
    super({ json, logLevels, flattenParams: true, prefix: 'Duebill' });
    this.redaction = redaction;
  }

  protected override printMessages(
    messages: unknown[],
    ...[context, logLevel, stream, stack, params]: PrintOptions
  ): void {
    const clean = (value: unknown): unknown => this.redaction.apply(value);
    const correlationId = currentCorrelationId();
    const fields = {
      ...(correlationId === undefined ? {} : { correlationId }),
      ...(clean(params ?? {}) as object),
    };
    super.printMessages(
      messages.map((message) => clean(this.resolveMessage(message))),
      ...([context, logLevel, stream, clean(stack)] as const),
      Object.keys(fields).length === 0 ? undefined : fields,
    );
  }

  protected override printStackTrace(stack: string): void {
    super.printStackTrace(this.redaction.apply(stack) as string);
  }
}
