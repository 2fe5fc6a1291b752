import fc from 'fast-check';

import { HexResult } from '../../../backend/src/runtime/ledger/hex-result.js';

function read(answer: string, cuts: readonly number[]): { result: HexResult; bytes: Buffer } {
  const result = new HexResult();
  const text = Buffer.from(answer);
  const ends = [...cuts.map((cut) => cut % text.length), text.length].sort((a, b) => a - b);
  const bytes = ends.map((end, at) => result.push(text.subarray(ends[at - 1] ?? 0, end)));
  return { result, bytes: Buffer.concat(bytes) };
}

describe('a hexadecimal result', () => {
  it('is the same however the answer is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.array(fc.nat()), fc.boolean(), (value, cuts, isLast) => {
        const text = `"result":"0x${Buffer.from(value).toString('hex')}"`;
        const answer = isLast ? `{"id":1,${text}}` : `{${text},"id":1}\n`;

        const { result, bytes } = read(answer, cuts);

        expect(result.isComplete).toBe(true);
        expect([...bytes]).toEqual([...value]);
      }),
    );
  });

  it.each([
    ['that is cut off', '{"result":"0xabcd'],
    ['of half a byte', '{"result":"0xabc"}'],
    ['that is missing', '{"result":null}'],
  ])('%s is not complete', (_, answer) => {
    expect(read(answer, []).result.isComplete).toBe(false);
  });

  it('keeps an answer without one', () => {
    const answer = '{"id":1,"error":{"message":"no"}}';

    expect(read(answer, [3, 9]).result.other).toBe(answer);
  });

  it('refuses other digits', () => {
    expect(() => read('{"result":"0xzz"}', [])).toThrow(RangeError);
  });
});
