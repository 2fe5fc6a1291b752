import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';

/** Nonces have all 64 bits, one more than `bigint` of Postgres. */
const nonceTransformer: ValueTransformer = {
  to: (value: bigint) => value.toString(),
  from: (value: string) => BigInt(value),
};

/** Read model: a quote that its financier no longer stands by. Only the projector writes it. */
@Entity({ name: 'quote_cancellation' })
export class QuoteCancellationEntity {
  @PrimaryColumn({ type: 'text' })
  financier!: string;

  @PrimaryColumn({ type: 'text' })
  quoteHash!: string;

  @Column({ type: 'timestamptz' })
  cancelledAt!: Date;
}

/** Read model: the lowest nonce of quotes that a financier still stands by. Only the projector writes it. */
@Entity({ name: 'quote_nonce' })
export class QuoteNonceEntity {
  @PrimaryColumn({ type: 'text' })
  financier!: string;

  @Column({ type: 'numeric', transformer: nonceTransformer })
  nonceMin!: bigint;
}
