import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate, PageArgs } from '../api/index.js';
import { MatchHold, MatchRule } from '../matching/index.js';
import { MatchEvidenceType, MatchSuggestionType } from './match-suggestion.type.js';

export enum CreditDebitCode {
  CRDT = 'CRDT',
  DBIT = 'DBIT',
}
registerEnumType(CreditDebitCode, {
  name: 'CreditDebit',
  description: 'ISO 20022: CRDT is money in, DBIT money out.',
});

export enum BankEntryStatus {
  EXCLUDED = 'EXCLUDED',
  UNMATCHED = 'UNMATCHED',
  SUGGESTED = 'SUGGESTED',
  PARKED = 'PARKED',
  MATCHED = 'MATCHED',
  SETTLED = 'SETTLED',
  REFUSED = 'REFUSED',
  REVERSED = 'REVERSED',
}
registerEnumType(BankEntryStatus, {
  name: 'BankEntryStatus',
  valuesMap: {
    EXCLUDED: {
      description: 'Money out, not booked yet, a reversal, or counted in a batch: it pays nothing.',
    },
    UNMATCHED: { description: 'Explained by nothing so far; looked at again when more is known.' },
    SUGGESTED: { description: 'There are explanations, none of them certain; a person decides.' },
    PARKED: { description: 'A person put it aside; it is not matched until that is taken back.' },
    MATCHED: { description: 'On its way to the ledger.' },
    SETTLED: { description: 'On the ledger; what is left of it is unapplied cash.' },
    REFUSED: { description: 'Refused by the ledger five times; a person decides.' },
    REVERSED: { description: 'The bank took it back by a counter-entry.' },
  },
});

/** What an entry pays, or may pay, of one receivable. */
@ObjectType()
export class BankEntryApplication {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;
}

@ObjectType('BankEntry', { description: 'One booking on a bank account.' })
export class BankEntryType {
  @Field(() => ID, { description: 'Keyed hash that identifies the entry, also on the ledger.' })
  readonly entryHash!: string;

  @Field()
  readonly account!: string;

  @Field(() => CalendarDate)
  readonly bookingDate!: string;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;

  @Field()
  readonly currency!: string;

  @Field(() => CreditDebitCode)
  readonly creditDebit!: CreditDebitCode;

  @Field({ description: 'BOOK, PDNG, INFO, FUTR or the bank’s own word.' })
  readonly bookingStatus!: string;

  @Field()
  readonly isReversal!: boolean;

  @Field(() => String, { nullable: true, description: 'Free text of the payer.' })
  readonly remittance!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Creditor reference, else number of the document that is paid.',
  })
  readonly reference!: string | null;

  @Field(() => String, { nullable: true })
  readonly endToEndId!: string | null;

  @Field(() => String, { nullable: true })
  readonly counterpartyName!: string | null;

  @Field(() => String, { nullable: true })
  readonly counterpartyAccount!: string | null;

  @Field(() => BankEntryStatus)
  readonly status!: BankEntryStatus;

  @Field(() => MatchRule, { nullable: true, description: 'Null until matching has looked at it.' })
  readonly rule!: MatchRule | null;

  @Field(() => String, {
    nullable: true,
    description: 'Version of the rules: the same inputs and version give the same explanations.',
  })
  readonly ruleVersion!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Probability that the best explanation is right, in basis points.',
  })
  readonly confidenceBps!: number | null;

  @Field(() => MatchHold, { nullable: true, description: 'Why it was left to people.' })
  readonly hold!: MatchHold | null;

  @Field(() => [MatchEvidenceType], { description: 'What speaks for the best explanation.' })
  readonly evidence!: readonly MatchEvidenceType[];

  @Field(() => MatchSuggestionType, { nullable: true, description: 'The second best explanation.' })
  readonly runnerUp!: MatchSuggestionType | null;

  @Field(() => [BankEntryApplication], { description: 'What it pays; at most 100.' })
  readonly applications!: readonly BankEntryApplication[];

  @Field(() => [MatchSuggestionType], {
    description: 'Explanations, the best first and the applied one included; at most 5.',
  })
  readonly suggestions!: readonly MatchSuggestionType[];

  @Field(() => String, { nullable: true, description: 'Why a person put it aside.' })
  readonly parkedReason!: string | null;

  @Field(() => AmountMinor, {
    nullable: true,
    description: 'Not used for any receivable; null if it cannot pay any.',
  })
  readonly unappliedMinor!: bigint | null;

  @Field(() => Int, { description: 'How often the ledger refused it.' })
  readonly attempts!: number;

  @Field(() => ID, { nullable: true, description: 'Entry by which the bank took this one back.' })
  readonly counterEntryHash!: string | null;

  @Field(() => ID, { nullable: true, description: 'Entry that the bank took back by this one.' })
  readonly reversedEntryHash!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why a payment came back, as the bank says.',
  })
  readonly returnReason!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Entry in which the bank booked this payment together with others.',
  })
  readonly batchEntryHash!: string | null;

  @Field({
    description: 'Sum of payments that are entries of their own, and pay in its place.',
  })
  readonly isBatchTotal!: boolean;

  /** Resolved by loaders. */
  readonly party!: string;
  readonly commandId!: string | null;
}

@InputType()
export class BankEntryFilter {
  @Field(() => BankEntryStatus, { nullable: true })
  readonly status?: BankEntryStatus | null;

  @Field(() => String, { nullable: true })
  readonly account?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'First booking date.' })
  readonly from?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Last booking date.' })
  readonly to?: string | null;

  @Field(() => ID, { nullable: true })
  readonly bankStatementId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those on the ledger with unapplied cash.',
  })
  readonly unappliedOnly?: boolean | null;
}

@ArgsType()
export class BankEntryArgs extends PageArgs {
  @Field(() => BankEntryFilter, { nullable: true })
  readonly filter?: BankEntryFilter | null;
}
