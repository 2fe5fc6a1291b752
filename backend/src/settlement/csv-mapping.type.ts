import type { Type } from '@nestjs/common';
import {
  Field,
  InputType,
  Int,
  ObjectType,
  createUnionType,
  registerEnumType,
} from '@nestjs/graphql';

import { DomainError, InputInvalidError, NotFoundError } from '../api/index.js';
import type { CsvColumns, CsvMapping } from '../bank-formats/index.js';

/** Encodings of CSV files; the words of `TEXT_ENCODINGS`. */
export enum CsvEncoding {
  UTF_8 = 'UTF_8',
  UTF_16LE = 'UTF_16LE',
  WINDOWS_1252 = 'WINDOWS_1252',
  ISO_8859_15 = 'ISO_8859_15',
  GB18030 = 'GB18030',
}
registerEnumType(CsvEncoding, { name: 'CsvEncoding' });

const OPTIONAL = { nullable: true } as const;

/** Fields that the input and the answer share. */
@InputType('CsvColumnsInput', {
  description:
    'Which column says what, by its header, or by its position such as #3, counted from 1.',
})
@ObjectType('CsvColumns')
export class CsvColumnsType {
  @Field()
  readonly bookingDate!: string;

  @Field(() => String, OPTIONAL)
  readonly valueDate?: string | null;

  @Field(() => String, { ...OPTIONAL, description: 'Signed, unless a column of marks is named.' })
  readonly amount?: string | null;

  @Field(() => String, { ...OPTIONAL, description: 'Says which side the amount is on.' })
  readonly mark?: string | null;

  @Field(() => String, { ...OPTIONAL, description: 'Money in, instead of `amount`.' })
  readonly credit?: string | null;

  @Field(() => String, { ...OPTIONAL, description: 'Money out, beside `credit`.' })
  readonly debit?: string | null;

  @Field(() => String, {
    ...OPTIONAL,
    description: 'Balance after the line; a file whose lines do not add up is refused.',
  })
  readonly balance?: string | null;

  @Field(() => String, OPTIONAL)
  readonly currency?: string | null;

  @Field(() => String, { ...OPTIONAL, description: 'Where one file holds several accounts.' })
  readonly account?: string | null;

  @Field(() => String, OPTIONAL)
  readonly counterpartyName?: string | null;

  @Field(() => String, OPTIONAL)
  readonly counterpartyAccount?: string | null;

  @Field(() => String, OPTIONAL)
  readonly counterpartyBic?: string | null;

  @Field(() => [String], { ...OPTIONAL, description: 'Joined in this order; at most 20.' })
  readonly remittance?: readonly string[] | null;

  @Field(() => String, OPTIONAL)
  readonly creditorReference?: string | null;

  @Field(() => String, OPTIONAL)
  readonly endToEndId?: string | null;

  @Field(() => String, OPTIONAL)
  readonly servicerReference?: string | null;
}

@InputType()
export class SaveCsvMappingInput {
  @Field({ description: 'One of your accounts, as you added it.' })
  readonly account!: string;

  @Field({ description: 'ISO 4217 code of the account.' })
  readonly currency!: string;

  @Field(() => CsvEncoding, { ...OPTIONAL, description: 'UTF_8 if not given.' })
  readonly encoding?: CsvEncoding | null;

  @Field({ description: 'A comma, semicolon, tab or vertical bar.' })
  readonly delimiter!: string;

  @Field(() => String, {
    ...OPTIONAL,
    description: 'One character; the double quote if not given.',
  })
  readonly quote?: string | null;

  @Field(() => Int, { ...OPTIONAL, description: 'Lines before the header; none if not given.' })
  readonly skippedLines?: number | null;

  @Field(() => Boolean, {
    ...OPTIONAL,
    description: 'Whether there is a header; true if not given.',
  })
  readonly hasHeader?: boolean | null;

  @Field(() => CsvColumnsType)
  readonly columns!: CsvColumnsType;

  @Field({
    description:
      'Such as DD.MM.YYYY, of YYYY, YY, MM, M, DD and D; an asterisk at its end leaves out the rest of the cell.',
  })
  readonly dateFormat!: string;

  @Field({ description: 'A point or a comma.' })
  readonly decimalSeparator!: string;

  @Field(() => String, { ...OPTIONAL, description: 'None if not given.' })
  readonly thousandsSeparator?: string | null;

  @Field(() => [String], { ...OPTIONAL, description: 'Texts of the column of marks.' })
  readonly creditMarks?: readonly string[] | null;

  @Field(() => [String], { ...OPTIONAL, description: 'Texts of the column of marks.' })
  readonly debitMarks?: readonly string[] | null;
}

@ObjectType('CsvMapping', { description: 'How the CSV files of one account are read.' })
export class CsvMappingType {
  @Field()
  readonly account!: string;

  @Field()
  readonly currency!: string;

  @Field(() => CsvEncoding)
  readonly encoding!: CsvEncoding;

  @Field()
  readonly delimiter!: string;

  @Field()
  readonly quote!: string;

  @Field(() => Int)
  readonly skippedLines!: number;

  @Field()
  readonly hasHeader!: boolean;

  @Field(() => CsvColumnsType)
  readonly columns!: CsvColumnsType;

  @Field()
  readonly dateFormat!: string;

  @Field()
  readonly decimalSeparator!: string;

  @Field({ description: 'Empty where there is none.' })
  readonly thousandsSeparator!: string;

  @Field(() => [String])
  readonly creditMarks!: readonly string[];

  @Field(() => [String])
  readonly debitMarks!: readonly string[];

  @Field()
  readonly savedAt!: Date;
}

export type SaveCsvMappingAnswer = CsvMappingType | DomainError;

export const SaveCsvMappingResult = createUnionType({
  name: 'SaveCsvMappingResult',
  types: () => [CsvMappingType, InputInvalidError, NotFoundError] as const,
  resolveType: (value: SaveCsvMappingAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : CsvMappingType,
});

/** What was left out of the input gets its usual value. */
export function toCsvMapping(input: SaveCsvMappingInput): CsvMapping {
  return {
    account: input.account.trim(),
    currency: input.currency,
    encoding: input.encoding ?? CsvEncoding.UTF_8,
    delimiter: input.delimiter,
    quote: input.quote ?? '"',
    skippedLines: input.skippedLines ?? 0,
    hasHeader: input.hasHeader ?? true,
    columns: toColumns(input.columns),
    dateFormat: input.dateFormat,
    decimalSeparator: input.decimalSeparator,
    thousandsSeparator: input.thousandsSeparator ?? '',
    creditMarks: input.creditMarks ?? [],
    debitMarks: input.debitMarks ?? [],
  };
}

const COLUMN_NAMES = [
  ...(['valueDate', 'amount', 'mark', 'credit', 'debit', 'balance', 'currency'] as const),
  ...(['account', 'counterpartyName', 'counterpartyAccount', 'counterpartyBic'] as const),
  ...(['creditorReference', 'endToEndId', 'servicerReference'] as const),
];

function toColumns(columns: CsvColumnsType): CsvColumns {
  const named = Object.fromEntries(COLUMN_NAMES.map((name) => [name, columns[name] ?? null]));
  return {
    ...(named as Record<(typeof COLUMN_NAMES)[number], string | null>),
    bookingDate: columns.bookingDate,
    remittance: columns.remittance ?? [],
  };
}
