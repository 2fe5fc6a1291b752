import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn } from '../database/index.js';
import type { ReceivableStatus } from './receivable.type.js';

/** Read model of one receivable. Only the projector writes it. */
@Entity({ name: 'receivable' })
export class ReceivableEntity {
  @PrimaryColumn({ type: 'text' })
  receivableId!: string;

  @Column({ type: 'text' })
  supplier!: string;

  @Column({ type: 'text' })
  buyer!: string;

  /** ISO 4217 alpha code; fixes how many decimals one minor unit stands for. */
  @Column({ type: 'text' })
  currency!: string;

  @AmountMinorColumn()
  faceMinor!: bigint;

  @AmountMinorColumn()
  outstandingMinor!: bigint;

  @AmountMinorColumn()
  paidMinor!: bigint;

  @AmountMinorColumn()
  creditedMinor!: bigint;

  /** Given up by owners and not recovered; the buyer still owes it. */
  @AmountMinorColumn()
  writtenOffMinor!: bigint;

  /** What the open dispute is about, whatever was paid since. */
  @AmountMinorColumn()
  contestedMinor!: bigint;

  /** What of it is still outstanding. */
  @AmountMinorColumn()
  disputedMinor!: bigint;

  @Column({ type: 'date' })
  issueDate!: string;

  @Column({ type: 'date' })
  dueDate!: string;

  @Column({ type: 'text' })
  status!: ReceivableStatus;

  /** Bits of the contracts' `ConfirmationScope`. */
  @Column({ type: 'smallint' })
  scope!: number;

  /** The buyer was silent for as long as it had agreed to. */
  @Column({ type: 'boolean' })
  isDeemed!: boolean;

  @Column({ type: 'text' })
  documentCommitment!: string;

  @Column({ type: 'timestamptz' })
  registeredAt!: Date;

  /** Registration or last amendment: the buyer's time to answer counts from here. */
  @Column({ type: 'timestamptz' })
  claimedAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  confirmedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  settledAt!: Date | null;
}
