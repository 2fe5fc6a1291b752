import { Field, ID, InputType } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';
import { CommandInput } from '../ledger/index.js';
import { LineReason } from './statement-evidence.js';

@InputType()
export class RaiseStatementLinesInput extends CommandInput {
  @Field(() => ID)
  readonly statementId!: string;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Receivables on which the lists differ, 1 to 100. If absent, the first 100 that are not raised yet.',
  })
  readonly receivableIds?: readonly string[] | null;
}

@InputType()
export class ProveStatementItemsInput extends CommandInput {
  @Field(() => ID)
  readonly statementId!: string;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Receivables of open lines that your list has although the line says otherwise, 1 to 100. ' +
      'If absent, the first 100.',
  })
  readonly receivableIds?: readonly string[] | null;
}

@InputType()
export class LineResolutionInput {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => AmountMinor, {
    description: 'What you say is open; the same from both resolves it.',
  })
  readonly agreedMinor!: bigint;

  @Field(() => LineReason, { nullable: true, description: 'Why, in one word.' })
  readonly reason?: LineReason | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why, for the other side; at most 2000 characters. The ledger gets a salted hash.',
  })
  readonly note?: string | null;
}

@InputType()
export class AgreeStatementLinesInput extends CommandInput {
  @Field(() => ID)
  readonly statementId!: string;

  @Field(() => [LineResolutionInput], { description: '1 to 100.' })
  readonly resolutions!: readonly LineResolutionInput[];
}
