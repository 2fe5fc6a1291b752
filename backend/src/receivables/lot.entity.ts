import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn } from '../database/columns.js';

/** Read model of a lot. Only the projector writes it. */
@Entity({ name: 'lot' })
export class LotEntity {
  /** Token id as 32-byte hex: receivable id with the lot's index in the last two bytes. */
  @PrimaryColumn({ type: 'text' })
  lotId!: string;

  @Column({ type: 'text' })
  receivableId!: string;

  @Column({ type: 'smallint' })
  lotIndex!: number;

  @Column({ type: 'text' })
  owner!: string;

  @AmountMinorColumn()
  outstandingMinor!: bigint;

  @AmountMinorColumn()
  paidMinor!: bigint;

  /** Deal that reserves or holds the lot; 0 if free. */
  @Column({ type: 'integer' })
  dealNumber!: number;

  @Column({ type: 'timestamptz' })
  createdAt!: Date;
}
