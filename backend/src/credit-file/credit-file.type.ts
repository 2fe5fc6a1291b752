import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate, type Keyset, SignedAmountMinor } from '../api/index.js';
import { CreditRecordKind, FileGapProblem } from './file-gaps.js';
import { StatementFigureName } from './statement-figures.js';
import { StatementFormat } from './statement-import.js';

registerEnumType(CreditRecordKind, { name: 'CreditRecordKind' });
registerEnumType(FileGapProblem, { name: 'CreditFileProblem' });
registerEnumType(StatementFormat, { name: 'StatementFormat' });

@ObjectType('CreditRecordField')
export class RecordFieldType {
  @Field()
  readonly name!: string;

  @Field()
  readonly value!: string;
}

@ObjectType('CreditRecord', {
  description: 'Something that your party knows about another one; never changed, only replaced.',
})
export class CreditRecordType {
  @Field(() => ID)
  readonly recordId!: string;

  @Field(() => ID)
  readonly partyId!: string;

  @Field(() => CreditRecordKind)
  readonly kind!: CreditRecordKind;

  @Field()
  readonly title!: string;

  @Field()
  readonly source!: string;

  @Field(() => CalendarDate)
  readonly recordDate!: string;

  @Field(() => CalendarDate, { nullable: true })
  readonly expiresDate!: string | null;

  @Field(() => String, { nullable: true })
  readonly documentHash!: string | null;

  @Field(() => AmountMinor, {
    nullable: true,
    description: 'What a guarantee, collateral or a prepayment is worth.',
  })
  readonly amountMinor!: bigint | null;

  @Field(() => String, { nullable: true })
  readonly currency!: string | null;

  @Field(() => ID, { nullable: true, description: 'Receivable that was prepaid.' })
  readonly receivableId!: string | null;

  @Field(() => [RecordFieldType])
  readonly fields!: readonly RecordFieldType[];

  @Field(() => ID, { nullable: true, description: 'Record that took its place.' })
  readonly replacedById!: string | null;

  @Field(() => ID)
  readonly recordedBy!: string;

  @Field()
  readonly recordedAt!: Date;

  readonly keyset!: Keyset;
}

@ObjectType('StatementFigure')
export class StatementFigureType {
  @Field(() => StatementFigureName)
  readonly name!: StatementFigureName;

  @Field(() => SignedAmountMinor)
  readonly amountMinor!: bigint;
}

@ObjectType('FinancialStatement', { description: 'Figures of a fiscal year; the newest record.' })
export class FinancialStatementType {
  @Field(() => ID)
  readonly recordId!: string;

  @Field(() => Int)
  readonly fiscalYear!: number;

  @Field()
  readonly currency!: string;

  @Field(() => Int)
  readonly periodDays!: number;

  @Field(() => [StatementFigureType])
  readonly figures!: readonly StatementFigureType[];
}

@ObjectType('CreditFileGap', { description: 'What is missing in a file, or too old to rely on.' })
export class FileGapType {
  @Field(() => CreditRecordKind)
  readonly kind!: CreditRecordKind;

  @Field(() => FileGapProblem)
  readonly problem!: FileGapProblem;

  @Field(() => CalendarDate, { nullable: true })
  readonly lastDate!: string | null;
}

@ObjectType('CreditFile', { description: 'What your party knows about another one.' })
export class CreditFileType {
  @Field(() => ID)
  readonly partyId!: string;
}

@ObjectType('ImportedStatements')
export class ImportedStatementsType {
  @Field(() => CreditRecordType)
  readonly record!: CreditRecordType;

  @Field(() => [FinancialStatementType])
  readonly statements!: readonly FinancialStatementType[];

  @Field(() => [String], { description: 'Names that no figure goes by; nothing of them is kept.' })
  readonly unknown!: readonly string[];
}
