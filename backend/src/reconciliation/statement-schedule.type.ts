import {
  Field,
  ID,
  InputType,
  ObjectType,
  createUnionType,
  registerEnumType,
} from '@nestjs/graphql';
import type { Type } from '@nestjs/common';

import { CalendarDate, DomainError, InputInvalidError, NotPermittedError } from '../api/index.js';
import { StatementFrequency } from './statement-period.js';

registerEnumType(StatementFrequency, {
  name: 'StatementFrequency',
  valuesMap: {
    MONTHLY: { description: 'As of the last day of each month.' },
    QUARTERLY: { description: 'As of the last day of March, June, September and December.' },
    ON_DEMAND: { description: 'Only when the supplier issues one.' },
  },
});

@ObjectType('StatementSchedule', {
  description: 'When statements of a pair are issued by themselves.',
})
export class StatementScheduleType {
  @Field()
  readonly currency!: string;

  @Field(() => StatementFrequency)
  readonly frequency!: StatementFrequency;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'Last day of the period whose statement comes next.',
  })
  readonly nextDate!: string | null;

  @Field()
  readonly setAt!: Date;

  @Field(() => ID, { nullable: true, description: 'Command of the last statement that it issued.' })
  readonly lastCommandId!: string | null;

  @Field(() => String, { nullable: true, description: 'Why the last period has no statement.' })
  readonly lastRefusal!: string | null;

  /** Resolved by loaders. */
  readonly supplier!: string;
  readonly buyer!: string;
}

@InputType()
export class SetStatementScheduleInput {
  @Field(() => ID)
  readonly buyerId!: string;

  @Field(() => String, { description: 'ISO 4217.' })
  readonly currency!: string;

  @Field(() => StatementFrequency)
  readonly frequency!: StatementFrequency;
}

export type SetStatementScheduleAnswer = StatementScheduleType | DomainError;

export const SetStatementScheduleResult = createUnionType({
  name: 'SetStatementScheduleResult',
  types: () => [StatementScheduleType, InputInvalidError, NotPermittedError] as const,
  resolveType: (value: SetStatementScheduleAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : StatementScheduleType,
});
