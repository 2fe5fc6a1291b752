import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, PageArgs } from '../api/index.js';
import { offLedgerResultOf } from '../ledger/index.js';

/** What a payer kept something back for; the kinds of matching that are no cash. */
export enum KeptBackKind {
  DISCOUNT = 'DISCOUNT',
  CHARGE = 'CHARGE',
  DEDUCTION = 'DEDUCTION',
}

registerEnumType(KeptBackKind, {
  name: 'KeptBackKind',
  description: 'What a payer kept something back for.',
  valuesMap: {
    DISCOUNT: { description: 'A cash discount.' },
    CHARGE: { description: 'What a bank on the way took.' },
    DEDUCTION: { description: 'A reason of its own: goods sent back, a claim, a bonus, a rest.' },
  },
});

export enum KeptBackStatus {
  OPEN = 'OPEN',
  CREDITED = 'CREDITED',
  CLAIMED = 'CLAIMED',
}

registerEnumType(KeptBackStatus, {
  name: 'KeptBackStatus',
  valuesMap: {
    OPEN: { description: 'The supplier has not said what becomes of it.' },
    CREDITED: {
      description: 'A credit note is on the ledger or on its way; OPEN again if it is refused.',
    },
    CLAIMED: { description: 'The supplier insists on being paid.' },
  },
});

@ObjectType({
  description:
    'What a payer kept back of a receivable when it paid. It is owed until it is credited or paid.',
})
export class KeptBack {
  @Field(() => ID, { description: 'Bank entry of the payment.' })
  readonly entryHash!: string;

  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => KeptBackKind)
  readonly kind!: KeptBackKind;

  @Field(() => AmountMinor, { description: 'In the currency of the receivable.' })
  readonly amountMinor!: bigint;

  @Field()
  readonly currency!: string;

  @Field(() => AmountMinor, {
    description: 'What of it is still outstanding: 0 once it is credited, or paid after all.',
  })
  readonly owedMinor!: bigint;

  @Field(() => KeptBackStatus)
  readonly status!: KeptBackStatus;

  @Field(() => String, { nullable: true, description: 'Why matching took it for that.' })
  readonly cause!: string | null;

  @Field({ description: 'A discount within the terms that the supplier named, and in time.' })
  readonly isEarned!: boolean;

  @Field()
  readonly keptAt!: Date;

  @Field(() => ID, { nullable: true, description: 'The credit note.' })
  readonly commandId!: string | null;

  @Field(() => AmountMinor, { nullable: true, description: 'What the credit note gives back.' })
  readonly creditedMinor!: bigint | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it could not be credited; for the supplier.',
  })
  readonly problem!: string | null;

  @Field(() => String, { nullable: true, description: 'Why the supplier insists.' })
  readonly claimReason!: string | null;

  @Field(() => ID, { nullable: true, description: 'User who said so; for the supplier.' })
  readonly claimedBy!: string | null;

  @Field(() => Date, { nullable: true })
  readonly claimedAt!: Date | null;
}

@ArgsType()
export class KeptBackArgs extends PageArgs {
  @Field(() => KeptBackKind, { nullable: true })
  readonly kind?: KeptBackKind | null;

  @Field(() => KeptBackStatus, { nullable: true })
  readonly status?: KeptBackStatus | null;

  @Field(() => ID, { nullable: true })
  readonly receivableId?: string | null;
}

@InputType({ description: 'What is kept back once is one credit note, however often it is asked.' })
export class CreditKeptBackInput {
  @Field(() => ID)
  readonly entryHash!: string;

  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => KeptBackKind)
  readonly kind!: KeptBackKind;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Answer only when the credit note is included or refused; false if not given.',
  })
  readonly awaitInclusion?: boolean | null;
}

@InputType()
export class ClaimKeptBackInput {
  @Field({ description: 'The same key and body give the same answer again.' })
  readonly idempotencyKey!: string;

  @Field(() => ID)
  readonly entryHash!: string;

  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => KeptBackKind)
  readonly kind!: KeptBackKind;

  @Field({ description: '1 to 500 characters, which the buyer reads.' })
  readonly reason!: string;
}

export const ClaimKeptBackResult = offLedgerResultOf('ClaimKeptBackResult', () => KeptBack);
