import { Field, ID, InputType, Int } from '@nestjs/graphql';

import { CommandInput } from '../ledger/index.js';
import { ConfirmationScope } from './receivable.type.js';

@InputType()
export class AgreeSilenceInput extends CommandInput {
  @Field(() => ID)
  readonly supplierId!: string;

  @Field(() => Int, { description: '1 to 365; 0 ends the agreement.' })
  readonly silenceDays!: number;

  @Field(() => [ConfirmationScope], {
    description: 'What the silence covers: EXISTENCE and AMOUNT at least; empty to end it.',
  })
  readonly scope!: readonly ConfirmationScope[];
}

@InputType()
export class ConfirmBySilenceInput extends CommandInput {
  @Field(() => [ID], { description: '1 to 100; see `silence` of a receivable.' })
  readonly receivableIds!: readonly string[];
}
