import { Field, ID, InputType } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';
import { normaliseInvoiceNumber } from '../documents/index.js';
import { ReceivableStatus } from './receivable.type.js';

@InputType({ description: 'All given conditions must hold.' })
export class ReceivableFilter {
  @Field(() => [ReceivableStatus], { nullable: true })
  readonly status?: readonly ReceivableStatus[] | null;

  @Field(() => ID, { nullable: true })
  readonly supplierId?: string | null;

  @Field(() => ID, { nullable: true })
  readonly buyerId?: string | null;

  @Field(() => String, { nullable: true })
  readonly currency?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Due on or after this day.' })
  readonly dueFrom?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Due on or before this day.' })
  readonly dueTo?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those with something outstanding.' })
  readonly openOnly?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Number of the invoice, in any spelling: case, spaces and leading zeros are ignored.',
  })
  readonly number?: string | null;
}

/** A query's text grows together with its parameters. */
export class SqlParameters {
  readonly values: unknown[];

  constructor(...values: unknown[]) {
    this.values = values;
  }

  /** Adds a value and answers with its placeholder. */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** SQL condition on a receivable `r`. */
export function filterSql(filter: ReceivableFilter, parameters: SqlParameters): string {
  const conditions = ['true'];
  const compare = (sql: string, value: unknown): void => {
    if (value !== null && value !== undefined) {
      conditions.push(sql.replace('?', parameters.add(value)));
    }
  };
  compare('r.status = ANY(?)', filter.status);
  compare('r.supplier = ?', filter.supplierId?.toLowerCase());
  compare('r.buyer = ?', filter.buyerId?.toLowerCase());
  compare('r.currency = ?', filter.currency);
  compare('r.due_date >= ?', filter.dueFrom);
  compare('r.due_date <= ?', filter.dueTo);
  compare(
    `r.receivable_id IN
       (SELECT d.subject FROM document d WHERE d.kind = 'INVOICE' AND d.number_key = ?)`,
    filter.number === null || filter.number === undefined
      ? undefined
      : normaliseInvoiceNumber(filter.number),
  );
  if (filter.openOnly === true) {
    conditions.push('r.outstanding_minor > 0');
  }
  return conditions.join(' AND ');
}
