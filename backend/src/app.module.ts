import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { TypeOrmModule } from '@nestjs/typeorm';

import { API_MODULES } from './api-schema.js';
import {
  GraphqlFaultFilter,
  formatErrors,
  refuseOtherMethods,
  requestLimits,
} from './api/index.js';
import { BACKEND_CONFIG, type BackendConfig } from './config/index.js';
import { dataSourceOptions } from './data-source.js';
import {
  IdentityModule,
  TokenService,
  authenticateRequests,
  requestContextOf,
  socketContextOf,
} from './identity/index.js';
import { READ_MODELS } from './ledger/index.js';
import { ObservabilityModule } from './observability/index.js';
import { readModels } from './read-models.js';

/** How often a subscriber is asked whether it is still there. */
const SUBSCRIBER_PING_MS = 30_000;

type GraphqlOptions = Omit<MercuriusDriverConfig, 'driver'>;

/** How GraphQL is served. */
export function graphqlOptions(tokens: Pick<TokenService, 'findViewer'>): GraphqlOptions {
  return {
    autoSchemaFile: true,
    graphiql: false,
    jit: 1,
    ...requestLimits,
    // Not onRequest: mercurius puts its own there.
    additionalRouteOptions: { preParsing: [authenticateRequests(tokens), refuseOtherMethods] },
    context: requestContextOf,
    subscription: {
      context: socketContextOf,
      keepAlive: SUBSCRIBER_PING_MS,
    },
    errorFormatter: formatErrors,
  };
}

/** Makes the configuration and the list of read models available to every module. */
@Global()
@Module({})
class ConfigModule {
  static with(config: BackendConfig): DynamicModule {
    const providers = [
      { provide: BACKEND_CONFIG, useValue: config },
      { provide: READ_MODELS, useValue: readModels },
    ];
    return { module: ConfigModule, providers, exports: providers };
  }
}

/** The one DataSource of the program; migrations ran before it is made. */
const database = TypeOrmModule.forRootAsync({
  inject: [BACKEND_CONFIG],
  useFactory: (config: BackendConfig) => dataSourceOptions(config.databaseUrl),
});

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
      imports: [
        ConfigModule.with(config),
        database,
        IdentityModule,
        ...API_MODULES,
        graphql,
        ObservabilityModule,
      ],
    };
  }
}
