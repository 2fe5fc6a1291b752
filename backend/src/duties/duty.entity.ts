import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn, CounterColumn } from '../database/index.js';

/** Why one party owes another, in the order of the contract. */
export enum DutyReason {
  COLLECTED = 'COLLECTED',
  MISDIRECTED = 'MISDIRECTED',
  OVERPAID = 'OVERPAID',
  INDEMNITY = 'INDEMNITY',
  REVERSED = 'REVERSED',
}

/** Read model: what one party owes another outside the receivables. Only the projector writes it. */
@Entity({ name: 'duty' })
export class DutyEntity {
  @PrimaryColumn({ type: 'text' })
  debtor!: string;

  @PrimaryColumn({ type: 'text' })
  creditor!: string;

  @PrimaryColumn({ type: 'text' })
  currency!: string;

  @AmountMinorColumn()
  owedMinor!: bigint;

  @Column({ type: 'timestamptz' })
  changedAt!: Date;
}

/** Read model: one change of what is owed. Only the projector writes it. */
@Entity({ name: 'duty_entry' })
export class DutyEntryEntity {
  @CounterColumn({ primary: true })
  blockNumber!: number;

  @Column({ type: 'integer', primary: true })
  logIndex!: number;

  @Column({ type: 'text' })
  debtor!: string;

  @Column({ type: 'text' })
  creditor!: string;

  @Column({ type: 'text' })
  currency!: string;

  @AmountMinorColumn()
  amountMinor!: bigint;

  /** Owed after it. */
  @AmountMinorColumn()
  owedMinor!: bigint;

  /** Null where less is owed. */
  @Column({ type: 'text', nullable: true })
  reason!: DutyReason | null;

  /** Hash of the bank entry or credit note that caused it, or of the evidence that it was passed on. */
  @Column({ type: 'text' })
  sourceHash!: string;

  @Column({ type: 'timestamptz' })
  enteredAt!: Date;
}
