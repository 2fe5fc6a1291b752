import { Field, Int, ObjectType } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';
import { ConfirmationScope } from './receivable.type.js';

@ObjectType('SilenceAgreement', {
  description:
    'What a buyer agreed to for one supplier: claims that it leaves unanswered count as confirmed.',
})
export class SilenceAgreementType {
  @Field(() => Int, { description: 'Days of silence; 0 where the agreement ended.' })
  readonly silenceDays!: number;

  @Field(() => [ConfirmationScope], { description: 'What the silence covers.' })
  readonly scope!: readonly ConfirmationScope[];

  @Field({ description: 'It holds for what is registered or amended from then on.' })
  readonly agreedAt!: Date;

  /** Resolved by loaders. */
  readonly buyer!: string;
  readonly supplier!: string;
}

@ObjectType('ReceivableSilence', {
  description: 'What follows if the buyer goes on leaving the claim unanswered.',
})
export class ReceivableSilenceType {
  @Field(() => Int)
  readonly silenceDays!: number;

  @Field(() => [ConfirmationScope], { description: 'What would be deemed confirmed.' })
  readonly scope!: readonly ConfirmationScope[];

  @Field({ description: 'Registration or last amendment, from which the days count.' })
  readonly since!: Date;

  @Field(() => CalendarDate, { description: 'Day from which it may be deemed confirmed, in UTC.' })
  readonly deemedOn!: string;

  @Field({ description: 'The instant: before it the ledger refuses.' })
  readonly confirmableAt!: Date;
}
