import { Args, Field, ID, InputType, Mutation, Query, Resolver } from '@nestjs/graphql';

import {
  type Connection,
  DomainError,
  PageArgs,
  connectionOf,
  toConnection,
  toPage,
} from '../api/index.js';
import { present } from '../common/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { offLedgerResultOf } from '../ledger/index.js';
import { AssessmentWorkReader } from './assessment-work.reader.js';
import { AssessmentWorkService } from './assessment-work.service.js';
import { AssessmentWorkType } from './assessment-work.type.js';

const WorkConnection = connectionOf('AssessmentWork', () => AssessmentWorkType);
const CancelResult = offLedgerResultOf('CancelAssessmentWorkResult', () => AssessmentWorkType);

@InputType()
class CancelAssessmentWorkInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => ID)
  readonly workId!: string;
}

@Resolver(() => AssessmentWorkType)
export class AssessmentWorkResolver {
  constructor(
    private readonly reader: AssessmentWorkReader,
    private readonly service: AssessmentWorkService,
  ) {}

  @Query(() => AssessmentWorkType, { nullable: true, description: 'A long work of your party.' })
  assessmentWork(
    @CurrentViewer() viewer: Viewer,
    @Args('workId', { type: () => ID }) workId: string,
  ): Promise<AssessmentWorkType | null> {
    return this.reader.find(viewer, workId);
  }

  @Query(() => WorkConnection, { description: 'Long works of your party, the latest first.' })
  async assessmentWorks(
    @CurrentViewer() viewer: Viewer,
    @Args() args: PageArgs,
  ): Promise<Connection<AssessmentWorkType>> {
    const page = toPage(args, ['instant', 'uuid']);
    return toConnection(await this.reader.list(viewer, page), page, (row) => row.keyset);
  }

  @Mutation(() => CancelResult, {
    description: 'Takes back a work of your party that has not ended; nothing of it is kept.',
  })
  async cancelAssessmentWork(
    @CurrentViewer() viewer: Viewer,
    @Args('input') { idempotencyKey, workId }: CancelAssessmentWorkInput,
  ): Promise<AssessmentWorkType | DomainError> {
    const made = await this.service.cancel(viewer, idempotencyKey, workId);
    return made instanceof DomainError ? made : present(await this.reader.find(viewer, made), made);
  }
}
