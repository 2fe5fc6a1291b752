import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';

@ObjectType('CreditReport', { description: 'What your party knew about another one on a day.' })
export class CreditReportType {
  @Field(() => ID)
  readonly reportId!: string;

  @Field(() => ID)
  readonly partyId!: string;

  @Field()
  readonly currency!: string;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;

  @Field({ description: 'Printed on each page; `creditReportByCode` says what it is about.' })
  readonly verificationCode!: string;

  @Field({ description: 'SHA-256 of the content, as 0x and 64 digits.' })
  readonly contentHash!: string;

  @Field({ description: 'The content as canonical JSON: sorted keys, no blanks.' })
  readonly content!: string;

  @Field()
  readonly madeAt!: Date;
}

@ObjectType('CreditReportPdf', { description: 'A credit report to print or to send.' })
export class CreditReportPdfType {
  @Field()
  readonly fileName!: string;

  @Field()
  readonly verificationCode!: string;

  @Field()
  readonly contentBase64!: string;

  @Field({ description: 'Of the file, in hexadecimal; always the same.' })
  readonly sha256!: string;
}

@ObjectType('CreditReportCheck', {
  description: 'What a credit report is about that somebody has on paper.',
})
export class CreditReportCheckType {
  @Field(() => ID)
  readonly reportId!: string;

  @Field(() => ID, { description: 'Party that made it.' })
  readonly ownerId!: string;

  @Field(() => ID)
  readonly partyId!: string;

  @Field()
  readonly currency!: string;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;

  @Field()
  readonly contentHash!: string;

  @Field(() => String, { nullable: true })
  readonly grade!: string | null;

  @Field(() => Int, { nullable: true })
  readonly points!: number | null;

  @Field(() => Int, { nullable: true })
  readonly scaleVersion!: number | null;

  @Field()
  readonly madeAt!: Date;
}
