import type { Type } from '@nestjs/common';
import { Field, ID, InputType, Int, ObjectType, createUnionType } from '@nestjs/graphql';

import {
  CalendarDate,
  DocumentRefusedError,
  DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  SignedAmountMinor,
} from '../api/index.js';
import { BankAccountUnknownError } from './settlement.errors.js';

@ObjectType('BankStatement', { description: 'One statement of an account, as imported.' })
export class BankStatementType {
  @Field(() => ID)
  readonly bankStatementId!: string;

  @Field(() => String, { nullable: true })
  readonly fileName!: string | null;

  @Field()
  readonly account!: string;

  @Field({
    description:
      'REPORT (camt.052, MT942), STATEMENT (camt.053, MT940, CSV) or NOTIFICATION (camt.054).',
  })
  readonly kind!: string;

  @Field({ description: 'Message and version, such as camt.053.001.08, MT940 or CSV.' })
  readonly message!: string;

  @Field({ description: 'What the bank calls the statement.' })
  readonly statementReference!: string;

  @Field(() => String, { nullable: true, description: 'Null if its entries have several.' })
  readonly currency!: string | null;

  @Field(() => String, { nullable: true, description: 'Number that the bank gave it.' })
  readonly sequenceNumber!: string | null;

  @Field(() => SignedAmountMinor, { nullable: true })
  readonly openingMinor!: bigint | null;

  @Field(() => CalendarDate, { nullable: true })
  readonly openingDate!: string | null;

  @Field(() => SignedAmountMinor, { nullable: true })
  readonly closingMinor!: bigint | null;

  @Field(() => CalendarDate, { nullable: true })
  readonly closingDate!: string | null;

  @Field(() => SignedAmountMinor, {
    nullable: true,
    description: 'Closing less opening less booked entries; null where that cannot be told.',
  })
  readonly differenceMinor!: bigint | null;

  @Field(() => Int)
  readonly entryCount!: number;

  @Field(() => Int, { description: 'Entries that an earlier import had brought already.' })
  readonly alreadyKnownCount!: number;

  @Field()
  readonly createdAt!: Date;

  /** Resolved by a loader. */
  readonly party!: string;
}

@ObjectType({ description: 'A file of bank statements that was taken.' })
export class BankStatementImport {
  @Field(() => ID)
  readonly importId!: string;

  @Field(() => [BankStatementType])
  readonly statements!: readonly BankStatementType[];

  @Field(() => Int, { description: 'Entries of all statements.' })
  readonly entryCount!: number;

  @Field(() => Int, { description: 'Entries that an earlier import had brought already.' })
  readonly alreadyKnown!: number;
}

@InputType()
export class ImportBankStatementInput {
  @Field({
    description:
      'Chosen by the client, 1 to 200 characters: the same key and file give the same answer.',
  })
  readonly idempotencyKey!: string;

  @Field(() => String, { nullable: true, description: 'At most 255 characters.' })
  readonly fileName?: string | null;

  @Field({
    description:
      'A camt.052, .053 or .054, MT940, MT942 or CSV file, in base64; what it is shows in its content.',
  })
  readonly contentBase64!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Account whose saved mapping reads a CSV file; if not given, the only one that fits its columns.',
  })
  readonly csvAccount?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Answer only when what its entries pay is settled or refused, or after 30 seconds.',
  })
  readonly awaitSettlement?: boolean | null;
}

export type ImportBankStatementAnswer = BankStatementImport | DomainError;

export const ImportBankStatementResult = createUnionType({
  name: 'ImportBankStatementResult',
  types: () =>
    [
      BankStatementImport,
      BankAccountUnknownError,
      DocumentRefusedError,
      IdempotencyKeyReusedError,
      InputInvalidError,
    ] as const,
  resolveType: (value: ImportBankStatementAnswer) =>
    value instanceof DomainError ? (value.constructor as Type<unknown>) : BankStatementImport,
});
