import type { Interface, ParamType } from 'ethers';

import { calendarDateOf, currencyFromBytes } from '../common/index.js';
import { type ContractName, contractInterfaces } from '../ledger/index.js';
import { hexId } from './event-concern.js';

/** A value as clients get it: amounts and large integers are decimal strings. */
export type ToldValue =
  string | number | boolean | null | readonly ToldValue[] | { readonly [name: string]: ToldValue };

/** Who acted may be a financier whose assignment is silent; not everybody who is told may know. */
const HIDDEN = new Set(['actor']);
/** Instants are Unix seconds on the ledger. */
const INSTANT = /(At|By|Until|[sS]ince|schedule)$/;
const SECONDS_MS = 1_000;
/** Wider integers may pass 2^53. */
const NUMBER_BITS_MAX = 32;

/** Values of a stored event by the names of the contract, in the forms that the API has for them. */
export function toldValues(
  contract: ContractName,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Record<string, ToldValue> {
  const abi: Interface = contractInterfaces[contract];
  return told(abi.getEvent(name)?.inputs ?? [], args);
}

function told(
  inputs: readonly ParamType[],
  args: Readonly<Record<string, unknown>>,
): Record<string, ToldValue> {
  const values: Record<string, ToldValue> = {};
  for (const input of inputs) {
    if (input.isTuple() && args[input.name] === undefined) {
      // The decoder of events gives the fields of a tuple their own names.
      Object.assign(values, told(input.components, args));
    } else if (!HIDDEN.has(input.name)) {
      values[input.name] = valueOf(input, args[input.name]);
    }
  }
  return values;
}

function valueOf(input: ParamType, value: unknown): ToldValue {
  if (input.isArray()) {
    return (value as readonly unknown[]).map((item) => valueOf(input.arrayChildren, item));
  }
  if (input.isTuple()) {
    return told(input.components, value as Record<string, unknown>);
  }
  const text = String(value);
  if (input.type === 'bool') {
    return text === 'true';
  }
  if (input.type === 'bytes3') {
    return currencyFromBytes(text);
  }
  return input.type.startsWith('uint') ? integerOf(input, text) : text;
}

function integerOf({ name, type }: ParamType, text: string): ToldValue {
  if (name.endsWith('Minor')) {
    return text;
  }
  if (name.endsWith('Day')) {
    return calendarDateOf(Number(text));
  }
  if (INSTANT.test(name)) {
    return text === '0' ? null : new Date(Number(text) * SECONDS_MS).toISOString();
  }
  if (/lotId|tokenId/i.test(name)) {
    return hexId(text);
  }
  return Number(type.slice('uint'.length)) <= NUMBER_BITS_MAX ? Number(text) : text;
}
