import { Column, Entity, PrimaryColumn } from 'typeorm';

export enum OnwardStatus {
  OFFERED = 'OFFERED',
  ACCEPTED = 'ACCEPTED',
  WITHDRAWN = 'WITHDRAWN',
}

/** Read model: lots that one financier passes on to another. Only the projector writes it. */
@Entity({ name: 'onward' })
export class OnwardEntity {
  @PrimaryColumn({ type: 'integer' })
  onwardNumber!: number;

  @Column({ type: 'text' })
  fromParty!: string;

  @Column({ type: 'text' })
  toParty!: string;

  /** Of the packed lot ids in their order; the lots themselves are in `onward_lots`. */
  @Column({ type: 'text' })
  lotsHash!: string;

  @Column({ type: 'timestamptz' })
  acceptBy!: Date;

  @Column({ type: 'text' })
  status!: OnwardStatus;

  @Column({ type: 'timestamptz' })
  offeredAt!: Date;

  /** When it was accepted or withdrawn. */
  @Column({ type: 'timestamptz', nullable: true })
  endedAt!: Date | null;
}
