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

  /** Deal that reserves or holds the lot; 0 if free. */
  @Column({ type: 'integer' })
  dealNumber!: number;

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

/** Read model: the share of a payment that fell on one lot and its owner of that moment. */
@Entity({ name: 'lot_payment' })
export class LotPaymentEntity {
  @CounterColumn({ primary: true })
  blockNumber!: number;

  @Column({ type: 'integer', primary: true })
  logIndex!: number;

  @Column({ type: 'text' })
  lotId!: string;

  @Column({ type: 'text' })
  owner!: string;

  @Column({ type: 'text' })
  entryHash!: string;

  @AmountMinorColumn()
  amountMinor!: bigint;
}
