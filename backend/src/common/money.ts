import { findCurrencyExponent } from './currencies.js';
import { Refusal } from './refusal.js';

export { findCurrencyExponent } from './currencies.js';

/** Largest accepted amount: the top of Postgres `bigint`. The contracts enforce the same cap. */
export const AMOUNT_MINOR_MAX = 2n ** 63n - 1n;

/**
 * Longest decimal text that is looked at. ISO 20022 and EN 16931 amounts have at most some twenty
 * digits; the bound keeps a megabyte of digits from becoming one huge bigint.
 */
const DECIMAL_TEXT_MAX = 64;

const XML_SPACE: ReadonlySet<string> = new Set([' ', '\t', '\r', '\n']);

/** The lexical space of `xs:decimal`: no exponent, no group separators. */
const DECIMAL_PATTERN = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))$/;

/** An exact decimal: `units / 10^scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** An amount as a document spells it; `path` names the place in a refusal. */
export interface AmountText {
  readonly text: string;
  readonly currency: string;
  readonly path?: string;
}

/** Reads decimal text exactly; null when it is no decimal number or absurdly long. */
export function parseDecimal(text: string): Decimal | null {
  const trimmed = trimXmlSpace(text);
  const match = trimmed.length <= DECIMAL_TEXT_MAX ? DECIMAL_PATTERN.exec(trimmed) : null;
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', bareFraction = ''] = match;
  const decimals = fraction + bareFraction;
  const magnitude = BigInt(whole + decimals);
  return { units: sign === '-' ? -magnitude : magnitude, scale: decimals.length };
}

/**
 * Decimal text of an amount → minor units of its currency.
 *
 * Nothing is rounded: zeros beyond the currency's precision are dropped ("8.850" EUR is 885),
 * any other digit there is refused.
 *
 * Refuses with UNKNOWN_CURRENCY, INVALID_AMOUNT, AMOUNT_PRECISION or AMOUNT_TOO_LARGE.
 */
export function parseAmountMinor({ text, currency, path = '' }: AmountText): bigint | Refusal {
  const exponent = findCurrencyExponent(currency);
  if (exponent === null) {
    const message = `"${currency.slice(0, 20)}" is no ISO 4217 currency with a minor unit`;
    return new Refusal({ code: 'UNKNOWN_CURRENCY', message, path });
  }
  const decimal = parseDecimal(text);
  if (decimal === null) {
    const message = `"${text.slice(0, 40)}" is no decimal number`;
    return new Refusal({ code: 'INVALID_AMOUNT', message, path });
  }
  const amountMinor = rescaleExactly(decimal, exponent);
  if (amountMinor === null) {
    const message = `${text.trim()} ${currency} has more than ${exponent} decimals`;
    return new Refusal({ code: 'AMOUNT_PRECISION', message, path });
  }
  if (amountMinor > AMOUNT_MINOR_MAX || amountMinor < -AMOUNT_MINOR_MAX) {
    const message = `${text.trim()} ${currency} is above the largest amount, 2^63 - 1 minor units`;
    return new Refusal({ code: 'AMOUNT_TOO_LARGE', message, path });
  }
  return amountMinor;
}

/** Minor units → decimal text with all decimals of the currency: 885 EUR → "8.85". */
export function formatAmountMinor(amountMinor: bigint, currency: string): string {
  const exponent = findCurrencyExponent(currency);
  if (exponent === null) throw new RangeError(`no ISO 4217 currency: ${currency}`);
  return formatDecimal({ units: amountMinor, scale: exponent });
}

/** The same number as plain decimal text, with exactly `scale` decimals. */
export function formatDecimal({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`;
  return `${units < 0n ? '-' : ''}${whole}${fraction}`;
}

/** Units at another scale, or null where a digit other than zero would be lost. */
export function rescaleExactly({ units, scale }: Decimal, toScale: number): bigint | null {
  if (scale <= toScale) return units * 10n ** BigInt(toScale - scale);
  const divisor = 10n ** BigInt(scale - toScale);
  return units % divisor === 0n ? units / divisor : null;
}

/** Units at another scale, halves rounded away from zero, as tax authorities do. */
export function rescaleHalfUp({ units, scale }: Decimal, toScale: number): bigint {
  if (scale <= toScale) return units * 10n ** BigInt(toScale - scale);
  const divisor = 10n ** BigInt(scale - toScale);
  const magnitude = ((units < 0n ? -units : units) * 2n + divisor) / (divisor * 2n);
  return units < 0n ? -magnitude : magnitude;
}

/**
 * XML white space only: a no-break space inside an amount is an error, not padding. Loops rather
 * than patterns, because a pattern at the end of a text retries at every blank before it.
 */
function trimXmlSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && XML_SPACE.has(text.charAt(start))) start += 1;
  while (end > start && XML_SPACE.has(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
