import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate } from '../api/index.js';

export enum ReceivableStatus {
  REGISTERED = 'REGISTERED',
  CONFIRMED = 'CONFIRMED',
  REJECTED = 'REJECTED',
  WITHDRAWN = 'WITHDRAWN',
  SETTLED = 'SETTLED',
}
registerEnumType(ReceivableStatus, { name: 'ReceivableStatus' });

/** What a confirmation covers; the enum's order is the bit's position in the contracts. */
export enum ConfirmationScope {
  EXISTENCE = 'EXISTENCE',
  AMOUNT = 'AMOUNT',
  DUE_DATE = 'DUE_DATE',
  ASSIGNMENT_CONSENT = 'ASSIGNMENT_CONSENT',
  SET_OFF_WAIVER = 'SET_OFF_WAIVER',
  PAYEE = 'PAYEE',
}
registerEnumType(ConfirmationScope, {
  name: 'ConfirmationScope',
  description: 'What a confirmation covers; each is shown to whoever buys the receivable.',
});

@ObjectType('Receivable', { description: 'The right to be paid, as the ledger knows it.' })
export class ReceivableType {
  @Field(() => ID)
  readonly receivableId!: string;

  @Field()
  readonly currency!: string;

  @Field(() => AmountMinor, { description: 'Claimed nominal; once confirmed, the confirmed one.' })
  readonly faceMinor!: bigint;

  @Field(() => AmountMinor, { description: 'Still unpaid and not credited.' })
  readonly outstandingMinor!: bigint;

  @Field(() => AmountMinor)
  readonly paidMinor!: bigint;

  @Field(() => AmountMinor)
  readonly creditedMinor!: bigint;

  @Field(() => AmountMinor)
  readonly disputedMinor!: bigint;

  @Field(() => CalendarDate)
  readonly issueDate!: string;

  @Field(() => CalendarDate)
  readonly dueDate!: string;

  @Field(() => ReceivableStatus)
  readonly status!: ReceivableStatus;

  @Field(() => [ConfirmationScope], { description: 'What the buyer confirmed.' })
  readonly scope!: readonly ConfirmationScope[];

  @Field()
  readonly registeredAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly confirmedAt!: Date | null;

  @Field(() => Date, { nullable: true })
  readonly settledAt!: Date | null;

  /** Resolved by loaders. */
  readonly supplier!: string;
  readonly buyer!: string;
}
