import { Column, Entity, PrimaryColumn } from 'typeorm';

import { CounterColumn } from '../database/index.js';

/** Read model: whether one group of acts stands still. Only the projector writes it. */
@Entity({ name: 'paused_act' })
export class PausedActEntity {
  /** One bit of the contracts' `Acts`. */
  @PrimaryColumn({ type: 'smallint' })
  act!: number;

  /** Null while the group goes on. */
  @Column({ type: 'timestamptz', nullable: true })
  pausedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  reasonHash!: string | null;
}

/** Read model: groups of acts were paused or went on. Only the projector writes it. */
@Entity({ name: 'pause_change' })
export class PauseChangeEntity {
  @CounterColumn({ primary: true })
  blockNumber!: number;

  @Column({ type: 'integer', primary: true })
  logIndex!: number;

  @Column({ type: 'boolean' })
  isStart!: boolean;

  /** Bits of the contracts' `Acts` that it was about. */
  @Column({ type: 'smallint' })
  acts!: number;

  /** All that stood still after it. */
  @Column({ type: 'smallint' })
  pausedActs!: number;

  @Column({ type: 'text', nullable: true })
  reasonHash!: string | null;

  @Column({ type: 'timestamptz' })
  changedAt!: Date;
}
