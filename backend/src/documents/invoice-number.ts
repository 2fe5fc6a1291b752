/**
 * Makes two spellings of one invoice number equal: compatibility characters unified (full-width
 * digits, ligatures), upper case, no white space of any kind, no leading zeros in any run of
 * digits. " inv-00 7" and "INV-007" both become "INV-7"; a run of zeros becomes "0".
 */
export function normaliseInvoiceNumber(number: string): string {
  return number
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .toUpperCase()
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, ''));
}

/** White space, and the format characters (zero-width, soft hyphen, byte order mark) like it. */
const INVISIBLE = /[\s\p{Z}\p{Cf}]+/gu;
