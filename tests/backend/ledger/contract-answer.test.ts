import fc from 'fast-check';
import { Interface, type Result } from 'ethers';

import { decodeAnswer } from '../../../backend/src/ledger/contract-answer.js';

const abi = new Interface([
  'function plain() view returns (tuple(address owner, uint64 amountMinor, bool frozen)[] rows)',
  'function nested() view returns (tuple(uint64 a, tuple(int24 b, bytes3[2] c) d)[] rows)',
  'function dynamic() view returns (tuple(string title, uint8 rank, bytes data, uint16[] days)[] rows)',
  'function numbers() view returns (uint256[] values)',
  'function several() view returns (uint48 since, uint32 delay)',
  'function one() view returns (tuple(address party, uint16 rights) signer)',
]);

const ADDRESS = `0x${'ab'.repeat(20)}`;
const uint = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((value) => `0x${Buffer.from(value).toString('hex')}`);

const ROWS = {
  plain: fc.tuple(hex(20), uint, fc.boolean()),
  nested: fc.tuple(uint, fc.tuple(fc.integer({ min: -100, max: 100 }), fc.tuple(hex(3), hex(3)))),
  dynamic: fc.tuple(
    fc.string({ unit: 'grapheme' }),
    fc.nat(255),
    fc.nat(70).chain(hex),
    fc.array(fc.nat(65_535)),
  ),
  numbers: uint,
};

describe('an answer of a contract', () => {
  it.each(Object.entries(ROWS))(
    'is decoded item by item as the whole would be: %s',
    (name, row) => {
      fc.assert(
        fc.property(fc.array<unknown>(row, { maxLength: 12 }), (rows) => {
          const answer = abi.encodeFunctionResult(name, [rows]);
          const whole = abi.decodeFunctionResult(name, answer)[0] as Result;

          expect(decodeAnswer(abi, name, answer)).toEqual([...whole]);
        }),
      );
    },
  );

  it('keeps the names of fields', () => {
    const answer = abi.encodeFunctionResult('plain', [[[ADDRESS, 7n, true]]]);

    const [row] = decodeAnswer(abi, 'plain', answer);

    expect(row?.['amountMinor']).toBe(7n);
    expect(String(row?.['owner']).toLowerCase()).toBe(ADDRESS);
  });

  it('is one thing where the view tells of one, or its values by name', () => {
    const several = abi.encodeFunctionResult('several', [5n, 6n]);
    const one = abi.encodeFunctionResult('one', [[ADDRESS, 3n]]);

    expect(decodeAnswer(abi, 'several', several)[0]?.['delay']).toBe(6n);
    expect(decodeAnswer(abi, 'one', one)[0]?.['rights']).toBe(3n);
  });
});
