import { Column, Entity } from 'typeorm';

import { CounterColumn } from '../database/index.js';

/** What two operators did to a lot by order of a court. */
export enum LotOrderKind {
  FREEZE = 'FREEZE',
  UNFREEZE = 'UNFREEZE',
  TRANSFER = 'TRANSFER',
}

/** Read model: an order that was carried out on a lot. Only the projector writes it. */
@Entity({ name: 'lot_order' })
export class LotOrderEntity {
  @CounterColumn({ primary: true })
  blockNumber!: number;

  @Column({ type: 'integer', primary: true })
  logIndex!: number;

  @Column({ type: 'text' })
  lotId!: string;

  @Column({ type: 'text' })
  kind!: LotOrderKind;

  /** Owner that it was directed against. */
  @Column({ type: 'text' })
  owner!: string;

  /** Of a transfer. */
  @Column({ type: 'text', nullable: true })
  newOwner!: string | null;

  @Column({ type: 'text' })
  orderHash!: string;

  @Column({ type: 'timestamptz' })
  carriedOutAt!: Date;
}
