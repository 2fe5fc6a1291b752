import { Column, Entity, PrimaryColumn } from 'typeorm';

import { AmountMinorColumn, CounterColumn } from '../database/index.js';

/** Read model: where a party pays and receives tokens that count as money. Only the projector writes it. */
@Entity({ name: 'cash_account' })
export class CashAccountEntity {
  @PrimaryColumn({ type: 'text' })
  party!: string;

  /** ERC-20 contract. */
  @PrimaryColumn({ type: 'text' })
  token!: string;

  /** Taken at par for this currency, one unit of the token's smallest denomination for one minor unit. */
  @PrimaryColumn({ type: 'text' })
  currency!: string;

  /** Key of the party that holds the token; no account any more once the key is revoked. */
  @Column({ type: 'text' })
  account!: string;

  @Column({ type: 'timestamptz' })
  setAt!: Date;
}

/** Read model: tokens that moved between cash accounts. Only the projector writes it. */
@Entity({ name: 'cash_movement' })
export class CashMovementEntity {
  @CounterColumn({ primary: true })
  blockNumber!: number;

  @Column({ type: 'integer', primary: true })
  logIndex!: number;

  @Column({ type: 'text' })
  payer!: string;

  @Column({ type: 'text' })
  payee!: string;

  @Column({ type: 'text' })
  token!: string;

  @AmountMinorColumn()
  amountMinor!: bigint;

  /** Of the payment, or the evidence of the act that it paid for. */
  @Column({ type: 'text' })
  sourceHash!: string;

  @Column({ type: 'timestamptz' })
  movedAt!: Date;
}
