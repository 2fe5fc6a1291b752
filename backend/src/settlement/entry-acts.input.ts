import { Field, ID, InputType, Int } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';
import { CommandInput } from '../ledger/index.js';

const NOTE = 'At most 2000 characters; stays off the ledger, which keeps a salted hash of it.';

@InputType()
export class EntryApplicationInput {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;
}

@InputType()
export class AllocateEntryInput extends CommandInput {
  @Field(() => ID)
  readonly entryHash!: string;

  @Field(() => [EntryApplicationInput], {
    description: '1 to 100, each receivable once; together at most what is unapplied.',
  })
  readonly applications!: readonly EntryApplicationInput[];
}

@InputType()
export class AcceptSuggestionInput extends CommandInput {
  @Field(() => ID)
  readonly entryHash!: string;

  @Field(() => ID, { description: 'Of one of the suggestions of the entry.' })
  readonly suggestionId!: string;
}

@InputType()
export class RecordOverpaymentInput extends CommandInput {
  @Field(() => ID)
  readonly entryHash!: string;

  @Field(() => ID, { description: 'To whom it belongs, such as the buyer that paid too much.' })
  readonly creditorId!: string;

  @Field(() => AmountMinor, { description: 'At most what is unapplied.' })
  readonly amountMinor!: bigint;
}

@InputType()
export class ReverseAllocationInput extends CommandInput {
  @Field(() => ID)
  readonly entryHash!: string;

  @Field(() => Int, {
    description: 'The latest one that stands; see `allocations` of the bank entry.',
  })
  readonly allocationNumber!: number;

  @Field(() => String, { nullable: true, description: NOTE })
  readonly note?: string | null;
}

@InputType()
export class ReverseEntryInput extends CommandInput {
  @Field(() => ID)
  readonly entryHash!: string;

  @Field(() => ID, {
    description: 'Bank entry by which the bank took it back; see `returnsOf` of that one.',
  })
  readonly counterEntryHash!: string;
}
