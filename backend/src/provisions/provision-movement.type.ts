import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';

import { SignedAmountMinor } from '../api/index.js';
import { EntrySide } from './provision-journal.js';

registerEnumType(EntrySide, { name: 'JournalSide' });

@ObjectType('ProvisionMovement', {
  description:
    'How the allowance of one currency came from one day to another; opening and all changes sum to closing.',
})
export class ProvisionMovementType {
  @Field()
  readonly currency!: string;

  @Field(() => SignedAmountMinor)
  readonly openingMinor!: bigint;

  @Field(() => SignedAmountMinor, { description: 'Receivables that were not open before.' })
  readonly newMinor!: bigint;

  @Field(() => SignedAmountMinor, { description: 'Paid or credited since.' })
  readonly derecognisedMinor!: bigint;

  @Field(() => SignedAmountMinor, { description: 'Now in another ageing bucket.' })
  readonly rolledMinor!: bigint;

  @Field(() => SignedAmountMinor, { description: 'Held for what was written off since.' })
  readonly writtenOffMinor!: bigint;

  @Field(() => SignedAmountMinor, { description: 'Other rates in the same bucket.' })
  readonly remeasuredMinor!: bigint;

  @Field(() => SignedAmountMinor)
  readonly closingMinor!: bigint;

  @Field(() => SignedAmountMinor, { description: 'Outstanding at the end of the first day.' })
  readonly openingOutstandingMinor!: bigint;

  @Field(() => SignedAmountMinor)
  readonly confirmedMinor!: bigint;

  @Field(() => SignedAmountMinor, { description: 'Of what was outstanding, not of losses.' })
  readonly paidMinor!: bigint;

  @Field(() => SignedAmountMinor)
  readonly creditedMinor!: bigint;

  @Field(() => SignedAmountMinor, { description: 'Given up, at face.' })
  readonly writtenOffOutstandingMinor!: bigint;

  @Field(() => SignedAmountMinor, { description: 'Payments that were taken back.' })
  readonly restoredMinor!: bigint;

  @Field(() => SignedAmountMinor, { description: 'Of lots that came, less those that went.' })
  readonly transferredMinor!: bigint;

  @Field(() => SignedAmountMinor)
  readonly closingOutstandingMinor!: bigint;
}

@ObjectType('JournalLine')
export class JournalLineType {
  @Field()
  readonly account!: string;

  @Field(() => EntrySide)
  readonly side!: EntrySide;

  @Field(() => SignedAmountMinor, { description: 'Above zero.' })
  readonly amountMinor!: bigint;

  @Field()
  readonly text!: string;
}

@ObjectType('ProvisionJournal', {
  description: 'Proposed entries of one currency; debits and credits are equal.',
})
export class ProvisionJournalType {
  @Field()
  readonly currency!: string;

  @Field(() => [JournalLineType])
  readonly lines!: readonly JournalLineType[];
}
