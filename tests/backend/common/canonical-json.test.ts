import { createHash } from 'node:crypto';

import { canonicalJson } from '../../../backend/src/common/index.js';

const VALUE = { b: [1, { z: 0.1, a: -0 }], a: { y: null, x: '逾期' }, 10: true };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('canonicalJson', () => {
  it('sorts keys at every depth and writes the same value in the same bytes for ever', () => {
    const withInfinity = canonicalJson({ ...VALUE, t: Infinity });
    expect(withInfinity).toBe(
      '{"10":true,"a":{"x":"逾期","y":null},"b":[1,{"a":0,"z":0.1}],"t":"Infinity"}',
    );
    expect(sha256(withInfinity)).toBe(
      '5a5b88b4ee5e2d293b1770b77a381b68a23274234f206a337966c29daccc6b7a',
    );
    expect(sha256(canonicalJson({ ...VALUE, n: 2n ** 70n }))).toBe(
      '295b4e5cebeaf098440d15e12c4f76e43107afdc770556e5678baaf6a7702205',
    );
  });
});
