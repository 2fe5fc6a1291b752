import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn } from '../database/index.js';

export enum StatementStatus {
  ISSUED = 'ISSUED',
  AGREED = 'AGREED',
  DIFFERING = 'DIFFERING',
  RESOLVED = 'RESOLVED',
}

/** Read model of a statement between supplier and buyer. Only the projector writes it. */
@Entity({ name: 'statement' })
export class StatementEntity {
  @PrimaryColumn({ type: 'text' })
  statementId!: string;

  @Column({ type: 'text' })
  supplier!: string;

  @Column({ type: 'text' })
  buyer!: string;

  @Column({ type: 'text' })
  currency!: string;

  @Column({ type: 'date' })
  asOfDate!: string;

  /** What the supplier says is open. */
  @AmountMinorColumn()
  balanceMinor!: bigint;

  /** Running balance of the pair on the ledger in the block of issue. */
  @AmountMinorColumn()
  ledgerBalanceMinor!: bigint;

  @Column({ type: 'text' })
  itemsRoot!: string;

  @Column({ type: 'text' })
  status!: StatementStatus;

  /** What the buyer says is open. */
  @AmountMinorColumn({ nullable: true })
  acknowledgedMinor!: bigint | null;

  @Column({ type: 'text', nullable: true })
  acknowledgedRoot!: string | null;

  /** What both sides agreed on line by line. */
  @AmountMinorColumn({ nullable: true })
  agreedMinor!: bigint | null;

  @Column({ type: 'timestamptz' })
  issuedAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  acknowledgedAt!: Date | null;
}
