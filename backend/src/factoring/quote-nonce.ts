import { randomInt } from 'node:crypto';

const RANDOM_BITS = 20;

/** Grows with time, so that older quotes can be cancelled together, and survives the loss of this database. */
export function newNonce(): bigint {
  return nonceFrom(new Date()) | BigInt(randomInt(2 ** RANDOM_BITS));
}

/** Lowest nonce of quotes that were issued from then on. */
export function nonceFrom(instant: Date): bigint {
  return BigInt(instant.getTime()) << BigInt(RANDOM_BITS);
}
