import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn, CounterColumn } from '../database/index.js';

/** Read model: the newest that an assessor said of a buyer in one currency. Only the projector writes it. */
@Entity({ name: 'assessment' })
export class AssessmentEntity {
  @PrimaryColumn({ type: 'text' })
  assessor!: string;

  /** The buyer that is assessed. */
  @PrimaryColumn({ type: 'text' })
  party!: string;

  @PrimaryColumn({ type: 'text' })
  currency!: string;

  /** Largest exposure of a financier that follows the assessor. */
  @AmountMinorColumn()
  limitMinor!: bigint;

  /** 1 is best. */
  @Column({ type: 'smallint' })
  grade!: number;

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  @CounterColumn()
  modelVersion!: number;

  /** Salted hash of what the model was fed with. */
  @Column({ type: 'text' })
  inputCommitment!: string;

  @Column({ type: 'timestamptz' })
  publishedAt!: Date;
}

/** Read model: what a financier has at stake with a buyer. Only the projector writes it. */
@Entity({ name: 'exposure' })
export class ExposureEntity {
  @PrimaryColumn({ type: 'text' })
  financier!: string;

  @PrimaryColumn({ type: 'text' })
  buyer!: string;

  @PrimaryColumn({ type: 'text' })
  currency!: string;

  @AmountMinorColumn()
  exposureMinor!: bigint;
}

/** Read model: whose assessments a financier follows instead of its own. Only the projector writes it. */
@Entity({ name: 'followed_assessor' })
export class FollowedAssessorEntity {
  @PrimaryColumn({ type: 'text' })
  financier!: string;

  @Column({ type: 'text' })
  assessor!: string;
}
