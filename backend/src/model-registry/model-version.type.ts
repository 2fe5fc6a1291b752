import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import { CalendarDate, type Keyset } from '../api/index.js';
import { ComparisonDecision, ModelOrigin, ModelPurpose, ModelStatus } from './model-purpose.js';

@ObjectType({ description: 'A tenth of the holdout by rising probability.' })
export class ModelCalibrationBand {
  @Field(() => Int)
  readonly rows!: number;

  @Field(() => Int, { description: 'How many of them were late, or came into default.' })
  readonly bad!: number;

  @Field(() => Float, { description: 'What was forecast on average, 0 to 1.' })
  readonly meanProbability!: number;

  @Field(() => Float, { description: 'What happened, 0 to 1.' })
  readonly observedShare!: number;
}

@ObjectType({
  description: 'On the newest quarter of the history, which had no say in the training.',
})
export class ModelFiguresType {
  @Field(() => Float, { description: 'Chance that a bad row is scored worse than a good one.' })
  readonly auc!: number;

  @Field(() => Float)
  readonly brier!: number;

  @Field(() => Float)
  readonly logLoss!: number;

  @Field(() => Float)
  readonly kolmogorovSmirnov!: number;

  @Field(() => Float, {
    description:
      'Population stability index between training and holdout: from 0.1 on look closer, from 0.25 on train anew.',
  })
  readonly stabilityIndex!: number;

  @Field(() => Int)
  readonly rows!: number;

  @Field(() => Int)
  readonly bad!: number;

  @Field(() => [ModelCalibrationBand])
  readonly calibration!: ModelCalibrationBand[];
}

@ObjectType('ModelVersion')
export class ModelVersionType {
  @Field(() => ID)
  readonly versionId!: string;

  @Field(() => ModelPurpose)
  readonly purpose!: ModelPurpose;

  @Field(() => Int, { description: 'Counted by purpose from 1.' })
  readonly version!: number;

  @Field({ description: 'Such as scorecard, logistic, boosting or blend.' })
  readonly algorithm!: string;

  @Field(() => ModelStatus)
  readonly status!: ModelStatus;

  @Field(() => ModelOrigin)
  readonly origin!: ModelOrigin;

  @Field({ description: 'When it was trained, or imported.' })
  readonly trainedAt!: Date;

  @Field(() => ID, { description: 'User who asked for the training, or imported it.' })
  readonly trainedById!: string;

  @Field(() => CalendarDate, {
    description:
      'Nothing that was known later was learned from; of an imported one the day on which it came.',
  })
  readonly knowledgeUntil!: string;

  @Field(() => Int)
  readonly trainingRows!: number;

  @Field({ description: 'SHA-256 of what was learned from.' })
  readonly trainingDataHash!: string;

  @Field(() => CalendarDate, { nullable: true, description: 'Null where it was imported.' })
  readonly holdoutFrom!: string | null;

  @Field(() => CalendarDate, { nullable: true })
  readonly holdoutUntil!: string | null;

  @Field(() => ModelFiguresType, {
    nullable: true,
    description: 'Null where it was imported: its comparisons tell how it stands.',
  })
  readonly figures!: ModelFiguresType | null;

  @Field({ description: 'SHA-256 of `model`.' })
  readonly modelHash!: string;

  readonly keyset!: Keyset;
}

@ObjectType('ModelComparison', {
  description: 'How a challenger stood against the champion on rows that neither could know.',
})
export class ModelComparisonType {
  @Field(() => Int, {
    nullable: true,
    description: 'Version of the champion; null where the simplest forecast stood for it.',
  })
  readonly championVersion!: number | null;

  @Field(() => Int)
  readonly rows!: number;

  @Field(() => Int)
  readonly bad!: number;

  @Field(() => Float, { nullable: true })
  readonly challengerAuc!: number | null;

  @Field(() => Float, { nullable: true })
  readonly championAuc!: number | null;

  @Field(() => Float, { nullable: true })
  readonly challengerBrier!: number | null;

  @Field(() => Float, { nullable: true })
  readonly championBrier!: number | null;

  @Field(() => Float, { description: 'By how much the challenger’s AUC must be above.' })
  readonly margin!: number;

  @Field(() => ComparisonDecision)
  readonly decision!: ComparisonDecision;

  @Field()
  readonly comparedAt!: Date;
}
