import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { dataSourceOptions } from './data-source.js';

/** The one DataSource of the program; migrations ran before it is made. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [BACKEND_CONFIG],
      useFactory: (config: BackendConfig) => dataSourceOptions(config.databaseUrl),
    }),
  ],
})
export class DatabaseModule {}
