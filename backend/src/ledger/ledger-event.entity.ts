import { Column, Entity } from 'typeorm';

import { CounterColumn } from '../database/index.js';

/** One event of our contracts, as indexed: the evidence behind every read model. */
@Entity({ name: 'ledger_event' })
export class LedgerEventEntity {
  @CounterColumn({ primary: true })
  blockNumber!: number;

  @Column({ type: 'integer', primary: true })
  logIndex!: number;

  @Column({ type: 'timestamptz' })
  blockTime!: Date;

  @Column({ type: 'text' })
  transactionHash!: string;

  @Column({ type: 'text' })
  contract!: string;

  @Column({ type: 'text' })
  name!: string;

  /** Id of the receivable, deal, statement, entry or party that it is about; null for the forwarder's own. */
  @Column({ type: 'text', nullable: true })
  subject!: string | null;

  @Column({ type: 'jsonb' })
  args!: Readonly<Record<string, unknown>>;
}
