import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn, CounterColumn } from '../database/index.js';

/** Read model of a lot. Only the projector writes it. */
@Entity({ name: 'lot' })
export class LotEntity {
  /** Token id as 32-byte hex: receivable id with the lot's index in the last two bytes. */
  @PrimaryColumn({ type: 'text' })
  lotId!: string;

  @Column({ type: 'text' })
  receivableId!: string;

  @Column({ type: 'smallint' })
  lotIndex!: number;

  @Column({ type: 'text' })
  owner!: string;

  @AmountMinorColumn()
  outstandingMinor!: bigint;

  @AmountMinorColumn()
  paidMinor!: bigint;

  /** Given up by its owner and not recovered. */
  @AmountMinorColumn()
  writtenOffMinor!: bigint;

  /** Deal under which the lot was last accepted; 0 if none, lapsed or repurchased. */
  @Column({ type: 'integer' })
  dealNumber!: number;

  /** Set aside for the financier of a deal, or for an early payment. */
  @Column({ type: 'boolean' })
  isReserved!: boolean;

  /** By order of a court. */
  @Column({ type: 'boolean' })
  isFrozen!: boolean;

  /** Days for which disputes that rested on it stopped its clocks. */
  @Column({ type: 'integer' })
  clockStoppedDays!: number;

  /** Lot that it is a part of now; a merged lot has no owner and nothing outstanding. */
  @Column({ type: 'text', nullable: true })
  mergedInto!: string | null;

  @Column({ type: 'timestamptz' })
  createdAt!: Date;
}

/** Read model: the lots of a deal in their accepted order. Only the projector writes it. */
@Entity({ name: 'deal_lot' })
export class DealLotEntity {
  @PrimaryColumn({ type: 'integer' })
  dealNumber!: number;

  @PrimaryColumn({ type: 'text' })
  lotId!: string;

  /** Orders the lots of the deal as they were accepted; not consecutive. */
  @Column({ type: 'integer' })
  position!: number;
}

/** Read model: the share of a payment that fell on one lot, for its owner of that moment or a lienholder. */
@Entity({ name: 'lot_payment' })
export class LotPaymentEntity {
  @CounterColumn({ primary: true })
  blockNumber!: number;

  @Column({ type: 'integer', primary: true })
  logIndex!: number;

  @Column({ type: 'text' })
  lotId!: string;

  @Column({ type: 'text' })
  beneficiary!: string;

  @Column({ type: 'text' })
  entryHash!: string;

  @AmountMinorColumn()
  amountMinor!: bigint;

  /** Part of the amount that had been written off. */
  @AmountMinorColumn()
  recoveredMinor!: bigint;

  /** Lien that was paid; 0 for the owner. */
  @Column({ type: 'integer' })
  lienNumber!: number;
}
