import { type DynamicModule, Global, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { FastifyRequest } from 'fastify';

import { BACKEND_CONFIG, type BackendConfig } from './config/index.js';
import { DatabaseModule } from './database/index.js';
import { IdentityModule, TokenService, authenticate } from './identity/index.js';
import { LedgerModule } from './ledger/index.js';

/** Deepest query that is answered: the deepest sensible one is a connection inside a connection. */
const QUERY_DEPTH_MAX = 12;

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
  useFactory: (tokens: TokenService) => ({
    autoSchemaFile: true,
    sortSchema: true,
    graphiql: false,
    jit: 1,
    queryDepth: QUERY_DEPTH_MAX,
    context: (request: FastifyRequest) => authenticate(tokens, request.headers.authorization),
  }),
});

@Module({})
export class AppModule {
  static with(config: BackendConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [ConfigModule.with(config), DatabaseModule, IdentityModule, LedgerModule, graphql],
    };
  }
}
