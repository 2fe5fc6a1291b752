import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn } from '../database/index.js';

export enum PartyStatus {
  ACTIVE = 'ACTIVE',
  SUSPENDED = 'SUSPENDED',
}

/** Read model of an admitted organisation. Only the projector writes it. */
@Entity({ name: 'party' })
export class PartyEntity {
  @PrimaryColumn({ type: 'text' })
  party!: string;

  @Column({ type: 'text' })
  legalIdHash!: string;

  /** Bits of the contracts' `Roles`. */
  @Column({ type: 'smallint' })
  roles!: number;

  @Column({ type: 'text' })
  status!: PartyStatus;

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ type: 'timestamptz' })
  admittedAt!: Date;

  /** Null while the party is active. */
  @Column({ type: 'timestamptz', nullable: true })
  suspendedAt!: Date | null;

  /** Hash of why it is suspended. */
  @Column({ type: 'text', nullable: true })
  suspensionHash!: string | null;
}

/** Read model of a key that acts for a party. Only the projector writes it. */
@Entity({ name: 'signer' })
export class SignerEntity {
  @PrimaryColumn({ type: 'text' })
  signer!: string;

  @Column({ type: 'text' })
  party!: string;

  /** Bits of the contracts' `Acts`. */
  @Column({ type: 'smallint' })
  rights!: number;

  /** Largest single amount that the key may act for, in whichever currency. */
  @AmountMinorColumn()
  amountMaxMinor!: bigint;

  @Column({ type: 'timestamptz' })
  addedAt!: Date;

  /** Null while it acts for its party; a revoked key is never used again. */
  @Column({ type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;

  /** Hash of the order by which operators gave the party this key, if they did. */
  @Column({ type: 'text', nullable: true })
  recoveryOrderHash!: string | null;
}
