import { Field, ID, InputType, Int } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';
import { WarningIndicator, WarningLevel } from './warning-policy.js';
import { HandlingKind, WarningOutcome } from './warning.type.js';

@InputType()
export class WarningRuleInput {
  @Field(() => WarningIndicator)
  readonly indicator!: WarningIndicator;

  @Field(() => Int, { nullable: true, description: 'Not at this level if null.' })
  readonly lightFrom!: number | null;

  @Field(() => Int, { nullable: true })
  readonly mediumFrom!: number | null;

  @Field(() => Int, { nullable: true })
  readonly severeFrom!: number | null;
}

@InputType()
export class WarningReactionInput {
  @Field(() => WarningLevel)
  readonly level!: WarningLevel;

  @Field(() => Int, { description: 'Until it must be dealt with, 1 to 365.' })
  readonly days!: number;

  @Field(() => [String], { description: 'Emergency plan, up to 20 steps.' })
  readonly tasks!: string[];

  @Field(() => Int, { nullable: true, description: 'Longest time to pay; held at MEDIUM.' })
  readonly longestTermsDays!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Share of what is invoiced that is paid in advance; held at MEDIUM.',
  })
  readonly prepaymentBps!: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'New credit needs a guarantee in your credit file; held at MEDIUM.',
  })
  readonly needsGuarantee?: boolean | null;
}

@InputType()
export class WarningPolicyInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => [WarningRuleInput], { description: 'One for each indicator that is worked out.' })
  readonly rules!: WarningRuleInput[];

  @Field(() => [WarningReactionInput], { description: 'One for each level.' })
  readonly reactions!: WarningReactionInput[];
}

@InputType()
export class EvaluateWarningsInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;
}

@InputType()
export class ReportWarningSignInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => ID, { description: 'The buyer.' })
  readonly partyId!: string;

  @Field(() => WarningIndicator, { description: 'One that people report, such as NEGATIVE_NEWS.' })
  readonly indicator!: WarningIndicator;

  @Field(() => WarningLevel)
  readonly level!: WarningLevel;

  @Field({ description: '1 to 2,000 characters.' })
  readonly note!: string;

  @Field({ description: 'Where it was seen, 1 to 300 characters.' })
  readonly source!: string;

  @Field(() => CalendarDate)
  readonly seenDate!: string;
}

@InputType()
export class HandleWarningInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => ID)
  readonly warningId!: string;

  @Field(() => HandlingKind)
  readonly kind!: HandlingKind;

  @Field({ description: 'What was done or decided, 1 to 2,000 characters.' })
  readonly note!: string;

  @Field(() => ID, { nullable: true, description: 'With ASSIGN: a user of your party; you.' })
  readonly responsibleId?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'With ASSIGN: the new one.' })
  readonly deadline?: string | null;

  @Field(() => Int, { nullable: true, description: 'With TASK_DONE.' })
  readonly taskNumber?: number | null;

  @Field(() => WarningOutcome, { nullable: true, description: 'With CLOSE.' })
  readonly outcome?: WarningOutcome | null;
}
