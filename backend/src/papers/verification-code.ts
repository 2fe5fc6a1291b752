/** Without letters that are taken for digits. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS_PER_DIGIT = 5n;
/** Half of the code names the paper, half what it says. */
const DIGITS_PER_PART = 10;
const DIGITS_PER_GROUP = 5;
const PART_BITS = BITS_PER_DIGIT * BigInt(DIGITS_PER_PART);
const HASH_BITS = 256n;
const HASH_CHARS = 64;

/** What a code says of the paper that it was printed on. */
export interface CodeParts {
  /** The paper's id is between these. */
  readonly idFrom: string;
  readonly idTo: string;
  /** First 50 bits of the hash of its content. */
  readonly contentBits: bigint;
}

/**
 * Short code of a paper: 50 bits of its id and 50 bits of the hash of what it says, such as
 * `7Q3MZ-K0A1B-9XW2C-ERT4Y`. Another content, however small the change, has another code.
 */
export function verificationCodeOf(paperId: string, contentHash: string): string {
  const digits = digitsOf(firstBits(paperId)) + digitsOf(firstBits(contentHash));
  return (digits.match(new RegExp(`.{${DIGITS_PER_GROUP}}`, 'g')) ?? []).join('-');
}

/** Null for what is no code. Case, blanks and hyphens do not matter, and O, I and L are read as digits. */
export function readVerificationCode(text: string): CodeParts | null {
  const digits = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const values = [...digits].map((digit) => DIGITS.indexOf(digit));
  if (digits.length !== 2 * DIGITS_PER_PART || values.includes(-1)) {
    return null;
  }
  const [idBits = 0n, contentBits = 0n] = [0, DIGITS_PER_PART].map((from) =>
    values
      .slice(from, from + DIGITS_PER_PART)
      .reduce((bits, value) => (bits << BITS_PER_DIGIT) | BigInt(value), 0n),
  );
  const shift = HASH_BITS - PART_BITS;
  return {
    idFrom: hexOf(idBits << shift),
    idTo: hexOf((idBits << shift) | ((1n << shift) - 1n)),
    contentBits,
  };
}

/** First 50 bits of a hash of 32 bytes. */
export function firstBits(hash: string): bigint {
  return BigInt(hash) >> (HASH_BITS - PART_BITS);
}

function digitsOf(bits: bigint): string {
  return Array.from({ length: DIGITS_PER_PART }, (_, index) => {
    const shift = BITS_PER_DIGIT * BigInt(DIGITS_PER_PART - 1 - index);
    return DIGITS[Number((bits >> shift) & 31n)];
  }).join('');
}

function hexOf(value: bigint): string {
  return `0x${value.toString(16).padStart(HASH_CHARS, '0')}`;
}
