import { AbiCoder, type EventFragment, type ParamType } from 'ethers';
import fc from 'fast-check';

import { contractInterfaces, type ContractName } from '../../../backend/src/ledger/contracts.js';
import { decodeLog, type RawLog } from '../../../backend/src/ledger/event-decoder.js';

const abi = AbiCoder.defaultAbiCoder();

const events = Object.entries(contractInterfaces).flatMap(([contract, contractInterface]) => {
  const found: Array<[string, ContractName, EventFragment]> = [];
  contractInterface.forEachEvent((event) =>
    found.push([`${contract}.${event.name}`, contract as ContractName, event]),
  );
  return found;
});

/** Any value of a type, as the ABI coder takes it. */
function valueOf(type: ParamType): fc.Arbitrary<unknown> {
  if (type.isTuple()) {
    return fc.tuple(...type.components.map(valueOf));
  }
  if (type.type === 'bool') {
    return fc.boolean();
  }
  if (type.type.startsWith('uint')) {
    return fc.bigInt(0n, 2n ** BigInt(type.type.slice(4)) - 1n);
  }
  if (type.isArray()) {
    return fc.array(valueOf(type.arrayChildren), { maxLength: 3 });
  }
  if (type.type === 'string') {
    return fc.string({ unit: 'grapheme', maxLength: 40 });
  }
  const length = { address: 20, bytes: undefined }[type.type as 'address' | 'bytes'];
  const bytes = length ?? (type.type === 'bytes' ? undefined : Number(type.type.slice(5)));
  return fc
    .uint8Array(bytes === undefined ? { maxLength: 100 } : { minLength: bytes, maxLength: bytes })
    .map((array) => `0x${Buffer.from(array).toString('hex')}`);
}

function flat(type: ParamType, value: unknown): Array<[string, unknown]> {
  return type.isTuple()
    ? type.components.flatMap((part, index) => flat(part, (value as unknown[])[index]))
    : [[type.name, named(type, value)]];
}

/** Tuples inside lists keep the names of their fields. */
function named(type: ParamType, value: unknown): unknown {
  return type.isArray()
    ? (value as unknown[]).map((item) =>
        type.arrayChildren.isTuple()
          ? Object.fromEntries(flat(type.arrayChildren, item))
          : named(type.arrayChildren, item),
      )
    : value;
}

/** What follows from the values: ids as they stand in the topics, and whether somebody wrote a text. */
function hintsOf(event: EventFragment, values: readonly unknown[]) {
  const ids = event.inputs.flatMap(({ indexed, type, name }, index) =>
    indexed && type === 'uint256' ? [[name, abi.encode([type], [values[index]])]] : [],
  );
  return {
    words: ids.length === 0 ? undefined : (Object.fromEntries(ids) as Record<string, string>),
    hasText: event.inputs.some((input) => input.format('full').includes('string')),
  };
}

function encode(event: EventFragment, values: readonly unknown[]): RawLog {
  const topics = event.inputs.flatMap((input, index) =>
    input.indexed ? [abi.encode([input], [values[index]])] : [],
  );
  const inData = event.inputs.flatMap((input, index) => (input.indexed ? [] : [index]));
  return {
    address: '0x',
    topics: [event.topicHash, ...topics],
    data: abi.encode(
      inData.map((index) => event.inputs[index]!),
      inData.map((index) => values[index]),
    ),
    blockNumber: '0x1',
    blockHash: '0x',
    transactionHash: '0x',
    logIndex: '0x0',
  };
}

describe('decodeLog', () => {
  it.each(events)('gives back what was encoded, for %s', (_, contract, event) => {
    fc.assert(
      fc.property(fc.tuple(...event.inputs.map(valueOf)), (values) => {
        const decoded = decodeLog(contract, encode(event, values));

        const expected = event.inputs.flatMap((input, index) => flat(input, values[index]));
        const args = Object.fromEntries(expected);
        expect(decoded).toEqual({ contract, name: event.name, args, ...hintsOf(event, values) });
      }),
      { numRuns: 50 },
    );
  });

  it('gives null, for a topic that the ABI does not know', () => {
    const log = { ...encode(events[0]![2], []), topics: [`0x${'ab'.repeat(32)}`] };

    expect(decodeLog('forwarder', log)).toBeNull();
  });
});
