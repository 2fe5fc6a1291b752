import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Read model: the newest mandate to collect a lot. Only the projector writes it. */
@Entity({ name: 'collection_mandate' })
export class MandateEntity {
  @PrimaryColumn({ type: 'text' })
  lotId!: string;

  @Column({ type: 'text' })
  receivableId!: string;

  /** Who gave it; it rests while the lot belongs to somebody else. */
  @Column({ type: 'text' })
  owner!: string;

  @Column({ type: 'text' })
  collector!: string;

  @Column({ type: 'text' })
  evidenceHash!: string;

  @Column({ type: 'timestamptz' })
  givenAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  endedAt!: Date | null;
}
