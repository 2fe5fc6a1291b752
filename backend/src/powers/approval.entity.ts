import { Column, Entity, PrimaryColumn } from 'typeorm';

import { CounterColumn } from '../database/index.js';

/** What became of an approval; that it expired is told by the ledger's time alone. */
export enum ApprovalStatus {
  APPROVED = 'APPROVED',
  WITHDRAWN = 'WITHDRAWN',
  OBJECTED = 'OBJECTED',
  CONSUMED = 'CONSUMED',
  EXPIRED = 'EXPIRED',
}

/** Read model: the latest approval of an act that takes two operators. Only the projector writes it. */
@Entity({ name: 'approval' })
export class ApprovalEntity {
  /** Names target and call; an act can be approved again once its approval is gone. */
  @PrimaryColumn({ type: 'text' })
  actHash!: string;

  @Column({ type: 'text' })
  approver!: string;

  /** Address of the contract that will be called. */
  @Column({ type: 'text' })
  target!: string;

  @Column({ type: 'text' })
  callData!: string;

  @Column({ type: 'text' })
  orderHash!: string;

  /** Party whose keys the call would recover. */
  @Column({ type: 'text', nullable: true })
  recoveredParty!: string | null;

  @Column({ type: 'text' })
  status!: ApprovalStatus;

  @Column({ type: 'timestamptz' })
  approvedAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  /** Key that executed, withdrew or objected. */
  @Column({ type: 'text', nullable: true })
  endedBy!: string | null;
}

/** Read model: one step in the life of the approvals of an act. Only the projector writes it. */
@Entity({ name: 'approval_step' })
export class ApprovalStepEntity {
  @CounterColumn({ primary: true })
  blockNumber!: number;

  @Column({ type: 'integer', primary: true })
  logIndex!: number;

  @Column({ type: 'text' })
  actHash!: string;

  @Column({ type: 'text' })
  status!: ApprovalStatus;

  @Column({ type: 'text' })
  signer!: string;

  /** Where the event tells it. */
  @Column({ type: 'text', nullable: true })
  orderHash!: string | null;

  @Column({ type: 'timestamptz' })
  takenAt!: Date;
}
