import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn, CounterColumn } from '../database/index.js';

/** Read model: the part of a deal that belongs to one lot. Only the projector writes it. */
@Entity({ name: 'lot_position' })
export class PositionEntity {
  @PrimaryColumn({ type: 'text' })
  lotId!: string;

  /** Deal of the lot; 0 once it lapsed, or the lot was repurchased or merged into another. */
  @Column({ type: 'integer' })
  dealNumber!: number;

  @AmountMinorColumn()
  advanceMinor!: bigint;

  /** Still held back. */
  @AmountMinorColumn()
  reserveMinor!: bigint;

  /** When its owner demanded that the supplier repurchases it. */
  @Column({ type: 'timestamptz', nullable: true })
  demandedAt!: Date | null;

  /** The supplier offered to take it back. */
  @Column({ type: 'boolean' })
  repurchaseOffered!: boolean;

  /** The reserve was released. */
  @Column({ type: 'boolean' })
  isClosed!: boolean;
}

/** Read model: a lot that its supplier took back. Only the projector writes it. */
@Entity({ name: 'lot_repurchase' })
export class RepurchaseEntity {
  @CounterColumn({ primary: true })
  blockNumber!: number;

  @Column({ type: 'integer', primary: true })
  logIndex!: number;

  @Column({ type: 'integer' })
  dealNumber!: number;

  @Column({ type: 'text' })
  lotId!: string;

  /** What the supplier paid. */
  @AmountMinorColumn()
  priceMinor!: bigint;

  /** Part of the reserve that paid the rest of what was outstanding. */
  @AmountMinorColumn()
  reserveAppliedMinor!: bigint;

  /** Part of the reserve that was left and paid out. */
  @AmountMinorColumn()
  reserveReleasedMinor!: bigint;

  @Column({ type: 'timestamptz' })
  repurchasedAt!: Date;
}
