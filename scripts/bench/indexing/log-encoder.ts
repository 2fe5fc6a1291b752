import { randomBytes } from 'node:crypto';

import type { EventFragment, ParamType } from 'ethers';

import { type ContractName, contractInterfaces } from '../../../backend/src/ledger/index.js';

export type Word = string | number | bigint | boolean;

interface EventShape {
  readonly fragment: EventFragment;
  readonly topic: string;
  readonly indexed: readonly boolean[];
  readonly words: ReadonlyArray<(value: Word) => string>;
  checked: boolean;
}

/** Topics and data of a log, as JSON-RPC writes them. */
export interface EncodedLog {
  readonly topics: readonly string[];
  readonly data: string;
}

const shapes = new Map<string, EventShape>();

/**
 * Encodes an event of static words by its ABI, faster than a general encoder: millions are needed.
 *
 * The first log of each event is compared with the general encoder.
 *
 * @param values in the order of the ABI; the fields of a struct stand in its place
 */
export function encodeLog(
  contract: ContractName,
  name: string,
  values: readonly Word[],
): EncodedLog {
  const shape = shapeOf(contract, name);
  const topics = [shape.topic];
  let data = '0x';
  for (let at = 0; at < values.length; at++) {
    const word = (shape.words[at] as (value: Word) => string)(values[at] as Word);
    if (shape.indexed[at] === true) {
      topics.push(`0x${word}`);
    } else {
      data += word;
    }
  }
  if (!shape.checked) {
    check(contract, shape, { topics, data }, values);
    shape.checked = true;
  }
  return { topics, data };
}

/** 32 bytes that nothing else has. */
export function newHash(): string {
  return `0x${randomBytes(32).toString('hex')}`;
}

function shapeOf(contract: ContractName, name: string): EventShape {
  const key = `${contract}.${name}`;
  const known = shapes.get(key);
  if (known !== undefined) {
    return known;
  }
  const fragment = contractInterfaces[contract].getEvent(name as never);
  const inputs = fragment.inputs.flatMap((input) =>
    partsOf(input).map((part) => ({ type: part.type, indexed: input.indexed === true })),
  );
  const shape = {
    fragment,
    topic: fragment.topicHash,
    indexed: inputs.map(({ indexed }) => indexed),
    words: inputs.map(({ type }) => wordOf(type)),
    checked: false,
  };
  shapes.set(key, shape);
  return shape;
}

function partsOf(input: ParamType): readonly ParamType[] {
  return input.isTuple() ? input.components.flatMap(partsOf) : [input];
}

function wordOf(type: string): (value: Word) => string {
  if (type === 'address') {
    return (value) => (value as string).slice(2).padStart(64, '0');
  }
  if (type === 'bool') {
    return (value) => (value === true ? '1' : '0').padStart(64, '0');
  }
  if (/^bytes\d+$/.test(type)) {
    return (value) => (value as string).slice(2).padEnd(64, '0');
  }
  if (/^uint\d+$/.test(type)) {
    return (value) => BigInt(value).toString(16).padStart(64, '0');
  }
  throw new Error(`no word for a ${type}`);
}

function check(
  contract: ContractName,
  { fragment }: EventShape,
  log: EncodedLog,
  values: readonly Word[],
): void {
  const rest = [...values];
  const nested = (input: ParamType): unknown =>
    input.isTuple() ? input.components.map(nested) : rest.shift();
  const { topics, data } = contractInterfaces[contract].encodeEventLog(
    fragment,
    fragment.inputs.map(nested),
  );
  if (log.data !== data || log.topics.join() !== topics.join()) {
    throw new Error(`${fragment.name} is encoded otherwise than its ABI says`);
  }
}
