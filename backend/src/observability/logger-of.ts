import type { LogLevel } from '@nestjs/common';

import type { BackendConfig } from '../config/index.js';
import { Redaction } from './redaction.js';
import { StructuredLogger } from './structured-logger.js';

const PROBLEMS: LogLevel[] = ['fatal', 'error', 'warn'];

/** Production logs the way of each command, too; in development only what is wrong is of interest. */
export function loggerOf(config: BackendConfig): StructuredLogger {
  return new StructuredLogger({
    json: config.production,
    logLevels: config.production ? [...PROBLEMS, 'log'] : PROBLEMS,
    redaction: new Redaction(secretsOf(config)),
  });
}

function secretsOf(config: BackendConfig): Array<string | undefined> {
  const { masterKey, networkKey, relayKey, operatorKey, metricsToken, databaseUrl } = config;
  const otherMasterKeys = config.otherMasterKeys ?? [];
  const password = decodeURIComponent(new URL(databaseUrl).password);
  return [masterKey, ...otherMasterKeys, networkKey, relayKey, operatorKey, metricsToken, password];
}
