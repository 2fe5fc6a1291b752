import type { EventFragment, ParamType } from 'ethers';

import { type ContractName, contractInterfaces } from './contracts.js';

/** A log as `eth_getLogs` gives it, untouched. */
export interface RawLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly blockHash: string;
  readonly transactionHash: string;
  readonly logIndex: string;
}

/**
 * Values of an event by name: integers as bigint, text as it is, the rest as lower-case hex or boolean.
 *
 * Tuples are flattened into the names of their fields; a list of tuples is a list of such records.
 */
export type EventValue = bigint | string | boolean | readonly EventValue[] | EventArgs;
export interface EventArgs {
  readonly [name: string]: EventValue;
}

export interface DecodedEvent {
  readonly contract: ContractName;
  readonly name: string;
  readonly args: EventArgs;
}

/** Value whose word begins at a char of a hex text; what it points to counts from `base`. */
type Read = (hex: string, at: number, base: number) => EventValue;

interface Field {
  readonly name: string;
  readonly read: Read;
  /** Char of the first word within the topic or the data. */
  readonly at: number;
}

interface EventDecoder {
  readonly name: string;
  readonly inTopics: readonly Field[];
  readonly inData: readonly Field[];
}

const WORD_CHARS = 64;
/** Chars of `0x`. */
const PREFIX_CHARS = 2;
/** Hex digits that a double holds exactly. */
const EXACT_DIGITS = 12;

/**
 * Decoders made once from the ABI, which cut words out of the hex text.
 *
 * A general ABI decoder spends most of its time on generality; ours knows the place of each field before it sees a log.
 */
const decodersByContract: Readonly<Record<ContractName, ReadonlyMap<string, EventDecoder>>> =
  Object.fromEntries(
    Object.entries(contractInterfaces).map(([contract, abi]) => {
      const decoders = new Map<string, EventDecoder>();
      abi.forEachEvent((event) => decoders.set(event.topicHash, makeDecoder(event)));
      return [contract, decoders];
    }),
  ) as unknown as Record<ContractName, ReadonlyMap<string, EventDecoder>>;

/** Decodes a log of one of our contracts; null for an event that the ABI does not name. */
export function decodeLog(contract: ContractName, log: RawLog): DecodedEvent | null {
  const decoder = decodersByContract[contract].get(log.topics[0] ?? '');
  if (decoder === undefined) {
    return null;
  }
  const { topics, data } = log;
  const args: Record<string, EventValue> = {};
  let topic = 1;
  for (const { name, read } of decoder.inTopics) {
    args[name] = read(topics[topic++] ?? '', PREFIX_CHARS, PREFIX_CHARS);
  }
  for (const { name, read, at } of decoder.inData) {
    args[name] = read(data, at, PREFIX_CHARS);
  }
  return { contract, name: decoder.name, args };
}

function makeDecoder(event: EventFragment): EventDecoder {
  return {
    name: event.name,
    inTopics: fieldsOf(event.inputs.filter((input) => input.indexed)),
    inData: fieldsOf(
      event.inputs.filter((input) => !input.indexed),
      PREFIX_CHARS,
    ),
  };
}

/** A tuple of static fields stands where it is, one after the other. */
function fieldsOf(inputs: readonly ParamType[], start = 0): Field[] {
  return inputs.flatMap(flatten).map((input, index) => ({
    name: input.name,
    read: readerOf(input),
    at: start + index * WORD_CHARS,
  }));
}

function flatten(input: ParamType): readonly ParamType[] {
  return input.isTuple() ? input.components.flatMap(flatten) : [input];
}

function readerOf(input: ParamType): Read {
  if (input.isArray()) {
    return listReader(input.arrayChildren);
  }
  const { type } = input;
  if (type === 'address') {
    return (hex, at) => `0x${hex.slice(at + 24, at + WORD_CHARS)}`;
  }
  if (type === 'bool') {
    return (hex, at) => hex[at + WORD_CHARS - 1] === '1';
  }
  if (type.startsWith('uint')) {
    return Number(type.slice('uint'.length)) <= 64 ? readSmall : readWhole;
  }
  if (type === 'bytes') {
    return (hex, at, base) => `0x${contentAt(hex, at, base)}`;
  }
  if (type === 'string') {
    return (hex, at, base) => Buffer.from(contentAt(hex, at, base), 'hex').toString('utf8');
  }
  const fixedBytes = /^bytes(\d+)$/.exec(type);
  if (fixedBytes !== null) {
    const chars = Number(fixedBytes[1]) * 2;
    return (hex, at) => `0x${hex.slice(at, at + chars)}`;
  }
  throw new Error(`no decoder for events with a ${type}`);
}

/** Most integers are small, and far cheaper to read as numbers. */
function readSmall(hex: string, at: number): bigint {
  const end = at + WORD_CHARS;
  const low = parseInt(hex.slice(end - EXACT_DIGITS, end), 16);
  const high = parseInt(hex.slice(end - EXACT_DIGITS - 4, end - EXACT_DIGITS), 16);
  return high === 0 ? BigInt(low) : (BigInt(high) << 48n) + BigInt(low);
}

function readWhole(hex: string, at: number): bigint {
  return BigInt(`0x${hex.slice(at, at + WORD_CHARS)}`);
}

/** Length or offset, in chars. */
function charsAt(hex: string, at: number): number {
  return Number(readSmall(hex, at)) * 2;
}

/** The word is the offset of length and content. */
function contentAt(hex: string, at: number, base: number): string {
  const lengthAt = base + charsAt(hex, at);
  const start = lengthAt + WORD_CHARS;
  return hex.slice(start, start + charsAt(hex, lengthAt));
}

/** A list of words or of structs of words; no event has others. */
function listReader(item: ParamType): Read {
  const fields = flatten(item).map((part) => ({ name: part.name, read: readerOf(part) }));
  if (fields.length === 0 || flatten(item).some((part) => isDynamic(part))) {
    throw new Error(`no decoder for events with a list of ${item.type}`);
  }
  return (hex, at, base) => {
    const lengthAt = base + charsAt(hex, at);
    const items: EventValue[] = [];
    let from = lengthAt + WORD_CHARS;
    for (let left = charsAt(hex, lengthAt) / 2; left > 0; left--) {
      const values: Array<[string, EventValue]> = fields.map(({ name, read }, index) => [
        name,
        read(hex, from + index * WORD_CHARS, base),
      ]);
      items.push(item.isTuple() ? Object.fromEntries(values) : (values[0]?.[1] ?? ''));
      from += fields.length * WORD_CHARS;
    }
    return items;
  };
}

function isDynamic(input: ParamType): boolean {
  return input.isArray() || input.type === 'bytes' || input.type === 'string';
}
