import { Field, ID, InputType } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';

@InputType()
export class MakeCreditReportInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => ID)
  readonly partyId!: string;

  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => CalendarDate, { description: 'What was known at its end is in the report.' })
  readonly asOfDate!: string;
}
