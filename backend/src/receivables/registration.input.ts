import { Field, ID, InputType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate } from '../api/index.js';
import { CommandInput } from '../ledger/index.js';

@InputType()
export class DocumentInput {
  @Field(() => String, { nullable: true, description: 'At most 255 characters.' })
  readonly fileName?: string | null;

  @Field({ description: 'UBL, CII or fapiao XML of at most 20 MiB, in base64.' })
  readonly contentBase64!: string;
}

@InputType()
export class InvoiceDocumentInput extends DocumentInput {
  @Field(() => CalendarDate, {
    nullable: true,
    description: 'Due date by the terms agreed; taken where the document states none.',
  })
  readonly dueDate?: string | null;
}

@InputType({ description: 'A receivable without a document to read it from.' })
export class ReceivableInput {
  @Field({ description: 'Number of the invoice, 1 to 200 characters.' })
  readonly number!: string;

  @Field(() => ID)
  readonly buyerId!: string;

  @Field({ description: 'ISO 4217 alpha code.' })
  readonly currency!: string;

  @Field(() => AmountMinor)
  readonly faceMinor!: bigint;

  @Field(() => CalendarDate)
  readonly issueDate!: string;

  @Field(() => CalendarDate)
  readonly dueDate!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What the payer is asked to quote, at most 140 characters.',
  })
  readonly paymentReference?: string | null;
}

@InputType({ description: '1 to 100 documents and receivables in total, all or none.' })
export class RegisterReceivablesInput extends CommandInput {
  @Field(() => [InvoiceDocumentInput], { nullable: true })
  readonly documents?: readonly InvoiceDocumentInput[] | null;

  @Field(() => [ReceivableInput], { nullable: true })
  readonly receivables?: readonly ReceivableInput[] | null;
}
