import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn, CounterColumn } from '../database/index.js';

/** In the order of `IPledges.LienStatus` on the ledger. */
export enum LienStatus {
  OFFERED = 'OFFERED',
  ACTIVE = 'ACTIVE',
  RELEASED = 'RELEASED',
  ENFORCED = 'ENFORCED',
  WITHDRAWN = 'WITHDRAWN',
}

/** Read model of a rule that ranks the liens of a lot. Only the projector writes it. */
@Entity({ name: 'rank_policy' })
export class RankPolicyEntity {
  @PrimaryColumn({ type: 'smallint' })
  policyNumber!: number;

  /** Contract that tells the order. */
  @Column({ type: 'text' })
  policy!: string;

  @Column({ type: 'text' })
  title!: string;
}

/** Read model of a lien on a lot. Only the projector writes it. */
@Entity({ name: 'lien' })
export class LienEntity {
  @PrimaryColumn({ type: 'integer' })
  lienNumber!: number;

  @Column({ type: 'text' })
  lotId!: string;

  @Column({ type: 'text' })
  receivableId!: string;

  @Column({ type: 'text' })
  buyer!: string;

  @Column({ type: 'text' })
  currency!: string;

  @Column({ type: 'text' })
  pledgor!: string;

  @Column({ type: 'text' })
  pledgee!: string;

  @AmountMinorColumn()
  offeredMinor!: bigint;

  /** What it still secures. */
  @AmountMinorColumn()
  securedMinor!: bigint;

  @Column({ type: 'smallint' })
  policyNumber!: number;

  /** The lower is paid first, equal ones share pro rata; 0 until it is accepted. */
  @CounterColumn()
  orderKey!: number;

  @Column({ type: 'integer', nullable: true })
  toppedUpLien!: number | null;

  @Column({ type: 'text' })
  status!: LienStatus;

  @Column({ type: 'text', nullable: true })
  registrationHash!: string | null;

  /** Lot that the pledgee took. */
  @Column({ type: 'text', nullable: true })
  appropriatedLotId!: string | null;

  @Column({ type: 'timestamptz' })
  acceptBy!: Date;

  @Column({ type: 'timestamptz' })
  offeredAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  acceptedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  registeredAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  noticedAt!: Date | null;

  /** When an announced enforcement may be carried out. */
  @Column({ type: 'timestamptz', nullable: true })
  enforceableAt!: Date | null;

  /** When nothing was left to secure. */
  @Column({ type: 'timestamptz', nullable: true })
  satisfiedAt!: Date | null;

  /** When it was withdrawn, released, dropped or enforced. */
  @Column({ type: 'timestamptz', nullable: true })
  endedAt!: Date | null;
}
