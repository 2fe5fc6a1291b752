import { Module } from '@nestjs/common';

import { PartiesModule } from '../parties/index.js';
import { ReceivablesModule } from '../receivables/index.js';
import { ArrangementReader } from './arrangement.reader.js';
import { ArrangementResolutionService } from './arrangement-resolution.service.js';
import { CollectableLotReader } from './collectable-lot.reader.js';
import { CollectedLotResolver, CollectedReceivableResolver } from './collected-fields.resolver.js';
import { CollectionActsResolver } from './collection-acts.resolver.js';
import { CollectionActsService } from './collection-acts.service.js';
import {
  ArrangementLoader,
  CollectorLoader,
  CourseLoader,
  PromiseRecordLoader,
  StepLoader,
  WriteOffLoader,
} from './collections.loaders.js';
import { CollectionsWorker } from './collections.worker.js';
import { CourseReader } from './course.reader.js';
import { CollectionStepResolver, CourseResolver } from './course.resolver.js';
import { MandateReader } from './mandate.reader.js';
import { MandateResolver } from './mandate.resolver.js';
import { MandateService } from './mandate.service.js';
import { PromiseRecordResolver } from './promise-record.resolver.js';

const resolvers = [
  CollectedLotResolver,
  CollectedReceivableResolver,
  CollectionActsResolver,
  CollectionStepResolver,
  CourseResolver,
  MandateResolver,
  PromiseRecordResolver,
];
const services = [ArrangementResolutionService, CollectionActsService, MandateService];
const readers = [ArrangementReader, CollectableLotReader, CourseReader, MandateReader];
const loaders = [
  ArrangementLoader,
  CollectorLoader,
  CourseLoader,
  PromiseRecordLoader,
  StepLoader,
  WriteOffLoader,
];

/** Collection of what is past due: steps, promises, instalments, mandates, write-off and recovery. */
@Module({
  imports: [PartiesModule, ReceivablesModule],
  providers: [...resolvers, ...services, ...readers, ...loaders, CollectionsWorker],
})
export class CollectionsModule {}
