import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Read model: what the buyer was told about a lot, and what it acknowledged. Only the projector writes it. */
@Entity({ name: 'lot_notice' })
export class NoticeEntity {
  @PrimaryColumn({ type: 'text' })
  lotId!: string;

  @Column({ type: 'text' })
  receivableId!: string;

  @Column({ type: 'text' })
  supplier!: string;

  @Column({ type: 'text' })
  buyer!: string;

  /** Who gave the latest notice; null if there was none, or the supplier has the lot again. */
  @Column({ type: 'text', nullable: true })
  assignee!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  noticedAt!: Date | null;

  /** Salted hash of the latest notice. */
  @Column({ type: 'text', nullable: true })
  evidenceHash!: string | null;

  /** Whom the buyer acknowledged to pay; null: the supplier. */
  @Column({ type: 'text', nullable: true })
  payee!: string | null;

  /** When the buyer acknowledged the latest notice; null while it has not. */
  @Column({ type: 'timestamptz', nullable: true })
  acknowledgedAt!: Date | null;
}
