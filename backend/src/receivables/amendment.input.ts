import { Field, ID, InputType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate } from '../api/index.js';
import { CommandInput } from '../ledger/index.js';
import { InvoiceDocumentInput } from './registration.input.js';

@InputType({ description: 'What a claim is to say from now on; what is not given stays.' })
export class AmendmentInput {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => AmountMinor, { nullable: true })
  readonly faceMinor?: bigint | null;

  @Field(() => CalendarDate, { nullable: true })
  readonly dueDate?: string | null;
}

@InputType({ description: '1 to 100 documents and amendments in total, all or none.' })
export class AmendReceivablesInput extends CommandInput {
  @Field(() => [InvoiceDocumentInput], {
    nullable: true,
    description: 'Corrected invoices; each bears the number of the one that was registered.',
  })
  readonly documents?: readonly InvoiceDocumentInput[] | null;

  @Field(() => [AmendmentInput], { nullable: true })
  readonly amendments?: readonly AmendmentInput[] | null;
}
