import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, PageArgs } from '../api/index.js';
import { DutyReason } from './duty.entity.js';

registerEnumType(DutyReason, {
  name: 'DutyReason',
  valuesMap: {
    COLLECTED: { description: 'Received as the payee for the owner or lienholder of a lot.' },
    MISDIRECTED: { description: 'Received although the buyer was told to pay somebody else.' },
    OVERPAID: { description: 'Received more than was owed.' },
    INDEMNITY: { description: 'A credit reduced a lot after it was sold or pledged.' },
    REVERSED: { description: 'Passed on before the payment itself was reversed.' },
  },
});

@ObjectType('Duty', {
  description: 'What one party owes another outside the receivables, in one currency.',
})
export class DutyType {
  @Field()
  readonly currency!: string;

  @Field(() => AmountMinor)
  readonly owedMinor!: bigint;

  @Field()
  readonly changedAt!: Date;

  /** Resolved by loaders. */
  readonly debtor!: string;
  readonly creditor!: string;
}

@ObjectType('DutyEntry', { description: 'A change of what one party owes another.' })
export class DutyEntryType {
  @Field()
  readonly currency!: string;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;

  @Field(() => AmountMinor, { description: 'Owed after it.' })
  readonly owedMinor!: bigint;

  @Field(() => DutyReason, {
    nullable: true,
    description: 'Why more is owed; null if less is: passed on, netted off, or its cause reversed.',
  })
  readonly reason!: DutyReason | null;

  @Field({
    description:
      'Hash of the bank entry or credit note that caused it, or of the evidence that it was passed on.',
  })
  readonly sourceHash!: string;

  @Field()
  readonly enteredAt!: Date;

  /** Resolved by loaders. */
  readonly debtor!: string;
  readonly creditor!: string;
}

@InputType({ description: 'All given conditions must hold.' })
export class DutyFilter {
  @Field(() => ID, { nullable: true })
  readonly debtorId?: string | null;

  @Field(() => ID, { nullable: true })
  readonly creditorId?: string | null;

  @Field(() => String, { nullable: true })
  readonly currency?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only where something is owed now.' })
  readonly openOnly?: boolean | null;
}

@InputType({ description: 'All given conditions must hold.' })
export class DutyEntryFilter {
  @Field(() => ID, { nullable: true })
  readonly debtorId?: string | null;

  @Field(() => ID, { nullable: true })
  readonly creditorId?: string | null;

  @Field(() => String, { nullable: true })
  readonly currency?: string | null;

  @Field(() => String, { nullable: true, description: 'Such as the hash of a bank entry.' })
  readonly sourceHash?: string | null;
}

@ArgsType()
export class DutyArgs extends PageArgs {
  @Field(() => DutyFilter, { nullable: true })
  readonly filter?: DutyFilter | null;
}

@ArgsType()
export class DutyEntryArgs extends PageArgs {
  @Field(() => DutyEntryFilter, { nullable: true })
  readonly filter?: DutyEntryFilter | null;
}
