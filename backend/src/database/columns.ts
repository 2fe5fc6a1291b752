import { Column, type ColumnOptions } from 'typeorm';
import type { ValueTransformer } from 'typeorm';

/** pg returns `bigint` as text; go text -> bigint, never through `number`. */
const bigintTransformer: ValueTransformer = {
  to: (value: bigint | null) => (value === null ? null : value.toString()),
  from: (value: string | null) => (value === null ? null : BigInt(value)),
};

/** An amount in minor units of the row's currency; `bigint` in Postgres and in TypeScript. */
export function AmountMinorColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...options, type: 'bigint', transformer: bigintTransformer });
}

/** A block number or nonce: never above 2^53 in practice, so a `number` is exact. */
export function CounterColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({
    ...options,
    type: 'bigint',
    transformer: {
      to: (value: number | null) => value,
      from: (value: string | null) => (value === null ? null : Number(value)),
    },
  });
}
