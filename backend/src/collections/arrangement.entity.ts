import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn, CounterColumn } from '../database/index.js';

/** In the order of the contract, as are the values of {@link ArrangementStatus}. */
export enum ArrangementKind {
  PROMISE = 'PROMISE',
  INSTALMENT_PLAN = 'INSTALMENT_PLAN',
}

export enum ArrangementStatus {
  RUNNING = 'RUNNING',
  KEPT = 'KEPT',
  BROKEN = 'BROKEN',
  CANCELLED = 'CANCELLED',
}

/** What a promise or an instalment plan is. */
abstract class ArrangementColumns {
  @Column({ type: 'text' })
  lotId!: string;

  @Column({ type: 'text' })
  actor!: string;

  @Column({ type: 'text' })
  kind!: ArrangementKind;

  @Column({ type: 'text' })
  status!: ArrangementStatus;

  @Column({ type: 'smallint' })
  instalmentCount!: number;

  /** Instalments that were met, in their order. */
  @Column({ type: 'smallint' })
  metCount!: number;

  /** Promised day, or due day of the last instalment. */
  @Column({ type: 'date' })
  lastDate!: string;

  @AmountMinorColumn()
  amountMinor!: bigint;

  /** Outstanding or written off when it was recorded: what is paid is counted from there. */
  @AmountMinorColumn()
  openMinor!: bigint;

  @Column({ type: 'text' })
  evidenceHash!: string;

  @Column({ type: 'timestamptz' })
  recordedAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  endedAt!: Date | null;
}

/** Read model: the newest promise or plan of a receivable. Only the projector writes it. */
@Entity({ name: 'collection_arrangement' })
export class ArrangementEntity extends ArrangementColumns {
  @PrimaryColumn({ type: 'text' })
  receivableId!: string;

  @CounterColumn()
  recordedBlock!: number;

  @Column({ type: 'integer' })
  recordedLogIndex!: number;
}

/** Read model: a promise or plan that is over, the newest one too. Only the projector writes it. */
@Entity({ name: 'collection_arrangement_ended' })
export class EndedArrangementEntity extends ArrangementColumns {
  @CounterColumn({ primary: true })
  recordedBlock!: number;

  @Column({ type: 'integer', primary: true })
  recordedLogIndex!: number;

  @Column({ type: 'text' })
  receivableId!: string;
}

/** Read model: an instalment of a plan; a promise is one. Only the projector writes it. */
@Entity({ name: 'collection_instalment' })
export class InstalmentEntity {
  @CounterColumn({ primary: true })
  recordedBlock!: number;

  @Column({ type: 'integer', primary: true })
  recordedLogIndex!: number;

  /** Counted from 1. */
  @Column({ type: 'smallint', primary: true })
  number!: number;

  @Column({ type: 'date' })
  dueDate!: string;

  @AmountMinorColumn()
  amountMinor!: bigint;
}

/** Read model: how a buyer kept what it promised, over all its receivables. Only the projector writes it. */
@Entity({ name: 'promise_record' })
export class PromiseRecordEntity {
  @PrimaryColumn({ type: 'text' })
  buyer!: string;

  @Column({ type: 'integer' })
  promisesKept!: number;

  @Column({ type: 'integer' })
  promisesBroken!: number;

  @Column({ type: 'integer' })
  plansKept!: number;

  @Column({ type: 'integer' })
  plansBroken!: number;
}
