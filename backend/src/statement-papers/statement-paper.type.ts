import { Field, ID, ObjectType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate } from '../api/index.js';
import { StatementStatus } from '../reconciliation/index.js';

@ObjectType('StatementPdf', { description: 'A statement to print or to send.' })
export class StatementPdfType {
  @Field()
  readonly fileName!: string;

  @Field({ description: 'Printed on each page; `statementByCode` says what the ledger holds.' })
  readonly verificationCode!: string;

  @Field()
  readonly contentBase64!: string;

  @Field({ description: 'Of the file, in hexadecimal; the same as long as the statement is.' })
  readonly sha256!: string;
}

@ObjectType('StatementCheck', {
  description: 'What the ledger holds of a statement that somebody has on paper.',
})
export class StatementCheckType {
  @Field(() => ID)
  readonly statementId!: string;

  @Field(() => ID)
  readonly supplierId!: string;

  @Field(() => ID)
  readonly buyerId!: string;

  @Field()
  readonly currency!: string;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;

  @Field(() => AmountMinor)
  readonly balanceMinor!: bigint;

  @Field()
  readonly itemsRoot!: string;

  @Field(() => StatementStatus)
  readonly status!: StatementStatus;

  @Field()
  readonly issuedAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly acknowledgedAt!: Date | null;
}
