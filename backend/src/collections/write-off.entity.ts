import { Column, Entity } from 'typeorm';

import { AmountMinorColumn, CounterColumn } from '../database/index.js';

/** Read model: what the owner of a lot gave up expecting, at once. Only the projector writes it. */
@Entity({ name: 'write_off' })
export class WriteOffEntity {
  @CounterColumn({ primary: true })
  blockNumber!: number;

  @Column({ type: 'integer', primary: true })
  logIndex!: number;

  @Column({ type: 'text' })
  receivableId!: string;

  @Column({ type: 'text' })
  lotId!: string;

  @AmountMinorColumn()
  amountMinor!: bigint;

  /** Written off of the receivable after it; what falls below the newest total was recovered. */
  @AmountMinorColumn()
  totalMinor!: bigint;

  @Column({ type: 'text' })
  evidenceHash!: string;

  @Column({ type: 'timestamptz' })
  writtenOffAt!: Date;
}
