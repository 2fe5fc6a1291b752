import { Field, ID, InputType } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';
import { CommandInput } from '../ledger/index.js';
import { ConfirmationScope, ObjectionReason } from './receivable.type.js';
import { DocumentInput } from './registration.input.js';

@InputType()
export class ConfirmationInput {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => AmountMinor, {
    nullable: true,
    description: 'What the buyer admits to owe; the claimed face if not given.',
  })
  readonly confirmedMinor?: bigint | null;

  @Field(() => [ConfirmationScope], { description: 'EXISTENCE and AMOUNT are the least.' })
  readonly scope!: readonly ConfirmationScope[];
}

@InputType()
export class ConfirmReceivablesInput extends CommandInput {
  @Field(() => [ConfirmationInput], { description: '1 to 100.' })
  readonly confirmations!: readonly ConfirmationInput[];
}

@InputType()
export class WithdrawReceivableInput extends CommandInput {
  @Field(() => ID)
  readonly receivableId!: string;
}

const NOTE = 'At most 2000 characters; stays off the ledger, which keeps a salted hash of it.';

@InputType()
export class RejectReceivableInput extends CommandInput {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => ObjectionReason)
  readonly reason!: ObjectionReason;

  @Field(() => String, { nullable: true, description: NOTE })
  readonly note?: string | null;
}

@InputType()
export class OpenDisputeInput extends RejectReceivableInput {
  @Field(() => AmountMinor, { description: 'Part of what is outstanding that is disputed.' })
  readonly disputedMinor!: bigint;
}

@InputType()
export class EndDisputeInput extends CommandInput {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => String, { nullable: true, description: NOTE })
  readonly note?: string | null;
}

@InputType()
export class AcceptDisputeInput extends EndDisputeInput {
  @Field(() => AmountMinor, {
    nullable: true,
    description: 'Part of what is disputed that the supplier gives in to; all of it if not given.',
  })
  readonly acceptedMinor?: bigint | null;
}

@InputType()
export class CreditNoteInput {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field({ description: 'Number of the credit note, 1 to 200 characters.' })
  readonly number!: string;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;
}

@InputType({ description: '1 to 100 documents and credit notes in total, all or none.' })
export class ApplyCreditNotesInput extends CommandInput {
  @Field(() => [DocumentInput], { nullable: true })
  readonly documents?: readonly DocumentInput[] | null;

  @Field(() => [CreditNoteInput], { nullable: true })
  readonly creditNotes?: readonly CreditNoteInput[] | null;
}

@InputType()
export class SplitLotInput extends CommandInput {
  @Field(() => ID)
  readonly lotId!: string;

  @Field(() => [AmountMinor], {
    description: '1 to 23 parts that become lots of their own; the rest stays in the lot.',
  })
  readonly partsMinor!: readonly bigint[];
}
