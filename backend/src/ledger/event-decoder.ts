import { AbiCoder, type EventFragment, type ParamType } from 'ethers';

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

type Decode = (log: RawLog) => EventArgs;

interface EventDecoder {
  readonly name: string;
  readonly decode: Decode;
}

const WORD_CHARS = 64;
/** Chars of `0x`. */
const PREFIX_CHARS = 2;

/**
 * Decoders made once from the ABI, one closure per event, which cut words out of the hex text.
 *
 * A general ABI decoder spends most of its time on generality; our frequent events hold static words and at most one
 * trailing `bytes`. The rare ones with lists or text are left to it.
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
  return decoder === undefined ? null : { contract, name: decoder.name, args: decoder.decode(log) };
}

interface Field {
  readonly name: string;
  readonly read: (word: string, log: RawLog) => EventValue;
}

function makeDecoder(event: EventFragment): EventDecoder {
  const indexed = event.inputs.filter((input) => input.indexed).map(toField);
  const inData = event.inputs.filter((input) => !input.indexed);
  const decodeData = inData.some(needsGeneralDecoder) ? generalDecoder(inData) : wordCutter(inData);
  const decode: Decode = (log) => {
    const args: Record<string, EventValue> = {};
    indexed.forEach((field, index) => {
      args[field.name] = field.read((log.topics[index + 1] ?? '').slice(PREFIX_CHARS), log);
    });
    return Object.assign(args, decodeData(log));
  };
  return { name: event.name, decode };
}

function wordCutter(inputs: readonly ParamType[]): Decode {
  const fields = inputs.flatMap(flatten).map(toField);
  return (log) => {
    const args: Record<string, EventValue> = {};
    let from = PREFIX_CHARS;
    for (const field of fields) {
      args[field.name] = field.read(log.data.slice(from, from + WORD_CHARS), log);
      from += WORD_CHARS;
    }
    return args;
  };
}

function needsGeneralDecoder(input: ParamType): boolean {
  return input.isArray() || input.type === 'string';
}

function generalDecoder(inputs: readonly ParamType[]): Decode {
  const abi = AbiCoder.defaultAbiCoder();
  return (log) => recordOf(inputs, [...abi.decode([...inputs], log.data)]);
}

function recordOf(inputs: readonly ParamType[], values: readonly unknown[]): EventArgs {
  return Object.fromEntries(
    inputs.map((input, index) => [input.name, valueOf(input, values[index])]),
  );
}

function valueOf(input: ParamType, value: unknown): EventValue {
  if (input.isArray()) {
    return [...(value as Iterable<unknown>)].map((item) => valueOf(input.arrayChildren, item));
  }
  if (input.isTuple()) {
    return recordOf(input.components, [...(value as Iterable<unknown>)]);
  }
  return input.type === 'address' ? String(value).toLowerCase() : (value as EventValue);
}

function flatten(input: ParamType): readonly ParamType[] {
  return input.isTuple() ? input.components.flatMap(flatten) : [input];
}

function toField(input: ParamType): Field {
  return { name: input.name, read: readerOf(input.type) };
}

function readerOf(type: string): Field['read'] {
  if (type === 'address') {
    return (word) => `0x${word.slice(24)}`;
  }
  if (type === 'bool') {
    return (word) => word.endsWith('1');
  }
  if (/^uint\d+$/.test(type)) {
    return (word) => BigInt(`0x${word}`);
  }
  const fixedBytes = /^bytes(\d+)$/.exec(type);
  if (fixedBytes !== null) {
    const chars = Number(fixedBytes[1]) * 2;
    return (word) => `0x${word.slice(0, chars)}`;
  }
  if (type === 'bytes') {
    return readBytes;
  }
  throw new Error(`no decoder for events with a ${type}`);
}

/** The word is the offset of length and content within the data. */
function readBytes(word: string, log: RawLog): string {
  const lengthAt = PREFIX_CHARS + Number(BigInt(`0x${word}`)) * 2;
  const contentAt = lengthAt + WORD_CHARS;
  const length = Number(BigInt(`0x${log.data.slice(lengthAt, contentAt)}`));
  return `0x${log.data.slice(contentAt, contentAt + length * 2)}`;
}
