import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor } from '../api/index.js';
import { EvidenceFact, MatchHold, MatchRule, MatchedKind } from '../matching/index.js';

registerEnumType(MatchRule, {
  name: 'MatchRule',
  description: 'How the amount of an entry was explained; the evidence tells by what it was found.',
  valuesMap: {
    EXACT: { description: 'It pays one receivable in full.' },
    BUNDLE: { description: 'It pays several receivables in full.' },
    DISCOUNT: { description: 'It pays what is open less cash discount.' },
    CHARGE: { description: 'It pays what is open less what a bank on the way kept.' },
    DEDUCTION: { description: 'It pays what is open less what the buyer kept back for a reason.' },
    PARTIAL: { description: 'It pays a part of one receivable.' },
    BUNDLE_PARTIAL: { description: 'It pays several in part, the oldest due dates first.' },
    OVERPAYMENT: { description: 'It pays in full what it is for; the rest stays unapplied.' },
    NETTED: { description: 'It pays what is open less credit notes.' },
    DUPLICATE: { description: 'It pays what is paid already.' },
    NOT_PAYABLE: {
      description:
        'It names what is not to be paid to this account: sold, not confirmed, agreed to be paid early, or stated by another settlement agent.',
    },
    CURRENCY: { description: 'It names what is owed in another currency.' },
    AMOUNT_ONLY: { description: 'A receivable has the same amount, and nothing else fits.' },
    UNMATCHED: { description: 'Nothing explains it.' },
    MANUAL: { description: 'A settlement agent said what it pays.' },
  },
});
registerEnumType(EvidenceFact, { name: 'MatchFact', description: 'A kind of evidence.' });
registerEnumType(MatchedKind, {
  name: 'MatchedKind',
  description: 'What one row of an explanation is.',
});
registerEnumType(MatchHold, { name: 'MatchHold', description: 'Why an entry is left to people.' });

@ObjectType('MatchEvidence', { description: 'A fact that speaks for or against an explanation.' })
export class MatchEvidenceType {
  @Field(() => EvidenceFact)
  readonly fact!: EvidenceFact;

  @Field()
  readonly detail!: string;

  @Field(() => Int, { description: '100 makes the explanation ten times as likely.' })
  readonly weightCentibans!: number;
}

@ObjectType('MatchedRow', { description: 'What an explanation says of one receivable.' })
export class MatchedRowType {
  @Field(() => ID, { nullable: true, description: 'Null for cash that belongs to none.' })
  readonly receivableId!: string | null;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;

  @Field(() => MatchedKind)
  readonly kind!: MatchedKind;
}

@ObjectType('MatchSuggestion', { description: 'One way to explain a bank entry.' })
export class MatchSuggestionType {
  @Field(() => ID, { description: 'Hash of what it says: another explanation has another one.' })
  readonly id!: string;

  @Field(() => MatchRule)
  readonly rule!: MatchRule;

  @Field(() => Int, { description: 'Probability that it is right, in basis points.' })
  readonly confidenceBps!: number;

  @Field(() => [MatchedRowType], {
    description: 'Payments, overpayment and unknown cash sum to the entry; the rest was kept back.',
  })
  readonly rows!: readonly MatchedRowType[];

  @Field(() => [MatchEvidenceType])
  readonly evidence!: readonly MatchEvidenceType[];
}
