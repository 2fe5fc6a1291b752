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

  @Column({ type: 'boolean' })
  active!: boolean;
}
