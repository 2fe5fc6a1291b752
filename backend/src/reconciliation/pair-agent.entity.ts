import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Read model: who states what was paid between a pair, and who should. Only the projector writes it.
 *
 * Null in place of an agent is the network's. A pair that never said anything has no row.
 */
@Entity({ name: 'pair_agent' })
export class PairAgentEntity {
  @PrimaryColumn({ type: 'text' })
  supplier!: string;

  @PrimaryColumn({ type: 'text' })
  buyer!: string;

  @PrimaryColumn({ type: 'text' })
  currency!: string;

  @Column({ type: 'text', nullable: true })
  agent!: string | null;

  /** When both last said the same; null if they never did. */
  @Column({ type: 'timestamptz', nullable: true })
  agreedAt!: Date | null;

  /** Whom the supplier wants, if `supplierProposedAt` says that it wants a change. */
  @Column({ type: 'text', nullable: true })
  supplierProposal!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  supplierProposedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  buyerProposal!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  buyerProposedAt!: Date | null;
}
