import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn } from '../database/index.js';

/** Read model of a receivable on which the lists of a statement differ. Only the projector writes it. */
@Entity({ name: 'statement_line' })
export class StatementLineEntity {
  @PrimaryColumn({ type: 'text' })
  statementId!: string;

  @PrimaryColumn({ type: 'text' })
  receivableId!: string;

  @Column({ type: 'text' })
  raisedBy!: string;

  @Column({ type: 'timestamptz' })
  raisedAt!: Date;

  /** Open in the supplier's list; 0 if the list is not shown to have it. */
  @AmountMinorColumn()
  supplierMinor!: bigint;

  /** What the supplier says the line should be; null if it has not said anything. */
  @AmountMinorColumn({ nullable: true })
  supplierProposalMinor!: bigint | null;

  /** Salted hash of why; null where the figure of the list is the proposal. */
  @Column({ type: 'text', nullable: true })
  supplierEvidenceHash!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  supplierProposedAt!: Date | null;

  /** The same of the buyer. */
  @AmountMinorColumn()
  buyerMinor!: bigint;

  @AmountMinorColumn({ nullable: true })
  buyerProposalMinor!: bigint | null;

  @Column({ type: 'text', nullable: true })
  buyerEvidenceHash!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  buyerProposedAt!: Date | null;

  /** What both say is open; null while they do not. */
  @AmountMinorColumn({ nullable: true })
  agreedMinor!: bigint | null;

  @Column({ type: 'timestamptz', nullable: true })
  resolvedAt!: Date | null;
}
