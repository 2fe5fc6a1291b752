import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

import { AMOUNT_MINOR_MAX, isCalendarDate } from '../common/index.js';

function parseAmountMinor(value: unknown): bigint {
  if (typeof value !== 'string' || !/^(0|[1-9]\d{0,18})$/.test(value)) {
    throw new GraphQLError('AmountMinor is a decimal string without sign, such as "12050".');
  }
  const amountMinor = BigInt(value);
  if (amountMinor > AMOUNT_MINOR_MAX) {
    throw new GraphQLError(`AmountMinor is at most ${AMOUNT_MINOR_MAX}.`);
  }
  return amountMinor;
}

/** Whole minor units, 0 to 2^63 − 1; a string on the wire, since JSON numbers are exact to 2^53 only. */
export const AmountMinor = new GraphQLScalarType<bigint, string>({
  name: 'AmountMinor',
  description: 'Whole minor units of the currency beside it, 0 to 2^63 − 1, as a decimal string.',
  serialize: (value) => String(value),
  parseValue: parseAmountMinor,
  parseLiteral: (node) => parseAmountMinor(node.kind === Kind.STRING ? node.value : undefined),
});

/** For sums and differences of amounts, which clients read and never send. */
export const SignedAmountMinor = new GraphQLScalarType<never, string>({
  name: 'SignedAmountMinor',
  description:
    'Sum or difference of amounts in whole minor units of the currency beside it, as a decimal string ' +
    'with a minus sign if it is negative; it may pass the largest amount.',
  serialize: (value) => String(value),
  parseValue: refuseInput,
  parseLiteral: refuseInput,
});

function refuseInput(): never {
  throw new GraphQLError('SignedAmountMinor is for answers only.');
}

function parseCalendarDate(value: unknown): string {
  if (typeof value !== 'string' || !isCalendarDate(value)) {
    throw new GraphQLError('CalendarDate is a day that exists, written YYYY-MM-DD.');
  }
  return value;
}

/** A day without a time zone. */
export const CalendarDate = new GraphQLScalarType<string, string>({
  name: 'CalendarDate',
  description: 'A calendar day, YYYY-MM-DD; not an instant.',
  serialize: (value) => String(value),
  parseValue: parseCalendarDate,
  parseLiteral: (node) => parseCalendarDate(node.kind === Kind.STRING ? node.value : undefined),
});
