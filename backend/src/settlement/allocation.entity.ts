import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn, CounterColumn } from '../database/index.js';

/** What an allocation gave the money to. */
export enum AllocationKind {
  RECEIVABLES = 'RECEIVABLES',
  EARLY_PAYMENT = 'EARLY_PAYMENT',
  OVERPAYMENT = 'OVERPAYMENT',
}

/**
 * Read model: the latest allocation of an entry under each number. Only the projector writes it.
 *
 * It stands as long as its entry counts so many allocations; after a reversal the next one takes its number.
 */
@Entity({ name: 'allocation' })
export class AllocationEntity {
  @PrimaryColumn({ type: 'text' })
  agent!: string;

  @PrimaryColumn({ type: 'text' })
  entryHash!: string;

  /** Counted from 1 in the order in which they stand. */
  @PrimaryColumn({ type: 'smallint' })
  number!: number;

  @Column({ type: 'text' })
  kind!: AllocationKind;

  @AmountMinorColumn()
  amountMinor!: bigint;

  /** Whom an overpayment is owed to. */
  @Column({ type: 'text', nullable: true })
  creditor!: string | null;

  @Column({ type: 'integer', nullable: true })
  earlyPaymentNumber!: number | null;

  /** Commits to the allocations before it. */
  @Column({ type: 'text' })
  previousHash!: string;

  /** Commits to those and to this one. */
  @Column({ type: 'text' })
  allocationsHash!: string;

  /** Place of its event: the shares of its payments come before, after those of the allocation before. */
  @CounterColumn()
  blockNumber!: number;

  @Column({ type: 'integer' })
  logIndex!: number;

  @Column({ type: 'timestamptz' })
  madeAt!: Date;
}

/** Read model: an allocation that was reversed. Only the projector writes it. */
@Entity({ name: 'allocation_reversal' })
export class AllocationReversalEntity {
  @CounterColumn({ primary: true })
  blockNumber!: number;

  @Column({ type: 'integer', primary: true })
  logIndex!: number;

  @Column({ type: 'text' })
  agent!: string;

  @Column({ type: 'text' })
  entryHash!: string;

  @Column({ type: 'smallint' })
  number!: number;

  @Column({ type: 'text' })
  kind!: AllocationKind;

  @AmountMinorColumn()
  amountMinor!: bigint;

  @Column({ type: 'text', nullable: true })
  creditor!: string | null;

  @Column({ type: 'integer', nullable: true })
  earlyPaymentNumber!: number | null;

  @Column({ type: 'text' })
  evidenceHash!: string;

  @Column({ type: 'timestamptz' })
  madeAt!: Date;

  @Column({ type: 'timestamptz' })
  reversedAt!: Date;
}
