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
  /** Those of its integers that have 32 bytes, as hex: ids that are looked for more often than they are reckoned with. */
  readonly words: Readonly<Record<string, string>> | undefined;
  /** Some value of it is text that anybody may have chosen. */
  readonly hasText: boolean;
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
  /** Names of integers of 32 bytes among its topics, with the number of each. */
  readonly wordTopics: ReadonlyArray<readonly [string, number]>;
  readonly hasText: boolean;
}

const WORD_CHARS = 64;
/** Chars of `0x`. */
const PREFIX_CHARS = 2;
/** Hex digits that a double holds exactly. */
const EXACT_DIGITS = 12;
const DIGIT_0 = '0'.charCodeAt(0);
const LETTER_A = 'A'.charCodeAt(0);

/** The same few parties are in all events: one text for each is found faster, and kept once. */
class AddressTexts {
  private readonly texts = new Map<string, string>();

  get(digits: string): string {
    let text = this.texts.get(digits);
    if (text === undefined) {
      text = `0x${digits}`;
      if (this.texts.size === ADDRESSES_MAX) {
        this.texts.clear();
      }
      // A slice of the new text, since one of the log would keep all of that in memory.
      this.texts.set(text.slice(PREFIX_CHARS), text);
    }
    return text;
  }
}

const ADDRESSES_MAX = 10_000;
const addresses = new AddressTexts();

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
  const { name, hasText, wordTopics } = decoder;
  const words = wordTopics.length === 0 ? undefined : wordsOf(topics, wordTopics);
  return { contract, name, args, words, hasText };
}

function wordsOf(
  topics: readonly string[],
  wordTopics: EventDecoder['wordTopics'],
): Record<string, string> {
  const words: Record<string, string> = {};
  for (const [name, topic] of wordTopics) {
    words[name] = topics[topic] ?? '';
  }
  return words;
}

function makeDecoder(event: EventFragment): EventDecoder {
  const indexed = event.inputs.filter((input) => input.indexed);
  return {
    name: event.name,
    wordTopics: indexed.flatMap(({ type, name }, at) =>
      type === 'uint256' ? [[name, at + 1] as const] : [],
    ),
    hasText: event.inputs.some((input) => /\bstring\b/.test(input.format('sighash'))),
    inTopics: fieldsOf(indexed),
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
    return (hex, at) => addresses.get(hex.slice(at + 24, at + WORD_CHARS));
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
    // The first word has its prefix already: a slice costs less than a new text.
    return (hex, at) =>
      at === PREFIX_CHARS ? hex.slice(0, at + chars) : `0x${hex.slice(at, at + chars)}`;
  }
  throw new Error(`no decoder for events with a ${type}`);
}

/** Most integers are small, and far cheaper to read as numbers. */
function readSmall(hex: string, at: number): bigint {
  const end = at + WORD_CHARS;
  const low = numberAt(hex, end - EXACT_DIGITS, end);
  const high = numberAt(hex, end - EXACT_DIGITS - 4, end - EXACT_DIGITS);
  return high === 0 ? BigInt(low) : (BigInt(high) << 48n) + BigInt(low);
}

function readWhole(hex: string, at: number): bigint {
  const start = at + WORD_CHARS - EXACT_DIGITS;
  for (let char = at; char < start; char++) {
    if (hex.charCodeAt(char) !== DIGIT_0) {
      return BigInt(`0x${hex.slice(at, at + WORD_CHARS)}`);
    }
  }
  return BigInt(numberAt(hex, start, start + EXACT_DIGITS));
}

/** At most {@link EXACT_DIGITS} digits; the low half of a letter's code counts from 1. */
function numberAt(hex: string, from: number, to: number): number {
  let value = 0;
  for (let char = from; char < to; char++) {
    const code = hex.charCodeAt(char);
    value = value * 16 + (code & 15) + (code >= LETTER_A ? 9 : 0);
  }
  return value;
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
