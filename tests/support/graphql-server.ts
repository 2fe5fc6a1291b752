import type { AddressInfo } from 'node:net';

import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { GraphqlFaultFilter } from '../../backend/src/api/index.js';
import { graphqlOptions } from '../../backend/src/app.module.js';
import type { Viewer } from '../../backend/src/identity/index.js';

export interface GraphqlAnswer {
  readonly status: number;
  readonly body: {
    readonly data: Record<string, unknown> | null;
    readonly errors?: ReadonlyArray<{
      readonly message: string;
      readonly extensions?: Record<string, unknown>;
    }>;
  };
}

@Module({})
class ServerModule {}

/** The API's own GraphQL set-up over a few resolvers, on a free port; the token `good` is `viewer`, and `fault` fails. */
export class GraphqlServer {
  private constructor(private readonly app: NestFastifyApplication) {}

  static async start(resolvers: Provider[], viewer: Viewer): Promise<GraphqlServer> {
    const tokens = {
      findViewer: (token: string) =>
        token === 'fault'
          ? Promise.reject(new Error('secret detail'))
          : Promise.resolve(token === 'good' ? viewer : null),
    };
    const module: DynamicModule = {
      module: ServerModule,
      imports: [
        GraphQLModule.forRoot<MercuriusDriverConfig>({
          driver: MercuriusDriver,
          ...graphqlOptions(tokens),
        }),
      ],
      providers: [...resolvers, { provide: APP_FILTER, useClass: GraphqlFaultFilter }],
    };
    const adapter = new FastifyAdapter();
    const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
      logger: false,
    });
    await app.listen(0, '127.0.0.1');
    return new GraphqlServer(app);
  }

  get url(): string {
    const { port } = this.app.getHttpServer().address() as AddressInfo;
    return `http://127.0.0.1:${port}/graphql`;
  }

  async send(query: string, variables = {}, token: string | null = 'good'): Promise<GraphqlAnswer> {
    return this.fetch('', token, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
  }

  async get(query: string): Promise<GraphqlAnswer> {
    return this.fetch(`?query=${encodeURIComponent(query)}`, 'good', {
      method: 'GET',
      headers: {},
    });
  }

  private async fetch(
    search: string,
    token: string | null,
    request: { method: string; headers: Record<string, string>; body?: string },
  ): Promise<GraphqlAnswer> {
    const bearer = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${this.url}${search}`, {
      ...request,
      headers: { ...request.headers, ...bearer },
    });
    return { status: response.status, body: (await response.json()) as GraphqlAnswer['body'] };
  }

  stop(): Promise<void> {
    return this.app.close();
  }
}
