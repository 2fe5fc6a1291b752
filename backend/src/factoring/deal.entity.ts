import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn } from '../database/index.js';

export enum DealStatus {
  ACCEPTED = 'ACCEPTED',
  FUNDED = 'FUNDED',
  CLOSED = 'CLOSED',
  LAPSED = 'LAPSED',
}

/** Read model of an accepted quote. Only the projector writes it. */
@Entity({ name: 'deal' })
export class DealEntity {
  @PrimaryColumn({ type: 'integer' })
  dealNumber!: number;

  @Column({ type: 'text' })
  quoteHash!: string;

  @Column({ type: 'text' })
  supplier!: string;

  @Column({ type: 'text' })
  financier!: string;

  @Column({ type: 'text' })
  buyer!: string;

  @Column({ type: 'text' })
  currency!: string;

  @AmountMinorColumn()
  eligibleMinor!: bigint;

  @AmountMinorColumn()
  advanceMinor!: bigint;

  @AmountMinorColumn()
  reserveMinor!: bigint;

  @AmountMinorColumn()
  discountChargeMinor!: bigint;

  @AmountMinorColumn()
  serviceFeeMinor!: bigint;

  /** Paid out to the supplier. */
  @AmountMinorColumn()
  reserveReleasedMinor!: bigint;

  /** Set off against what the supplier owed. */
  @AmountMinorColumn()
  reserveNettedMinor!: bigint;

  /** Taken as a part of the price of repurchased lots. */
  @AmountMinorColumn()
  reserveAppliedMinor!: bigint;

  @Column({ type: 'text' })
  status!: DealStatus;

  @Column({ type: 'boolean' })
  disclosed!: boolean;

  /** Days past due after which the supplier must repurchase; 0 is without recourse. */
  @Column({ type: 'smallint' })
  recourseDays!: number;

  @Column({ type: 'timestamptz' })
  fundBy!: Date;

  @Column({ type: 'timestamptz' })
  acceptedAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  fundedAt!: Date | null;

  /** When it was closed or lapsed. */
  @Column({ type: 'timestamptz', nullable: true })
  endedAt!: Date | null;
}
