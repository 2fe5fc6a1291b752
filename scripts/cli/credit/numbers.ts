const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** 1,234,567.89 */
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
/** 1234,56 or 1.234,56 */
const DECIMAL_COMMA = /^[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+$/;

/** The number that a text is, in the notations that exports use; null where it is none. */
export function numberOf(text: string): number | null {
  if (PLAIN.test(text)) return finite(Number(text));
  if (GROUPED.test(text)) return finite(Number(text.replaceAll(',', '')));
  if (DECIMAL_COMMA.test(text)) return finite(Number(text.replaceAll('.', '').replace(',', '.')));
  return null;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

const YES = new Set(['yes', 'y', 'true', 't', '1', '1.0', "b'1'", 'bankrupt', 'late', 'bad']);
const NO = new Set(['no', 'n', 'false', 'f', '0', '0.0', "b'0'", 'good']);

/** Yes or no in the words of exports; null for anything else. */
export function yesOrNo(text: string): boolean | null {
  const word = text.toLowerCase();
  if (YES.has(word)) return true;
  return NO.has(word) ? false : null;
}
