import { Field, ID, InputType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate } from '../api/index.js';
import { CommandInput } from '../ledger/index.js';

@InputType()
export class IssueStatementsInput extends CommandInput {
  @Field(() => CalendarDate, {
    nullable: true,
    description: 'End of this day; today on the ledger if absent.',
  })
  readonly asOfDate?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'At most 100. If absent, every buyer with something open and no statement of that day yet, ' +
      'the first 100 pairs.',
  })
  readonly buyerIds?: readonly string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 4217. With it, a named buyer who owes nothing gets a statement of zero.',
  })
  readonly currency?: string | null;
}

@InputType()
export class StatementItemInput {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => AmountMinor)
  readonly outstandingMinor!: bigint;
}

@InputType()
export class AcknowledgementInput {
  @Field(() => ID)
  readonly statementId!: string;

  @Field(() => AmountMinor, {
    nullable: true,
    description:
      'What your books say is open; from the items, or as the ledger shows it, if absent.',
  })
  readonly balanceMinor?: bigint | null;

  @Field(() => [StatementItemInput], {
    nullable: true,
    description: 'At most 1000 open items of your books; as the ledger shows them if absent.',
  })
  readonly items?: readonly StatementItemInput[] | null;
}

@InputType()
export class AcknowledgeStatementsInput extends CommandInput {
  @Field(() => [AcknowledgementInput], { description: '1 to 100.' })
  readonly acknowledgements!: readonly AcknowledgementInput[];
}
