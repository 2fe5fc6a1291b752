import {
  ArgsType,
  Field,
  ID,
  InputType,
  Int,
  ObjectType,
  createUnionType,
  registerEnumType,
} from '@nestjs/graphql';
import type { Type } from '@nestjs/common';

import {
  AmountMinor,
  CalendarDate,
  DocumentRefusedError,
  DomainError,
  InputInvalidError,
  NotPermittedError,
  PageArgs,
  SignedAmountMinor,
} from '../api/index.js';
import { CommandInput, commandRefusals } from '../ledger/index.js';
import { DifferenceCause, type PayableDifference } from './payables.compare.js';
import {
  CsvDateFormat,
  CsvDecimalMark,
  PayablesEncoding,
  type PayablesFormat,
} from './payables.model.js';

registerEnumType(DifferenceCause, {
  name: 'DifferenceCause',
  valuesMap: {
    MISSING_AT_BUYER: {
      description: 'The buyer does not have it, and the ledger does not say why.',
    },
    UNKNOWN_TO_SUPPLIER: { description: 'The ledger knows no such receivable of the pair.' },
    AMOUNT_DIFFERS: { description: 'Both have it, with another amount.' },
    PAID: { description: 'A payment that the ledger shows explains it.' },
    CREDITED: { description: 'A credit note that the ledger shows explains it.' },
    DISPUTED: { description: 'The open dispute explains it.' },
    DATE_DIFFERS: { description: 'The amount is the same, the due date is not.' },
    NOT_CONFIRMED: { description: 'It is registered, and the buyer has not confirmed it.' },
  },
});
registerEnumType(CsvDateFormat, {
  name: 'CsvDateFormat',
  valuesMap: {
    YEAR_MONTH_DAY: { description: '2026-03-31 or 20260331' },
    DAY_MONTH_YEAR: { description: '31.03.2026' },
    MONTH_DAY_YEAR: { description: '03/31/2026' },
  },
});
registerEnumType(CsvDecimalMark, { name: 'CsvDecimalMark' });
registerEnumType(PayablesEncoding, { name: 'PayablesEncoding' });

@ObjectType('Payables', {
  description: "A buyer's own list of what it owes, compared with a statement.",
})
export class PayablesType {
  @Field(() => ID)
  readonly payablesId!: string;

  @Field(() => ID)
  readonly statementId!: string;

  @Field(() => String, { nullable: true })
  readonly fileName!: string | null;

  @Field({ description: 'Of the file, in hexadecimal.' })
  readonly sha256!: string;

  @Field(() => String, { description: 'CSV or UBL_STATEMENT.' })
  readonly format!: PayablesFormat;

  @Field(() => Int, { description: 'Rows of the file.' })
  readonly rowCount!: number;

  @Field(() => Int, { description: 'Open receivables of the pair that they are about.' })
  readonly itemCount!: number;

  @Field(() => AmountMinor, { description: 'Sum of those receivables.' })
  readonly balanceMinor!: bigint;

  @Field({ description: 'Merkle root of those receivables; zero if there is none.' })
  readonly itemsRoot!: string;

  @Field(() => Int, { description: 'Items of the statement that the list has just so.' })
  readonly equalCount!: number;

  @Field(() => Int)
  readonly differenceCount!: number;

  @Field(() => ID, {
    nullable: true,
    description: 'The acknowledgement that the list was answered with.',
  })
  readonly commandId!: string | null;

  @Field()
  readonly createdAt!: Date;
}

@ObjectType('PayableDifference', { description: 'What is not the same on both sides, and why.' })
export class PayableDifferenceType implements PayableDifference {
  @Field(() => DifferenceCause)
  readonly cause!: DifferenceCause;

  @Field(() => ID, { nullable: true })
  readonly receivableId!: string | null;

  @Field(() => String, { nullable: true, description: 'As the buyer writes it, if it has it.' })
  readonly number!: string | null;

  @Field(() => AmountMinor, {
    nullable: true,
    description: 'Null if the statement has no such item.',
  })
  readonly supplierMinor!: bigint | null;

  @Field(() => SignedAmountMinor, {
    nullable: true,
    description: 'Null if the list has no such row.',
  })
  readonly buyerMinor!: bigint | null;

  @Field(() => CalendarDate, { nullable: true })
  readonly supplierDueDate!: string | null;

  @Field(() => CalendarDate, { nullable: true })
  readonly buyerDueDate!: string | null;

  @Field(() => Int, { nullable: true, description: 'Line of the file, counted from 1.' })
  readonly line!: number | null;

  readonly position!: number;
}

/** Fields that the input and the answer share. */
@InputType('CsvMappingInput', {
  description: 'Which columns of a CSV file say what, by their headings.',
})
@ObjectType('PayablesColumns')
export class CsvMappingInput {
  @Field({ description: 'Heading of the column with the invoice number.' })
  readonly number!: string;

  @Field({ description: 'Heading of the column with what is open; negative is a credit.' })
  readonly openAmount!: string;

  @Field(() => String, { nullable: true })
  readonly dueDate?: string | null;

  @Field(() => String, { nullable: true, description: 'Each row must name that of the statement.' })
  readonly currency?: string | null;

  @Field(() => CsvDateFormat, { nullable: true, description: 'YEAR_MONTH_DAY if absent.' })
  readonly dateFormat?: CsvDateFormat | null;

  @Field(() => CsvDecimalMark, { nullable: true, description: 'POINT if absent.' })
  readonly decimalMark?: CsvDecimalMark | null;

  @Field(() => PayablesEncoding, { nullable: true, description: 'UTF_8 if absent.' })
  readonly encoding?: PayablesEncoding | null;
}

@ObjectType({ description: 'How the CSV files of a buyer are read.' })
export class PayablesMapping {
  @Field(() => CsvMappingInput)
  readonly mapping!: CsvMappingInput;

  @Field()
  readonly savedAt!: Date;
}

export type SavePayablesMappingAnswer = PayablesMapping | DomainError;

export const SavePayablesMappingResult = createUnionType({
  name: 'SavePayablesMappingResult',
  types: () => [PayablesMapping, InputInvalidError, NotPermittedError] as const,
  resolveType: (value: SavePayablesMappingAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : PayablesMapping,
});

@InputType()
export class UploadPayablesInput extends CommandInput {
  @Field(() => ID)
  readonly statementId!: string;

  @Field(() => String, { nullable: true, description: 'At most 255 characters.' })
  readonly fileName?: string | null;

  @Field({ description: 'A CSV file with a heading row, or a UBL Statement 2, in base64.' })
  readonly contentBase64!: string;

  @Field(() => CsvMappingInput, {
    nullable: true,
    description: 'For CSV; without it the one that was saved.',
  })
  readonly mapping?: CsvMappingInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Acknowledges the statement on the ledger at once if nothing differs.',
  })
  readonly acknowledgeIfEqual?: boolean | null;
}

@InputType()
export class AcknowledgePayablesInput extends CommandInput {
  @Field(() => ID)
  readonly payablesId!: string;
}

@ArgsType()
export class PayablesArgs extends PageArgs {
  @Field(() => ID, { nullable: true })
  readonly statementId?: string | null;
}

@ArgsType()
export class PayableDifferenceArgs extends PageArgs {
  @Field(() => ID)
  readonly payablesId!: string;

  @Field(() => DifferenceCause, { nullable: true })
  readonly cause?: DifferenceCause | null;
}

export type UploadPayablesAnswer = PayablesType | DomainError;

export const UploadPayablesResult = createUnionType({
  name: 'UploadPayablesResult',
  types: () => [PayablesType, DocumentRefusedError, ...commandRefusals] as Array<Type<unknown>>,
  resolveType: (value: UploadPayablesAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : PayablesType,
});
