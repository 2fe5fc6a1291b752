import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, PageArgs, SignedAmountMinor } from '../api/index.js';
import { LineReason } from './statement-evidence.js';

registerEnumType(LineReason, {
  name: 'LineReason',
  valuesMap: {
    PAID: { description: 'It was paid.' },
    CREDITED: { description: 'It was credited.' },
    DISPUTED: { description: 'It is disputed.' },
    UNKNOWN: { description: 'Unknown to the side that says so.' },
    AMOUNT_DIFFERS: { description: 'It is open with another amount.' },
  },
});

@ObjectType('LineProposal', { description: 'What one side says that a line should be.' })
export class LineProposalType {
  @Field(() => AmountMinor)
  readonly proposedMinor!: bigint;

  @Field()
  readonly proposedAt!: Date;

  @Field(() => LineReason, { nullable: true, description: 'Why, in one word.' })
  readonly reason!: LineReason | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why; null if nothing was said, or if it was said outside this platform.',
  })
  readonly note!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Salted hash of why on the ledger; null for the figure of the list itself.',
  })
  readonly evidenceHash!: string | null;
}

@ObjectType('StatementLine', {
  description: 'A receivable on which the lists of a statement differ, as the ledger has it.',
})
export class StatementLineType {
  @Field(() => ID)
  readonly statementId!: string;

  @Field(() => ID)
  readonly receivableId!: string;

  @Field()
  readonly raisedAt!: Date;

  @Field(() => AmountMinor, {
    nullable: true,
    description: "Proven to be in the supplier's list; null if that list is said not to have it.",
  })
  readonly supplierMinor!: bigint | null;

  @Field(() => AmountMinor, {
    nullable: true,
    description: "Proven to be in the buyer's list; null if that list is said not to have it.",
  })
  readonly buyerMinor!: bigint | null;

  @Field(() => LineProposalType, { nullable: true, description: 'Null if it said nothing yet.' })
  readonly supplierProposal!: LineProposalType | null;

  @Field(() => LineProposalType, { nullable: true, description: 'Null if it said nothing yet.' })
  readonly buyerProposal!: LineProposalType | null;

  @Field(() => AmountMinor, {
    nullable: true,
    description: 'What both say is open; null while they do not.',
  })
  readonly agreedMinor!: bigint | null;

  @Field(() => Date, { nullable: true })
  readonly resolvedAt!: Date | null;

  /** Resolved by a loader. */
  readonly raisedBy!: string;
}

@ObjectType('StatementProgress', {
  description: 'How far two sides are in settling a statement line by line.',
})
export class StatementProgressType {
  @Field(() => Int)
  readonly lineCount!: number;

  @Field(() => Int, { description: 'Lines on which both do not say the same yet.' })
  readonly openLineCount!: number;

  @Field(() => SignedAmountMinor, {
    description:
      "Supplier's balance less the buyer's, as far as no line explains it. Once it is zero and no line is open, " +
      'the statement is resolved.',
  })
  readonly unexplainedMinor!: bigint;

  @Field(() => SignedAmountMinor, {
    description: "What the resolved lines add to the buyer's balance.",
  })
  readonly concededMinor!: bigint;
}

@InputType({ description: 'All given conditions must hold.' })
export class StatementLineFilter {
  @Field(() => Boolean, { nullable: true, description: 'Whether both sides say the same.' })
  readonly resolved?: boolean | null;
}

@ArgsType()
export class StatementLineArgs extends PageArgs {
  @Field(() => ID)
  readonly statementId!: string;

  @Field(() => StatementLineFilter, { nullable: true })
  readonly filter?: StatementLineFilter | null;
}
