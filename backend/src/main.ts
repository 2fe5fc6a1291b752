import 'reflect-metadata';

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { AppModule } from './app.module.js';
import type { BackendConfig } from './config/index.js';
import { migrate } from './data-source.js';
import { LedgerReadiness } from './ledger/index.js';
import { correlateRequests, loggerOf } from './observability/index.js';

/** Largest request: a mutation with a hundred documents of an ordinary size. */
const BODY_BYTES_MAX = 32 * 1024 * 1024;
/** How often a stop closes connections on which nothing is asked any more. */
const IDLE_CLOSE_MS = 100;

export interface RunningBackend {
  /** Address of the GraphQL endpoint. */
  readonly url: string;
  readonly app: NestFastifyApplication;
  stop(): Promise<void>;
}

/**
 * Migrates the database, then serves GraphQL and runs the ledger's workers.
 *
 * It listens before the deployment is indexed, so that probes are told what it waits for.
 */
export async function startBackend(config: BackendConfig): Promise<RunningBackend> {
  await migrate(config.databaseUrl);
  const adapter = new FastifyAdapter({ bodyLimit: BODY_BYTES_MAX });
  correlateRequests(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config), adapter, {
    logger: loggerOf(config),
  });
  await app.init();
  await app.listen(config.port, config.host);
  await app.get(LedgerReadiness).untilDeploymentIsIndexed();
  const url = `${await app.getUrl()}/graphql`;
  return { url, app, stop: () => closeApp(app) };
}

/**
 * Answers the requests at hand, then ends. A client keeps its connection open for the next request, and the server
 * would wait more than a minute for one that became idle only after the stop had begun.
 */
async function closeApp(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer();
  const closing = setInterval(() => server.closeIdleConnections(), IDLE_CLOSE_MS);
  try {
    await app.close();
  } finally {
    clearInterval(closing);
  }
}
