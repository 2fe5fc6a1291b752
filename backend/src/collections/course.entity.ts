import { Column, Entity, PrimaryColumn } from 'typeorm';

import { CounterColumn } from '../database/index.js';

/** How far collection has come, in the order of the contract. */
export enum CollectionStage {
  REMINDER = 'REMINDER',
  FORMAL_DEMAND = 'FORMAL_DEMAND',
  PROMISE = 'PROMISE',
  INSTALMENT_PLAN = 'INSTALMENT_PLAN',
  INSURER_NOTIFIED = 'INSURER_NOTIFIED',
  AGENCY = 'AGENCY',
  LEGAL = 'LEGAL',
  WRITTEN_OFF = 'WRITTEN_OFF',
  RECOVERED = 'RECOVERED',
}

/** Read model: where the collection of a receivable stands. Only the projector writes it. */
@Entity({ name: 'collection_course' })
export class CourseEntity {
  @PrimaryColumn({ type: 'text' })
  receivableId!: string;

  @Column({ type: 'text' })
  stage!: CollectionStage;

  @Column({ type: 'timestamptz' })
  since!: Date;
}

/** Read model: one step of a course. Only the projector writes it. */
@Entity({ name: 'collection_step' })
export class StepEntity {
  @CounterColumn({ primary: true })
  blockNumber!: number;

  @Column({ type: 'integer', primary: true })
  logIndex!: number;

  @Column({ type: 'text' })
  receivableId!: string;

  /** Lot for which it was taken; it is a step for all lots of the receivable. */
  @Column({ type: 'text' })
  lotId!: string;

  /** Owner of the lot, or the collector that it mandated. */
  @Column({ type: 'text' })
  actor!: string;

  /** Null for the first step. */
  @Column({ type: 'text', nullable: true })
  fromStage!: CollectionStage | null;

  @Column({ type: 'text' })
  stage!: CollectionStage;

  @Column({ type: 'text' })
  evidenceHash!: string;

  @Column({ type: 'timestamptz' })
  enteredAt!: Date;
}
