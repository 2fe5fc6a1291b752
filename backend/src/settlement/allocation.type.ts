import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';
import { AllocationKind } from './allocation.entity.js';
import { BankEntryApplication } from './bank-entry.type.js';

registerEnumType(AllocationKind, {
  name: 'AllocationKind',
  valuesMap: {
    RECEIVABLES: { description: 'It paid receivables, spread over their lots and liens.' },
    EARLY_PAYMENT: { description: 'It settled an early payment.' },
    OVERPAYMENT: { description: 'More was paid than owed; who received it owes it to somebody.' },
  },
});

@ObjectType('EntryAllocation', { description: 'What was done with a part of a bank entry.' })
export class EntryAllocationType {
  @Field(() => Int, { description: 'Counted from 1; the highest one is the latest.' })
  readonly number!: number;

  @Field(() => AllocationKind)
  readonly kind!: AllocationKind;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;

  @Field(() => [BankEntryApplication], { description: 'What it paid; none for an overpayment.' })
  readonly applications!: readonly BankEntryApplication[];

  @Field(() => Int, { nullable: true, description: 'Early payment that it settled.' })
  readonly earlyPaymentNumber!: number | null;

  @Field({ description: 'It is the latest: only that one can be reversed.' })
  readonly isReversible!: boolean;

  @Field()
  readonly madeAt!: Date;

  /** Resolved by loaders. */
  readonly creditor!: string | null;
  readonly entryHash!: string;
}

@ObjectType('AllocationReversal', {
  description: 'An allocation of a bank entry that was reversed.',
})
export class AllocationReversalType {
  @Field(() => Int, { description: 'Number that it had; a later one may have taken it.' })
  readonly number!: number;

  @Field(() => AllocationKind)
  readonly kind!: AllocationKind;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;

  @Field(() => Int, { nullable: true })
  readonly earlyPaymentNumber!: number | null;

  @Field(() => ID, {
    description: 'Hash of the counter-entry, of the agent’s words, or of the entry itself.',
  })
  readonly evidenceHash!: string;

  @Field(() => String, { nullable: true, description: 'Words of the agent, if it gave any here.' })
  readonly note!: string | null;

  @Field()
  readonly madeAt!: Date;

  @Field()
  readonly reversedAt!: Date;

  /** Resolved by loaders. */
  readonly creditor!: string | null;
  readonly entryHash!: string;
}
