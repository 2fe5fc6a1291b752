import { Field, ID, InputType, Int } from '@nestjs/graphql';

import { AmountMinor, CalendarDate } from '../api/index.js';
import { CreditRecordKind } from './file-gaps.js';
import { StatementFormat } from './statement-import.js';

@InputType()
export class RecordFieldInput {
  @Field({ description: '1 to 100 characters.' })
  readonly name!: string;

  @Field({ description: 'Up to 1,000 characters.' })
  readonly value!: string;
}

@InputType({ isAbstract: true })
export abstract class RecordSourceInput {
  @Field({ description: 'Chosen by the client, 1 to 200 characters.' })
  readonly idempotencyKey!: string;

  @Field(() => ID)
  readonly partyId!: string;

  @Field({ description: '1 to 300 characters.' })
  readonly title!: string;

  @Field({ description: 'Where it comes from, 1 to 300 characters.' })
  readonly source!: string;

  @Field(() => CalendarDate, { description: 'Day that it tells of.' })
  readonly recordDate!: string;

  @Field(() => CalendarDate, { nullable: true })
  readonly expiresDate?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of the document as 0x and 64 digits; the document itself stays with you.',
  })
  readonly documentHash?: string | null;

  @Field(() => ID, { nullable: true, description: 'Record of the same kind that it replaces.' })
  readonly replacesId?: string | null;
}

@InputType()
export class AddCreditRecordInput extends RecordSourceInput {
  @Field(() => CreditRecordKind, { description: 'Any but FINANCIAL_STATEMENT.' })
  readonly kind!: CreditRecordKind;

  @Field(() => [RecordFieldInput], { description: 'Up to 100.' })
  readonly fields!: RecordFieldInput[];

  @Field(() => AmountMinor, {
    nullable: true,
    description: 'Of GUARANTEE, COLLATERAL and PREPAYMENT, and only of them: what it is worth.',
  })
  readonly amountMinor?: bigint | null;

  @Field(() => String, { nullable: true, description: 'ISO 4217 code of the amount.' })
  readonly currency?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Of PREPAYMENT, and only of it: the receivable that was prepaid.',
  })
  readonly receivableId?: string | null;
}

@InputType()
export class ImportStatementsInput extends RecordSourceInput {
  @Field(() => StatementFormat)
  readonly format!: StatementFormat;

  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => Int, { nullable: true, description: 'Length of each period; 365 if not given.' })
  readonly periodDays?: number | null;

  @Field({ description: 'Up to 200,000 characters and 2,000 lines.' })
  readonly text!: string;
}
