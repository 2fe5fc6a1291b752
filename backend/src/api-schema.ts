import 'reflect-metadata';

import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';

import { AssessmentWorkModule } from './assessment-work/index.js';
import { AssignmentsModule } from './assignments/index.js';
import { BehaviourModule } from './behaviour/index.js';
import { CashModule } from './cash/index.js';
import { CollectionsModule } from './collections/index.js';
import { CreditModule } from './credit/index.js';
import { CreditFileModule } from './credit-file/index.js';
import { CreditLimitsModule } from './credit-limits/index.js';
import { CreditReportModule } from './credit-report/index.js';
import { DutiesModule } from './duties/index.js';
import { EarlyWarningModule } from './early-warning/index.js';
import { EarlyPaymentsModule } from './early-payments/index.js';
import { EventsModule } from './events/index.js';
import { FactoringModule } from './factoring/index.js';
import { ForecastsModule } from './forecasts/index.js';
import { LedgerModule } from './ledger/index.js';
import { LimitationModule } from './limitation/index.js';
import { ModelRegistryModule } from './model-registry/index.js';
import { PartiesModule } from './parties/index.js';
import { PayeesModule } from './payees/index.js';
import { PayoutsModule } from './payouts/index.js';
import { PayablesModule } from './payables/index.js';
import { PeersModule } from './peers/index.js';
import { PledgesModule } from './pledges/index.js';
import { PowersModule } from './powers/index.js';
import { ProvisionsModule } from './provisions/index.js';
import { QuestionnairesModule } from './questionnaires/index.js';
import { RatingsModule } from './ratings/index.js';
import { ReceivablesModule } from './receivables/index.js';
import { ReconciliationModule } from './reconciliation/index.js';
import { CashDiscountsModule } from './cash-discounts/index.js';
import { KeptBackModule } from './kept-back/index.js';
import { SettlementModule } from './settlement/index.js';
import { StatementPapersModule } from './statement-papers/index.js';

/** Every module whose resolvers make up the API. */
export const API_MODULES = [
  LedgerModule,
  PartiesModule,
  ReceivablesModule,
  FactoringModule,
  CashDiscountsModule,
  KeptBackModule,
  SettlementModule,
  ReconciliationModule,
  PayablesModule,
  LimitationModule,
  StatementPapersModule,
  CreditModule,
  ProvisionsModule,
  BehaviourModule,
  RatingsModule,
  AssessmentWorkModule,
  ModelRegistryModule,
  ForecastsModule,
  CreditLimitsModule,
  EarlyWarningModule,
  CreditFileModule,
  PeersModule,
  CreditReportModule,
  QuestionnairesModule,
  AssignmentsModule,
  PledgesModule,
  EarlyPaymentsModule,
  CashModule,
  CollectionsModule,
  DutiesModule,
  PayeesModule,
  PayoutsModule,
  PowersModule,
  EventsModule,
];

/** The API's schema in the schema language, sorted; needs neither database nor ledger. */
export async function printApiSchema(): Promise<string> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, {
    logger: ['error'],
  });
  try {
    const schema = await app.get(GraphQLSchemaFactory).create(API_MODULES.flatMap(classesOf));
    return `${printSchema(lexicographicSortSchema(schema))}\n`;
  } finally {
    await app.close();
  }
}

/** Providers of a module that are classes, resolvers among them. */
function classesOf(module: object): Parameters<GraphQLSchemaFactory['create']>[0] {
  const providers = Reflect.getMetadata('providers', module) as unknown[];
  return providers.filter((provider) => typeof provider === 'function');
}
