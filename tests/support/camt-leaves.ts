/**
 * What another reader of camt files does not mean as a value of the file, or names in words of its
 * own; places and days of birth of people are none of our business and are not read.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['__CLASS__', 'getType', 'getIndex', 'getOriginalBusinessQuery'],
  ...['getBirthDate', 'getCityOfBirth', 'getCountryOfBirth', 'getProvinceOfBirth'],
  // It gives a payment the side of its entry; the side of entries is in their signed amounts.
  'getCreditDebitIndicator',
  // Our statement has its entries and details in scopes of their own.
  ...['getRecord', 'getRecords', 'getEntries', 'getTransactionDetail', 'getTransactionDetails'],
]);
const MARKER = '__RECURSIVITY__';
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const AMOUNT = /^-?\d+$/;

/** Values below a part of a dump, as texts that can be compared; without those of other scopes. */
export function expectedLeaves(value: unknown): string[] {
  if (typeof value === 'string') return value === '' || value === MARKER ? [] : [comparable(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) =>
    LEFT_OUT.has(name) ? [] : expectedLeaves(below),
  );
}

/** Values below a part of what Duebill read, without the entries and details in it. */
export function actualLeaves(value: unknown): Set<string> {
  return new Set(leavesOf(value));
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'bigint') return [value.toString()];
  if (typeof value === 'string') return [value, comparable(value), ...daysOf(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) =>
    name === 'entries' || name === 'details' ? [] : leavesOf(below),
  );
}

/** Instants in one time zone, amounts without their sign, texts with single blanks. */
function comparable(text: string): string {
  if (INSTANT.test(text)) return new Date(text).toISOString();
  if (AMOUNT.test(text)) return text.replace('-', '');
  return text.replace(/\s+/g, ' ').trim();
}

/** The other reader has instants where the file has days. */
function daysOf(text: string): string[] {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? [`${text}T00:00:00.000Z`] : [];
}
