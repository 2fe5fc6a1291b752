import fc from 'fast-check';
import { readStatements } from '../../../backend/src/bank-formats/index.js';
import { AMOUNT_MINOR_MAX } from '../../../backend/src/common/money.js';
import { readInvoice } from '../../../backend/src/documents/index.js';
import { ciiInvoice, ublInvoice } from '../../support/invoice-xml.js';
import { describeWithSharedData, readShared } from '../../support/shared-data.js';

/** A change that transmission errors, careless editors and attackers make. */
type Damage = (bytes: Buffer) => Buffer;

const positions = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

const damages: fc.Arbitrary<Damage> = fc.oneof(
  positions.map(
    (at): Damage =>
      (bytes) =>
        bytes.subarray(0, Math.floor(at * bytes.length)),
  ),
  fc.tuple(positions, fc.nat(255)).map(([at, value]): Damage => (bytes) => {
    const copy = Buffer.from(bytes);
    copy[Math.floor(at * bytes.length)] = value;
    return copy;
  }),
  fc.tuple(positions, positions, positions).map(([from, length, to]): Damage => (bytes) => {
    const start = Math.floor(from * bytes.length);
    const piece = bytes.subarray(start, start + Math.floor(length * 200));
    const target = Math.floor(to * bytes.length);
    return Buffer.concat([bytes.subarray(0, target), piece, bytes.subarray(target)]);
  }),
  // Figures and dates are what matters, so digits change most often.
  fc.tuple(fc.nat(), fc.nat(9)).map(([nth, digit]): Damage => (bytes) => {
    const digits = [...bytes.toString('latin1').matchAll(/\d/g)];
    const match = digits[nth % Math.max(1, digits.length)];
    const copy = Buffer.from(bytes);
    if (match !== undefined) copy[match.index] = 0x30 + digit;
    return copy;
  }),
);

const manyDamages = fc.array(damages, { minLength: 1, maxLength: 3 });

function damaged(bytes: Buffer, changes: readonly Damage[]): Buffer {
  return changes.reduce((current, change) => change(current), bytes);
}

/** Whatever comes in: an answer, and in it either a reason or figures that add up. */
function expectInvoiceAnswer(bytes: Buffer): void {
  const reading = readInvoice(bytes);
  if (!reading.ok) {
    expect(reading.errors[0]?.code).toMatch(/^[A-Z][A-Z0-9_-]+$/);
    return;
  }
  const { payableMinor, totals, lines } = reading.invoice;
  const { taxInclusiveMinor, prepaidMinor, roundingMinor, lineTotalMinor } = totals;
  // A damaged specification makes it plain UBL, which has formulas of its own.
  if (!reading.invoice.profile?.includes('urn:cen.eu:en16931:2017')) return;
  const due = (taxInclusiveMinor ?? 0n) - (prepaidMinor ?? 0n) + (roundingMinor ?? 0n);
  expect(payableMinor).toBe(due);
  expect(lineTotalMinor).toBe(lines.reduce((sum, { netMinor }) => sum + netMinor, 0n));
}

function expectStatementAnswer(bytes: Buffer): void {
  const reading = readStatements(bytes);
  if (!reading.ok) {
    expect(reading.errors[0]?.code).toMatch(/^[A-Z][A-Z0-9_-]+$/);
    return;
  }
  for (const { amountMinor } of reading.statements.flatMap(({ entries }) => entries)) {
    expect(amountMinor >= 0n && amountMinor <= AMOUNT_MINOR_MAX).toBe(true);
  }
}

describe('readers on damaged documents', () => {
  it.each([
    ['UBL', ublInvoice()],
    ['CII', ciiInvoice()],
  ])('answer for %s with a refusal or with figures that add up', (_format, whole) => {
    const property = fc.property(manyDamages, (changes) => {
      expectInvoiceAnswer(damaged(whole, changes));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('answer for any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readInvoice(bytes).ok || readStatements(bytes).ok).toBe(false);
      }),
    );
  });
});

describeWithSharedData('readers on damaged samples', () => {
  it.each([
    'einvoice/xrechnung/business/01.05a-INVOICE_uncefact.xml',
    'einvoice/peppol/examples/Allowance-example.xml',
    'einvoice/fapiao-sample.xml',
  ])('answer for %s', (file) => {
    const whole = readShared(file);
    const property = fc.property(manyDamages, (changes) => {
      expectInvoiceAnswer(damaged(whole, changes));
    });
    fc.assert(property, { numRuns: 150 });
  });

  it.each([
    'bank/camt-with-expected-json/camt054.v8.xml',
    'bank/camt-with-expected-json/camt053.v2.minimal.xml',
    'bank/camt-from-banks/ing/example_camt.xml',
  ])('answer for %s', (file) => {
    const whole = readShared(file);
    const property = fc.property(manyDamages, (changes) => {
      expectStatementAnswer(damaged(whole, changes));
    });
    fc.assert(property, { numRuns: 150 });
  });
});
