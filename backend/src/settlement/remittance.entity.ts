import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn } from '../database/index.js';

/** Read model of a bank entry that an agent recorded on the ledger. Only the projector writes it. */
@Entity({ name: 'remittance' })
export class RemittanceEntity {
  /** Each settlement agent has entries of its own. */
  @PrimaryColumn({ type: 'text' })
  agent!: string;

  @PrimaryColumn({ type: 'text' })
  entryHash!: string;

  /** Party whose account was credited. */
  @Column({ type: 'text' })
  receivedBy!: string;

  @Column({ type: 'text' })
  currency!: string;

  @AmountMinorColumn()
  amountMinor!: bigint;

  @AmountMinorColumn()
  unappliedMinor!: bigint;

  /** How many allocations of it stand. */
  @Column({ type: 'smallint' })
  allocations!: number;

  /** Commits to the allocations that stand; zero if none does. */
  @Column({ type: 'text' })
  allocationsHash!: string;

  /** The bank took the money back. */
  @Column({ type: 'boolean' })
  isReversed!: boolean;

  /** Bank entry by which it did. */
  @Column({ type: 'text', nullable: true })
  counterEntryHash!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  reversedAt!: Date | null;

  @Column({ type: 'date' })
  bookingDate!: string;

  @Column({ type: 'text' })
  transactionHash!: string;

  @Column({ type: 'timestamptz' })
  appliedAt!: Date;
}
