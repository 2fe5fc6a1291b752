import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate, SignedAmountMinor } from '../api/index.js';
import { type Aged, AgeingBucket } from './ageing.js';
import { type Movement, MovementKind, type Movements } from './statement-movements.js';

registerEnumType(AgeingBucket, { name: 'AgeingBucket', description: 'Days past due.' });
registerEnumType(MovementKind, {
  name: 'MovementKind',
  valuesMap: {
    CONFIRMED: { description: 'Receivables that the buyer confirmed, or is deemed to have.' },
    PAID: { description: 'Payments, early ones among them.' },
    PAYMENT_REVERSED: { description: 'Payments that were taken back.' },
    CREDITED: { description: 'Credit notes.' },
    WRITTEN_OFF: { description: 'Given up by their owners.' },
  },
});

@ObjectType('StatementAgeing', { description: 'What of a statement is how many days past due.' })
export class StatementAgeingType implements Aged {
  @Field(() => AgeingBucket)
  readonly bucket!: AgeingBucket;

  @Field(() => Int)
  readonly count!: number;

  @Field(() => AmountMinor)
  readonly openMinor!: bigint;
}

@ObjectType('StatementMovement')
export class StatementMovementType implements Movement {
  @Field(() => MovementKind)
  readonly kind!: MovementKind;

  @Field(() => Int)
  readonly count!: number;

  @Field(() => SignedAmountMinor, { description: 'What they add to the balance.' })
  readonly amountMinor!: bigint;
}

@ObjectType('StatementMovements', {
  description: 'What changed the balance since the statement of the pair before.',
})
export class StatementMovementsType implements Movements {
  @Field(() => CalendarDate, { nullable: true, description: 'Null if there was none before.' })
  readonly openingDate!: string | null;

  @Field(() => SignedAmountMinor)
  readonly openingMinor!: bigint;

  @Field(() => [StatementMovementType])
  readonly movements!: readonly StatementMovementType[];
}
