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
