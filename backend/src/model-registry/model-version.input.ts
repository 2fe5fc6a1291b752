import { Field, InputType } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';
import { ModelPurpose } from './model-purpose.js';

@InputType()
export class TrainModelInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => ModelPurpose)
  readonly purpose!: ModelPurpose;

  @Field(() => CalendarDate, { description: 'Nothing that became known later is learned from.' })
  readonly asOfDate!: string;
}

@InputType()
export class ImportModelInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => ModelPurpose)
  readonly purpose!: ModelPurpose;

  @Field({
    description:
      'The model as JSON, as `modelVersion` and `duebill credit backtest` export it; up to 2,000,000 characters.',
  })
  readonly model!: string;

  @Field({ description: 'SHA-256 of the model in canonical form, as 0x and 64 digits.' })
  readonly modelHash!: string;
}
