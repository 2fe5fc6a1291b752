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

  @Column({ type: 'text' })
  documentCommitment!: string;

  @Column({ type: 'timestamptz' })
  registeredAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  confirmedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  settledAt!: Date | null;
}
