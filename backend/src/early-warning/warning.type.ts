import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { CalendarDate, type Keyset } from '../api/index.js';
import { WarningIndicator, WarningLevel } from './warning-policy.js';

export enum HandlingKind {
  RAISED = 'RAISED',
  ESCALATED = 'ESCALATED',
  NOTE = 'NOTE',
  ASSIGN = 'ASSIGN',
  TASK_DONE = 'TASK_DONE',
  CLOSE = 'CLOSE',
}
registerEnumType(HandlingKind, { name: 'WarningHandlingKind' });

export enum WarningOutcome {
  /** The cause is gone. */
  RESOLVED = 'RESOLVED',
  /** It is borne with open eyes. */
  ACCEPTED = 'ACCEPTED',
  /** Nothing was wrong. */
  FALSE_ALARM = 'FALSE_ALARM',
  /** Money was lost. */
  LOSS = 'LOSS',
}
registerEnumType(WarningOutcome, { name: 'WarningOutcome' });

@ObjectType('WarningRule')
export class WarningRuleType {
  @Field(() => WarningIndicator)
  readonly indicator!: WarningIndicator;

  @Field(() => Int, { nullable: true })
  readonly lightFrom!: number | null;

  @Field(() => Int, { nullable: true })
  readonly mediumFrom!: number | null;

  @Field(() => Int, { nullable: true })
  readonly severeFrom!: number | null;
}

@ObjectType('WarningReaction')
export class WarningReactionType {
  @Field(() => WarningLevel)
  readonly level!: WarningLevel;

  @Field(() => Int)
  readonly days!: number;

  @Field(() => [String])
  readonly tasks!: readonly string[];

  @Field(() => Int, { nullable: true })
  readonly longestTermsDays!: number | null;

  @Field(() => Int, { nullable: true })
  readonly prepaymentBps!: number | null;

  @Field(() => Boolean, { nullable: true })
  readonly needsGuarantee?: boolean | null;
}

@ObjectType('WarningPolicy', { description: 'When your party is warned, and what it does then.' })
export class WarningPolicyType {
  @Field(() => Int)
  readonly version!: number;

  @Field(() => [WarningRuleType])
  readonly rules!: readonly WarningRuleType[];

  @Field(() => [WarningReactionType])
  readonly reactions!: readonly WarningReactionType[];
}

@ObjectType('WarningHandling', { description: 'What was done about a warning; only added to.' })
export class WarningHandlingType {
  @Field(() => Int)
  readonly number!: number;

  @Field(() => HandlingKind)
  readonly kind!: HandlingKind;

  @Field()
  readonly note!: string;

  @Field(() => ID, { nullable: true, description: 'Null for the platform itself.' })
  readonly handledBy!: string | null;

  @Field()
  readonly handledAt!: Date;
}

@ObjectType('WarningTask')
export class WarningTaskType {
  @Field(() => Int)
  readonly number!: number;

  @Field()
  readonly task!: string;

  @Field(() => ID, { nullable: true })
  readonly doneBy!: string | null;

  @Field(() => Date, { nullable: true })
  readonly doneAt!: Date | null;
}

@ObjectType('EarlyWarning', { description: 'A sign that a buyer may not pay.' })
export class EarlyWarningType {
  @Field(() => ID)
  readonly warningId!: string;

  @Field(() => ID, { description: 'The buyer.' })
  readonly partyId!: string;

  @Field({ description: 'Empty for what people report.' })
  readonly currency!: string;

  @Field(() => WarningIndicator)
  readonly indicator!: WarningIndicator;

  @Field(() => WarningLevel)
  readonly level!: WarningLevel;

  @Field(() => Int, { nullable: true })
  readonly value!: number | null;

  @Field(() => Int, { nullable: true, description: 'What it reached.' })
  readonly threshold!: number | null;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;

  @Field(() => String, { nullable: true })
  readonly note!: string | null;

  @Field(() => ID, { nullable: true, description: 'User who deals with it.' })
  readonly responsibleId!: string | null;

  @Field(() => CalendarDate)
  readonly deadline!: string;

  @Field(() => Int, { nullable: true, description: 'Held while it is open.' })
  readonly longestTermsDays!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Share of what is invoiced that is paid in advance; held at MEDIUM.',
  })
  readonly prepaymentBps!: number | null;

  @Field({ description: 'New credit needs a guarantee while it is open; held at MEDIUM.' })
  readonly needsGuarantee!: boolean;

  @Field()
  readonly raisedAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly closedAt!: Date | null;

  @Field(() => WarningOutcome, { nullable: true })
  readonly outcome!: WarningOutcome | null;

  readonly keyset!: Keyset;
}

@ObjectType('EvaluatedWarnings')
export class EvaluatedWarningsType {
  @Field(() => CalendarDate)
  readonly asOfDate!: string;

  @Field(() => Int, { description: 'Warnings that were raised or got worse.' })
  readonly raisedCount!: number;
}
