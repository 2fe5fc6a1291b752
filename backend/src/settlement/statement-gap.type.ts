import { ArgsType, Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';

import { CalendarDate, SignedAmountMinor } from '../api/index.js';

/** What is wrong between two statements of an account, or within one. */
export enum StatementGapKind {
  BALANCE_DIFFERS = 'BALANCE_DIFFERS',
  NUMBER_MISSING = 'NUMBER_MISSING',
  DOES_NOT_ADD_UP = 'DOES_NOT_ADD_UP',
}
registerEnumType(StatementGapKind, {
  name: 'StatementGapKind',
  valuesMap: {
    BALANCE_DIFFERS: {
      description: 'It opens with another balance than the one before closed with.',
    },
    NUMBER_MISSING: { description: 'Numbers between it and the one before were never handed in.' },
    DOES_NOT_ADD_UP: { description: 'Opening and booked entries do not make the closing balance.' },
  },
});

@ObjectType('StatementGap', {
  description: 'Money or statements that the statements of an account do not tell of.',
})
export class StatementGapType {
  @Field(() => StatementGapKind)
  readonly kind!: StatementGapKind;

  @Field()
  readonly account!: string;

  @Field()
  readonly currency!: string;

  @Field(() => ID)
  readonly bankStatementId!: string;

  @Field(() => ID, { nullable: true, description: 'The one before; null within one statement.' })
  readonly previousStatementId!: string | null;

  @Field(() => CalendarDate)
  readonly day!: string;

  @Field(() => SignedAmountMinor, { nullable: true })
  readonly expectedMinor!: bigint | null;

  @Field(() => SignedAmountMinor, { nullable: true })
  readonly actualMinor!: bigint | null;

  @Field(() => String, { nullable: true, description: 'First number that is missing.' })
  readonly missingFrom!: string | null;

  @Field(() => String, { nullable: true, description: 'Last number that is missing.' })
  readonly missingTo!: string | null;
}

@ArgsType()
export class StatementGapFilter {
  @Field(() => String, { nullable: true, description: 'Of one account only.' })
  readonly account?: string | null;
}
