import fc from 'fast-check';
import {
  AMOUNT_MINOR_MAX,
  findCurrencyExponent,
  formatAmountMinor,
  parseAmountMinor,
  parseDecimal,
} from '../../../backend/src/common/money.js';
import { isRefusal } from '../../../backend/src/common/refusal.js';

const CURRENCIES = ['EUR', 'CNY', 'JPY', 'KWD', 'CLF', 'ISK', 'HUF'];

function codeOf(text: string, currency: string): string {
  const amount = parseAmountMinor({ text, currency, path: '/Amt' });
  if (!isRefusal(amount)) throw new Error(`${text} ${currency} was read as ${amount}`);
  expect(amount.path).toBe('/Amt');
  return amount.code;
}

describe('parseAmountMinor', () => {
  it.each([
    ['8.85', 'EUR', 885n],
    ['8.850', 'EUR', 885n],
    ['5442.09000', 'RON', 544_209n],
    ['200000', 'SEK', 20_000_000n],
    ['-0.01', 'EUR', -1n],
    ['+7', 'EUR', 700n],
    ['.5', 'EUR', 50n],
    ['5.', 'EUR', 500n],
    [' 1.00\n', 'EUR', 100n],
    ['100.00', 'JPY', 100n],
    ['1.234', 'KWD', 1_234n],
    ['1.2345', 'CLF', 12_345n],
    ['92233720368547758.07', 'EUR', AMOUNT_MINOR_MAX],
  ])('reads %j %s as %s minor units', (text, currency, amountMinor) => {
    expect(parseAmountMinor({ text, currency })).toBe(amountMinor);
  });

  it.each([
    ['8.851', 'EUR', 'AMOUNT_PRECISION'],
    ['0.5', 'JPY', 'AMOUNT_PRECISION'],
    ['92233720368547758.08', 'EUR', 'AMOUNT_TOO_LARGE'],
    ['-92233720368547758.08', 'EUR', 'AMOUNT_TOO_LARGE'],
    ['1', 'XAU', 'UNKNOWN_CURRENCY'],
    ['1', 'eur', 'UNKNOWN_CURRENCY'],
    ['1', '', 'UNKNOWN_CURRENCY'],
    ['', 'EUR', 'INVALID_AMOUNT'],
    ['.', 'EUR', 'INVALID_AMOUNT'],
    ['1e3', 'EUR', 'INVALID_AMOUNT'],
    ['1,50', 'EUR', 'INVALID_AMOUNT'],
    ['1 000', 'EUR', 'INVALID_AMOUNT'],
    ['\u00a01', 'EUR', 'INVALID_AMOUNT'],
    ['１', 'EUR', 'INVALID_AMOUNT'],
    ['NaN', 'EUR', 'INVALID_AMOUNT'],
    ['9'.repeat(65), 'EUR', 'INVALID_AMOUNT'],
  ])('refuses %j %s with %s', (text, currency, code) => {
    expect(codeOf(text, currency)).toBe(code);
  });

  it('gives back every amount that formatAmountMinor wrote', () => {
    const amounts = fc.bigInt({ min: -AMOUNT_MINOR_MAX, max: AMOUNT_MINOR_MAX });
    fc.assert(
      fc.property(amounts, fc.constantFrom(...CURRENCIES), (amountMinor, currency) => {
        const text = formatAmountMinor(amountMinor, currency);
        expect(parseAmountMinor({ text, currency })).toBe(amountMinor);
        expect(
          parseAmountMinor({ text: `${text}${text.includes('.') ? '000' : '.0'}`, currency }),
        ).toBe(amountMinor);
      }),
    );
  });

  it('never rounds: a digit beyond the precision of the currency is refused', () => {
    const digits = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 15n),
        digits,
        fc.constantFrom(...CURRENCIES),
        (whole, digit, currency) => {
          const zeros = '0'.repeat(findCurrencyExponent(currency) ?? 0);
          expect(codeOf(`${whole}.${zeros}${digit}`, currency)).toBe('AMOUNT_PRECISION');
        },
      ),
    );
  });
});

describe('parseDecimal on hostile text', () => {
  it('answers at once for megabytes of blanks between two digits', () => {
    const started = performance.now();
    expect(parseDecimal(`1${' '.repeat(3_000_000)}1`)).toBeNull();
    expect(parseDecimal(' '.repeat(3_000_000))).toBeNull();
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('formatAmountMinor', () => {
  it('writes all decimals of the currency', () => {
    expect(formatAmountMinor(885n, 'EUR')).toBe('8.85');
    expect(formatAmountMinor(-5n, 'EUR')).toBe('-0.05');
    expect(formatAmountMinor(885n, 'JPY')).toBe('885');
    expect(formatAmountMinor(1n, 'KWD')).toBe('0.001');
  });

  it('throws for a currency that does not exist, because its caller has checked it', () => {
    expect(() => formatAmountMinor(1n, 'ABC')).toThrow(RangeError);
  });
});

describe('parseDecimal', () => {
  it('keeps every digit', () => {
    expect(parseDecimal('-19.50')).toEqual({ units: -1950n, scale: 2 });
  });

  it('is null or a number for any text, and throws for none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const decimal = parseDecimal(text);
        expect(decimal === null || typeof decimal.units === 'bigint').toBe(true);
      }),
    );
  });
});
