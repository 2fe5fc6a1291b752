import { describe, expect, it } from '@jest/globals';

import {
  ReferenceScheme,
  isFinnish,
  isIso11649,
  isNorwegianKid,
  isSwissQrr,
  schemesOf,
} from '../../../backend/src/matching/check-digits.js';

describe('references with check digits', () => {
  it.each<[string, (key: string) => boolean, string]>([
    ['ISO 11649', isIso11649, 'RF18539007547034'],
    ['Swiss QR reference', isSwissQrr, '210000000003139471430009017'],
    ['Norwegian KID, modulo 10', isNorwegianKid, '2345676'],
    ['Norwegian KID, modulo 11', isNorwegianKid, '12345678903'],
    ['Finnish', isFinnish, '1232'],
  ])('%s: takes the right ones, and none with another last digit', (_, isRight, reference) => {
    const last = Number(reference.at(-1));
    expect(isRight(reference)).toBe(true);
    if (isRight !== isNorwegianKid) {
      expect(isRight(`${reference.slice(0, -1)}${(last + 1) % 10}`)).toBe(false);
    }
  });

  it('names the scheme of a reference', () => {
    expect(schemesOf('RF18539007547034')).toEqual([ReferenceScheme.ISO_11649]);
    expect(schemesOf('ABC')).toEqual([]);
  });
});
