import { Column, Entity } from 'typeorm';

import { AmountMinorColumn, CounterColumn } from '../database/index.js';

/** Read model: what one bank entry paid of one receivable, or a reversal took back. Only the projector writes it. */
@Entity({ name: 'payment' })
export class PaymentEntity {
  @CounterColumn({ primary: true })
  blockNumber!: number;

  @Column({ type: 'integer', primary: true })
  logIndex!: number;

  @Column({ type: 'text' })
  entryHash!: string;

  @Column({ type: 'text' })
  receivableId!: string;

  /** Negative where a payment was taken back. */
  @AmountMinorColumn()
  amountMinor!: bigint;

  @Column({ type: 'timestamptz' })
  appliedAt!: Date;
}
