import fc from 'fast-check';
import { normaliseInvoiceNumber } from '../../../backend/src/documents/index.js';

describe('normaliseInvoiceNumber', () => {
  it.each([
    [' inv-00 7', 'INV-7'],
    ['INV-007', 'INV-7'],
    ['inv-7', 'INV-7'],
    ['0000123456', '123456'],
    ['INV-000', 'INV-0'],
    ['2024/001-0', '2024/1-0'],
    ['ＩＮＶ－００７', 'INV-7'],
    ['INV\u00a0\u20097\u3000\u200b\ufeff', 'INV7'],
    ['RE 10 01', 'RE1001'],
    ['100', '100'],
    ['straße-01', 'STRASSE-1'],
    ['', ''],
  ])('makes %j %j', (number, normalised) => {
    expect(normaliseInvoiceNumber(number)).toBe(normalised);
  });

  it('changes nothing when applied again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (number) => {
        const once = normaliseInvoiceNumber(number);
        expect(normaliseInvoiceNumber(once)).toBe(once);
      }),
    );
  });

  it('does not see case, spaces and leading zeros', () => {
    const parts = fc.tuple(fc.stringMatching(/^[a-z]{1,5}$/), fc.nat(99_999), fc.nat(6));
    fc.assert(
      fc.property(parts, ([letters, count, zeros]) => {
        const plain = normaliseInvoiceNumber(`${letters}-${count}`);
        const padded = ` ${letters.toUpperCase()} - ${'0'.repeat(zeros)}${count}\t`;
        expect(normaliseInvoiceNumber(padded)).toBe(plain);
      }),
    );
  });

  it('keeps numbers apart that differ in more than that', () => {
    expect(normaliseInvoiceNumber('INV-70')).not.toBe(normaliseInvoiceNumber('INV-7'));
    expect(normaliseInvoiceNumber('INV-1-1')).not.toBe(normaliseInvoiceNumber('INV-11'));
  });
});
