import 'reflect-metadata';

import type { Duplex } from 'node:stream';

import { NestFactory } from '@nestjs/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type {} from 'mercurius';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { AppModule } from './app.module.js';
import type { BackendConfig } from './config/index.js';
import { migrate } from './data-source.js';
import { LedgerReadiness } from './ledger/index.js';
import { correlateRequests, loggerOf, startTracing, type Tracing } from './observability/index.js';

/** Largest request: a mutation with a hundred documents of an ordinary size. */
const BODY_BYTES_MAX = 32 * 1024 * 1024;
/** How often a stop closes connections on which nothing is asked any more. */
const IDLE_CLOSE_MS = 100;
/** How long a stop waits for subscribers to say goodbye. */
const SUBSCRIBER_PATIENCE_MS = 2_000;

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
 *
 * @param exporter takes the spans, if requests are traced; otherwise they go where the environment says
 */
export async function startBackend(
  config: BackendConfig,
  exporter?: SpanExporter,
): Promise<RunningBackend> {
  await migrate(config.databaseUrl);
  const adapter = new FastifyAdapter({ bodyLimit: BODY_BYTES_MAX });
  const tracing = config.tracing ? await startTracing(config.tracing, exporter) : null;
  correlateRequests(adapter.getInstance(), tracing?.requests ?? null);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config), adapter, {
    logger: loggerOf(config),
  });
  const subscribers = subscribersOf(app);
  await app.init();
  if (tracing !== null) describeOperations(app, tracing);
  await app.listen(config.port, config.host);
  await app.get(LedgerReadiness).untilDeploymentIsIndexed();
  const url = `${await app.getUrl()}/graphql`;
  const stop = async (): Promise<void> => {
    await closeApp(app, subscribers);
    await tracing?.stop();
  };
  return { url, app, stop };
}

/** Tells the spans of requests what was asked for, once that is known to be valid. */
function describeOperations(app: NestFastifyApplication, { requests }: Tracing): void {
  const { graphql } = app.getHttpAdapter().getInstance();
  graphql.addHook('preExecution', (_schema, document, { reply }) => {
    requests.describe(reply.request, document);
  });
}

/** Connections that became WebSockets: the server no longer counts them among its own. */
function subscribersOf(app: NestFastifyApplication): ReadonlySet<Duplex> {
  const sockets = new Set<Duplex>();
  app.getHttpServer().on('upgrade', (_: unknown, socket: Duplex) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

/**
 * Answers the requests at hand, then ends. A client keeps its connection open for the next request, and the server
 * would wait more than a minute for one that became idle only after the stop had begun, and half a minute for a
 * subscriber that is gone without a word.
 */
async function closeApp(
  app: NestFastifyApplication,
  subscribers: ReadonlySet<Duplex>,
): Promise<void> {
  const server = app.getHttpServer();
  const closing = setInterval(() => server.closeIdleConnections(), IDLE_CLOSE_MS);
  const parting = setTimeout(
    () => subscribers.forEach((socket) => socket.destroy()),
    SUBSCRIBER_PATIENCE_MS,
  );
  try {
    await app.close();
  } finally {
    clearInterval(closing);
    clearTimeout(parting);
  }
}
