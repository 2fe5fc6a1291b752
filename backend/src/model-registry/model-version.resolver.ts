import {
  Args,
  ArgsType,
  Field,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';

import {
  type Connection,
  DomainError,
  PageArgs,
  connectionOf,
  toConnection,
  toPage,
} from '../api/index.js';
import { AssessmentWorkReader, AssessmentWorkType } from '../assessment-work/index.js';
import { present } from '../common/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { offLedgerResultOf } from '../ledger/index.js';
import { ModelPurpose } from './model-purpose.js';
import { HistoryTooShortRefusal } from './model-registry.errors.js';
import { ModelImportService } from './model-import.service.js';
import { ModelTrainingService } from './model-training.service.js';
import { ImportModelInput, TrainModelInput } from './model-version.input.js';
import { ModelVersionReader } from './model-version.reader.js';
import { ModelComparisonType, ModelVersionType } from './model-version.type.js';

const VersionConnection = connectionOf('ModelVersion', () => ModelVersionType);
const TrainModelResult = offLedgerResultOf('TrainModelResult', () => AssessmentWorkType, [
  HistoryTooShortRefusal,
]);

const ImportModelResult = offLedgerResultOf('ImportModelResult', () => ModelVersionType);

@ArgsType()
class ModelVersionArgs extends PageArgs {
  @Field(() => ModelPurpose, { nullable: true })
  readonly purpose?: ModelPurpose | null;
}

@Resolver(() => ModelVersionType)
export class ModelVersionResolver {
  constructor(
    private readonly reader: ModelVersionReader,
    private readonly works: AssessmentWorkReader,
    private readonly training: ModelTrainingService,
    private readonly imports: ModelImportService,
  ) {}

  @Query(() => VersionConnection, {
    description: 'Versions of models that your party trained, the latest first.',
  })
  async modelVersions(
    @CurrentViewer() viewer: Viewer,
    @Args() args: ModelVersionArgs,
  ): Promise<Connection<ModelVersionType>> {
    const page = toPage(args, ['instant', 'uuid']);
    const rows = await this.reader.list(viewer, page, args.purpose ?? null);
    return toConnection(rows, page, (row) => row.keyset);
  }

  @Query(() => ModelVersionType, {
    nullable: true,
    description: 'A version of a model that your party trained.',
  })
  modelVersion(
    @CurrentViewer() viewer: Viewer,
    @Args('versionId', { type: () => ID }) versionId: string,
  ): Promise<ModelVersionType | null> {
    return this.reader.find(viewer, versionId);
  }

  @ResolveField(() => String, {
    description: 'The model itself as canonical JSON; whoever has it comes to the same scores.',
  })
  model(@CurrentViewer() viewer: Viewer, @Parent() version: ModelVersionType): Promise<string> {
    return this.reader.model(viewer, version.versionId);
  }

  @ResolveField(() => [ModelComparisonType], {
    description: 'Comparisons with the champion of its time.',
  })
  comparisons(@Parent() version: ModelVersionType): Promise<ModelComparisonType[]> {
    return this.reader.comparisons(version.versionId);
  }

  @Mutation(() => TrainModelResult, {
    description:
      'Trains models on the platform’s own history in the background; the best one becomes champion where it is better on later rows. Assessor only.',
  })
  async trainModel(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: TrainModelInput,
  ): Promise<AssessmentWorkType | DomainError> {
    const made = await this.training.train(viewer, input);
    return made instanceof DomainError ? made : present(await this.works.find(viewer, made), made);
  }

  @Mutation(() => ImportModelResult, {
    description:
      'Takes a model that was trained elsewhere as a challenger; trainings that follow judge it on what was forecast since. Assessor only.',
  })
  async importModel(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: ImportModelInput,
  ): Promise<ModelVersionType | DomainError> {
    const made = await this.imports.import(viewer, input);
    return made instanceof DomainError ? made : present(await this.reader.find(viewer, made), made);
  }
}
