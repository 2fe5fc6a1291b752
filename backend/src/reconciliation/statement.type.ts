import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate, PageArgs } from '../api/index.js';
import { StatementStatus } from './statement.entity.js';
import type { ItemDifference, StatementItem } from './statement-items.js';

registerEnumType(StatementStatus, {
  name: 'StatementStatus',
  valuesMap: {
    ISSUED: { description: 'The buyer has not answered.' },
    AGREED: { description: "Both sides' balance and items are the same." },
    DIFFERING: { description: 'They are not; the buyer may answer again until a line is raised.' },
    RESOLVED: { description: 'They were not; both sides agreed on each difference.' },
  },
});

@ObjectType('Balance', { description: 'What is open between a supplier and a buyer, now.' })
export class BalanceType {
  @Field()
  readonly currency!: string;

  @Field(() => AmountMinor)
  readonly balanceMinor!: bigint;

  @Field(() => Int, { description: 'Open receivables.' })
  readonly receivableCount!: number;

  /** Resolved by loaders. */
  readonly supplier!: string;
  readonly buyer!: string;
}

@ObjectType('StatementItem', { description: 'A receivable that a statement says is open.' })
export class StatementItemType implements StatementItem {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => CalendarDate)
  readonly dueDate!: string;

  @Field(() => AmountMinor)
  readonly outstandingMinor!: bigint;
}

@ObjectType('StatementDifference', { description: 'A line on which the two sides differ.' })
export class StatementDifferenceType implements ItemDifference {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => AmountMinor, {
    nullable: true,
    description: 'Null if the supplier has no such line.',
  })
  readonly supplierMinor!: bigint | null;

  @Field(() => AmountMinor, { nullable: true, description: 'Null if the buyer has no such line.' })
  readonly buyerMinor!: bigint | null;
}

@ObjectType('Statement', {
  description: 'What a supplier says a buyer owes on a day, and what the buyer answered.',
})
export class StatementType {
  @Field(() => ID)
  readonly statementId!: string;

  @Field()
  readonly currency!: string;

  @Field(() => CalendarDate)
  readonly asOfDate!: string;

  @Field(() => AmountMinor, { description: 'What the supplier says is open.' })
  readonly balanceMinor!: bigint;

  @Field(() => AmountMinor, { description: 'Running balance on the ledger at the time of issue.' })
  readonly ledgerBalanceMinor!: bigint;

  @Field({ description: 'Merkle root of the items; zero if there is none.' })
  readonly itemsRoot!: string;

  @Field(() => StatementStatus)
  readonly status!: StatementStatus;

  @Field(() => AmountMinor, { nullable: true, description: 'What the buyer says is open.' })
  readonly acknowledgedMinor!: bigint | null;

  @Field(() => String, { nullable: true, description: "Merkle root of the buyer's items." })
  readonly acknowledgedRoot!: string | null;

  @Field(() => AmountMinor, {
    nullable: true,
    description: 'What both sides agreed on line by line.',
  })
  readonly agreedMinor!: bigint | null;

  @Field()
  readonly issuedAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly acknowledgedAt!: Date | null;

  @Field(() => Int, { nullable: true, description: 'Null if it was issued outside this platform.' })
  readonly itemCount!: number | null;

  /** Resolved by loaders. */
  readonly supplier!: string;
  readonly buyer!: string;
}

@InputType()
export class StatementFilter {
  @Field(() => StatementStatus, { nullable: true })
  readonly status?: StatementStatus | null;

  @Field(() => ID, { nullable: true })
  readonly supplierId?: string | null;

  @Field(() => ID, { nullable: true })
  readonly buyerId?: string | null;

  @Field(() => String, { nullable: true })
  readonly currency?: string | null;

  @Field(() => CalendarDate, { nullable: true })
  readonly asOfDate?: string | null;
}

@ArgsType()
export class StatementArgs extends PageArgs {
  @Field(() => StatementFilter, { nullable: true })
  readonly filter?: StatementFilter | null;
}
