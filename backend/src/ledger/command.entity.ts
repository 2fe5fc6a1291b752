import { Column, Entity, PrimaryColumn } from 'typeorm';

import { CounterColumn } from '../database/index.js';

/** Why a command that its party took back is no longer sent: a failure like those of the relay. */
export const CANCELLED = 'CANCELLED';
/** Why a command that nobody signed in time is no longer taken. */
export const SIGNATURE_EXPIRED = 'SIGNATURE_EXPIRED';

/**
 * An act of a party on its way to the ledger: the outbox row.
 *
 * It is written once, in the transaction of the mutation that caused it; the relay adds the nonces under which it was
 * sent. What became of it is a read model ({@link CommandOutcomeEntity}), found through signer and nonce.
 */
@Entity({ name: 'command' })
export class CommandEntity {
  @PrimaryColumn({ type: 'uuid' })
  commandId!: string;

  /** Place in the queue; a command that its party's own key signs gets a new one then. */
  @CounterColumn({ insert: false, update: false })
  sequence!: number;

  @Column({ type: 'text' })
  party!: string;

  @Column({ type: 'uuid', nullable: true })
  userId!: string | null;

  @Column({ type: 'text' })
  idempotencyKey!: string;

  /** SHA-256 of the mutation's name and input. */
  @Column({ type: 'text' })
  bodyHash!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  signer!: string;

  @Column({ type: 'text' })
  contract!: string;

  @Column({ type: 'bytea' })
  callData!: Buffer;

  @CounterColumn()
  gas!: number;

  /** Ids of what the act concerns, in the order of the input: receivables, lots, deals, statements, entries. */
  @Column({ type: 'text', array: true })
  subjects!: string[];

  /** Request that it came with, as logs know it; null for those from before there was one. */
  @Column({ type: 'text', nullable: true })
  correlationId!: string | null;

  /** Span of that request, as W3C Trace Context writes it; null if it was not traced. */
  @Column({ type: 'text', nullable: true })
  traceParent!: string | null;

  /** Until when the forwarder takes what the party's own key signs; null if the platform keeps the key. */
  @Column({ type: 'timestamptz', nullable: true })
  requestDeadline!: Date | null;

  /** By the party's own key, over the request with this row's nonce and deadline. */
  @Column({ type: 'text', nullable: true, insert: false, update: false })
  signature!: string | null;

  /** The party's own key must sign it before it is queued. */
  @Column({ type: 'boolean' })
  awaitsSignature!: boolean;

  @CounterColumn({ nullable: true })
  relayNonce!: number | null;

  @CounterColumn({ nullable: true })
  forwarderNonce!: number | null;

  /** How often it was sent without being executed. */
  @Column({ type: 'smallint' })
  attempts!: number;

  /** Why it is no longer sent: the relay gave up, its party took it back ({@link CANCELLED}) or did not sign it. */
  @Column({ type: 'text', nullable: true })
  failure!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  cancelledAt!: Date | null;

  /** User who took it back. */
  @Column({ type: 'uuid', nullable: true })
  cancelledBy!: string | null;

  @Column({ type: 'timestamptz', insert: false })
  createdAt!: Date;
}

/** Read model: what the forwarder did with one signed request. */
@Entity({ name: 'command_outcome' })
export class CommandOutcomeEntity {
  @PrimaryColumn({ type: 'text' })
  signer!: string;

  @PrimaryColumn({ type: 'bigint', transformer: { to: Number, from: Number } })
  forwarderNonce!: number;

  @Column({ type: 'boolean' })
  succeeded!: boolean;

  /** ABI-encoded error of a refused request. */
  @Column({ type: 'text', nullable: true })
  refusalData!: string | null;

  @Column({ type: 'text' })
  transactionHash!: string;

  @CounterColumn()
  blockNumber!: number;

  @Column({ type: 'timestamptz' })
  includedAt!: Date;
}
