import { Column, Entity, PrimaryColumn } from 'typeorm';

import { CounterColumn } from '../database/index.js';

/** Read model: a role of a key in `Powers`. Only the projector writes it. */
@Entity({ name: 'power_holder' })
export class PowerHolderEntity {
  /** Decimal text: roles have 64 bits. */
  @PrimaryColumn({ type: 'text' })
  roleId!: string;

  @PrimaryColumn({ type: 'text' })
  signer!: string;

  /** From when it counts. */
  @Column({ type: 'timestamptz' })
  since!: Date;

  /** How long its acts must be scheduled before, as it was set last. */
  @CounterColumn()
  executionDelaySeconds!: number;

  /** From when that delay holds; a shorter one begins later. */
  @Column({ type: 'timestamptz' })
  delayFrom!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}

/** Read model: what is set for a role as such. Only the projector writes it. */
@Entity({ name: 'power_role' })
export class PowerRoleEntity {
  @PrimaryColumn({ type: 'text' })
  roleId!: string;

  @Column({ type: 'text', nullable: true })
  label!: string | null;

  /** Role whose keys grant and revoke it. */
  @Column({ type: 'text' })
  adminRoleId!: string;

  /** Role whose keys may cancel what its keys scheduled. */
  @Column({ type: 'text' })
  guardianRoleId!: string;

  /** How long after its grant it begins to count. */
  @CounterColumn()
  grantDelaySeconds!: number;

  @Column({ type: 'timestamptz', nullable: true })
  grantDelayFrom!: Date | null;
}

/** Read model: the role that a function asks for. Only the projector writes it. */
@Entity({ name: 'power_function' })
export class PowerFunctionEntity {
  @PrimaryColumn({ type: 'text' })
  target!: string;

  @PrimaryColumn({ type: 'text' })
  selector!: string;

  @Column({ type: 'text' })
  roleId!: string;
}

/** Read model: what is set for a contract as such. Only the projector writes it. */
@Entity({ name: 'power_target' })
export class PowerTargetEntity {
  @PrimaryColumn({ type: 'text' })
  target!: string;

  /** No function for operators can be called. */
  @Column({ type: 'boolean' })
  isClosed!: boolean;

  @CounterColumn()
  adminDelaySeconds!: number;

  @Column({ type: 'timestamptz', nullable: true })
  adminDelayFrom!: Date | null;
}

/** What became of a scheduled call; that it expired is told by the ledger's time alone. */
export enum OperationStatus {
  SCHEDULED = 'SCHEDULED',
  EXECUTED = 'EXECUTED',
  CANCELED = 'CANCELED',
  EXPIRED = 'EXPIRED',
}

/** Read model: a call that a key with an execution delay announced. Only the projector writes it. */
@Entity({ name: 'scheduled_operation' })
export class ScheduledOperationEntity {
  @PrimaryColumn({ type: 'text' })
  operationId!: string;

  /** The same call can be scheduled again. */
  @CounterColumn({ primary: true })
  nonce!: number;

  @Column({ type: 'text' })
  caller!: string;

  @Column({ type: 'text' })
  target!: string;

  @Column({ type: 'text' })
  callData!: string;

  @Column({ type: 'text' })
  status!: OperationStatus;

  @Column({ type: 'timestamptz' })
  scheduledAt!: Date;

  @Column({ type: 'timestamptz' })
  readyAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  endedAt!: Date | null;
}
