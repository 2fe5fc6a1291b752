import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { AmountMinor, CalendarDate } from '../api/index.js';

export enum ReceivableStatus {
  REGISTERED = 'REGISTERED',
  CONFIRMED = 'CONFIRMED',
  REJECTED = 'REJECTED',
  WITHDRAWN = 'WITHDRAWN',
  SETTLED = 'SETTLED',
  WRITTEN_OFF = 'WRITTEN_OFF',
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

/** Why a buyer rejects or disputes a receivable; the enum's order, counted from 1, is the code on the ledger. */
export enum ObjectionReason {
  OTHER = 'OTHER',
  NOT_ORDERED = 'NOT_ORDERED',
  NOT_DELIVERED = 'NOT_DELIVERED',
  DEFECTIVE = 'DEFECTIVE',
  WRONG_AMOUNT = 'WRONG_AMOUNT',
  WRONG_DUE_DATE = 'WRONG_DUE_DATE',
  WRONG_BUYER = 'WRONG_BUYER',
  DUPLICATE = 'DUPLICATE',
  ALREADY_PAID = 'ALREADY_PAID',
}
registerEnumType(ObjectionReason, {
  name: 'ObjectionReason',
  description: 'Why a buyer rejects or disputes a receivable.',
});

@ObjectType({ description: 'The source document of a receivable; it stays off the ledger.' })
export class SourceDocument {
  @Field({ description: 'Number of the invoice as printed.' })
  readonly number!: string;

  @Field(() => String, { nullable: true })
  readonly fileName!: string | null;

  @Field({
    description: 'UBL_INVOICE, UBL_CREDIT_NOTE, CII, FAPIAO, or JSON if there was no file.',
  })
  readonly format!: string;

  @Field({ description: 'SHA-256 of the file in hex.' })
  readonly sha256!: string;

  @Field(() => String, { nullable: true, description: 'What the payer is asked to quote.' })
  readonly paymentReference!: string | null;
}

@ObjectType({ description: 'A part of a bank entry that paid a receivable.' })
export class ReceivablePayment {
  @Field(() => ID)
  readonly entryHash!: string;

  @Field(() => AmountMinor)
  readonly amountMinor!: bigint;

  @Field({ description: 'The amount was taken back from the receivable: it is owed again.' })
  readonly isReversal!: boolean;

  @Field(() => CalendarDate, {
    description: 'Day on which the bank booked it, or tokens were paid.',
  })
  readonly bookingDate!: string;

  @Field()
  readonly appliedAt!: Date;
}

@ObjectType('LedgerEvent', { description: 'Evidence: an event on the ledger.' })
export class LedgerEventType {
  @Field()
  readonly name!: string;

  @Field(() => Int)
  readonly blockNumber!: number;

  @Field()
  readonly transactionHash!: string;

  @Field()
  readonly time!: Date;
}

@ObjectType({ description: 'Whom the buyer pays how much of a receivable.' })
export class PayeeShare {
  @Field(() => AmountMinor)
  readonly outstandingMinor!: bigint;

  /** Resolved by the loader. */
  readonly party!: string;
}

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

  @Field(() => AmountMinor, {
    description: 'Given up by owners and not recovered; the buyer still owes it.',
  })
  readonly writtenOffMinor!: bigint;

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

  @Field({ description: 'Confirmed by silence, as buyer and supplier had agreed.' })
  readonly isDeemed!: boolean;

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
