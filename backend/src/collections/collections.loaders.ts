import { Injectable } from '@nestjs/common';

import { BatchLoader, groupById } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { ArrangementReader } from './arrangement.reader.js';
import type {
  ArrangementType,
  CollectionStepType,
  CollectionType,
  PromiseRecordType,
  WriteOffType,
} from './collections.type.js';
import { CourseReader, type Of } from './course.reader.js';
import { MandateReader } from './mandate.reader.js';

type Ids = readonly string[];
type ById<Value> = Promise<ReadonlyMap<string, Value>>;

const receivableIdOf = (row: Of<unknown>): string => row.receivableId;

/** Courses by receivable, for a viewer who sees it. */
@Injectable()
export class CourseLoader extends BatchLoader<RequestContext, CollectionType> {
  constructor(private readonly courses: CourseReader) {
    super();
  }

  protected async findMany(_: RequestContext, ids: Ids): ById<CollectionType> {
    const found = await this.courses.findByIds(ids);
    return new Map(found.map((course) => [course.receivableId, course]));
  }
}

@Injectable()
export class StepLoader extends BatchLoader<RequestContext, CollectionStepType[]> {
  constructor(private readonly courses: CourseReader) {
    super();
  }

  protected async findMany({ viewer }: RequestContext, ids: Ids): ById<CollectionStepType[]> {
    return groupById(ids, await this.courses.steps(viewer, ids), receivableIdOf);
  }
}

@Injectable()
export class WriteOffLoader extends BatchLoader<RequestContext, WriteOffType[]> {
  constructor(private readonly courses: CourseReader) {
    super();
  }

  protected async findMany(_: RequestContext, ids: Ids): ById<WriteOffType[]> {
    return groupById(ids, await this.courses.writeOffs(ids), receivableIdOf);
  }
}

@Injectable()
export class ArrangementLoader extends BatchLoader<RequestContext, ArrangementType[]> {
  constructor(private readonly reader: ArrangementReader) {
    super();
  }

  protected async findMany(_: RequestContext, ids: Ids): ById<ArrangementType[]> {
    return groupById(ids, await this.reader.arrangements(ids), receivableIdOf);
  }
}

/** By buyer, for a viewer who sees one of its receivables. */
@Injectable()
export class PromiseRecordLoader extends BatchLoader<RequestContext, PromiseRecordType> {
  constructor(private readonly reader: ArrangementReader) {
    super();
  }

  protected async findMany(_: RequestContext, buyers: Ids): ById<PromiseRecordType> {
    const found = await this.reader.promiseRecords(buyers);
    return new Map(found.map((row) => [row.buyer, row]));
  }
}

/** Collectors by lot, for a viewer who sees it. */
@Injectable()
export class CollectorLoader extends BatchLoader<RequestContext, string> {
  constructor(private readonly mandates: MandateReader) {
    super();
  }

  protected findMany(_: RequestContext, lotIds: Ids): ById<string> {
    return this.mandates.collectorsOf(lotIds);
  }
}
