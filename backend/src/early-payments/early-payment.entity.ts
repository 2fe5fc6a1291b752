import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn } from '../database/index.js';

/** In the order of `IEarlyPayments.EarlyPaymentStatus` on the ledger. */
export enum EarlyPaymentStatus {
  OFFERED = 'OFFERED',
  ACCEPTED = 'ACCEPTED',
  SETTLED = 'SETTLED',
  WITHDRAWN = 'WITHDRAWN',
  LAPSED = 'LAPSED',
  REVERSED = 'REVERSED',
}

/** Read model of a buyer's offer to pay a lot early for less. Only the projector writes it. */
@Entity({ name: 'early_payment' })
export class EarlyPaymentEntity {
  @PrimaryColumn({ type: 'integer' })
  number!: number;

  @Column({ type: 'text' })
  lotId!: string;

  @Column({ type: 'text' })
  receivableId!: string;

  @Column({ type: 'text' })
  supplier!: string;

  @Column({ type: 'text' })
  buyer!: string;

  @Column({ type: 'text' })
  currency!: string;

  /** What was outstanding on the lot, all of which the payment settles. */
  @AmountMinorColumn()
  faceMinor!: bigint;

  /** What the supplier lets go. */
  @AmountMinorColumn()
  discountMinor!: bigint;

  @Column({ type: 'text' })
  status!: EarlyPaymentStatus;

  /** Bank entry that settled it. */
  @Column({ type: 'text', nullable: true })
  entryHash!: string | null;

  /** Lot that is owed again since it was reversed: its own, or the one that this was merged into. */
  @Column({ type: 'text', nullable: true })
  restoredLotId!: string | null;

  @Column({ type: 'timestamptz' })
  payBy!: Date;

  @Column({ type: 'timestamptz' })
  offeredAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  acceptedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  settledAt!: Date | null;

  /** When it was withdrawn, lapsed or reversed. */
  @Column({ type: 'timestamptz', nullable: true })
  endedAt!: Date | null;
}
