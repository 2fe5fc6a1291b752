import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn, CounterColumn } from '../database/index.js';

/** Read model of a bank entry that was applied on the ledger. Only the projector writes it. */
@Entity({ name: 'remittance' })
export class RemittanceEntity {
  @PrimaryColumn({ type: 'text' })
  entryHash!: string;

  @Column({ type: 'text' })
  agent!: string;

  @Column({ type: 'text' })
  currency!: string;

  @AmountMinorColumn()
  amountMinor!: bigint;

  @AmountMinorColumn()
  unappliedMinor!: bigint;

  @Column({ type: 'date' })
  bookingDate!: string;

  @Column({ type: 'text' })
  transactionHash!: string;

  @Column({ type: 'timestamptz' })
  appliedAt!: Date;
}

/** Read model: what one bank entry paid of one receivable. Only the projector writes it. */
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

  @AmountMinorColumn()
  amountMinor!: bigint;

  @Column({ type: 'timestamptz' })
  appliedAt!: Date;
}
