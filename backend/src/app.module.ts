import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';

import { API_MODULES } from './api-schema.js';
import { GraphqlFaultFilter, formatErrors } from './api/index.js';
import { BACKEND_CONFIG, type BackendConfig } from './config/index.js';
import { DatabaseModule } from './database/index.js';
import {
  IdentityModule,
  TokenService,
  authenticateRequests,
  requestContextOf,
} from './identity/index.js';

/** Deepest query that is answered: the deepest sensible one is a connection inside a connection. */
const QUERY_DEPTH_MAX = 12;

type GraphqlOptions = Omit<MercuriusDriverConfig, 'driver'>;

/** How GraphQL is served. */
export function graphqlOptions(tokens: Pick<TokenService, 'findViewer'>): GraphqlOptions {
  return {
    autoSchemaFile: true,
    graphiql: false,
    jit: 1,
    queryDepth: QUERY_DEPTH_MAX,
    // Not onRequest: mercurius puts its own there.
    additionalRouteOptions: { preParsing: authenticateRequests(tokens) },
    context: requestContextOf,
    errorFormatter: formatErrors,
  };
}

/** Makes the configuration available to every module. */
@Global()
@Module({})
class ConfigModule {
  static with(config: BackendConfig): DynamicModule {
    const provider = { provide: BACKEND_CONFIG, useValue: config };
    return { module: ConfigModule, providers: [provider], exports: [provider] };
  }
}

const graphql = GraphQLModule.forRootAsync<MercuriusDriverConfig>({
  driver: MercuriusDriver,
  inject: [TokenService],
  useFactory: graphqlOptions,
});

@Module({})
export class AppModule {
  static with(config: BackendConfig): DynamicModule {
    return {
      module: AppModule,
      providers: [{ provide: APP_FILTER, useClass: GraphqlFaultFilter }],
      imports: [ConfigModule.with(config), DatabaseModule, IdentityModule, ...API_MODULES, graphql],
    };
  }
}
