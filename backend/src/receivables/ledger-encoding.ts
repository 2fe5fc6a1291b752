/** Items of one call, as the contracts bound it. */
export const BATCH_MAX = 100;

/** Gas of a call: the constant part, and that of each item; measured and rounded up by about a third. */
export const GAS_BASE = 150_000;
export const GAS_PER_REGISTRATION = 90_000;
export const GAS_PER_CONFIRMATION = 135_000;
export const GAS_PER_CREDIT_NOTE = 135_000;
export const GAS_PER_LOT_PART = 120_000;
/** A single act on one receivable. */
export const GAS_OF_ACT = 200_000;
/** Accepting a dispute credits up to 32 lots. */
export const GAS_OF_ACCEPTED_DISPUTE = 800_000;

/** ISO 4217 code -> bytes3 of ASCII letters. */
export function currencyBytes(currency: string): string {
  return `0x${Buffer.from(currency, 'ascii').toString('hex')}`;
}

/** Evidence of an act that gives none. */
export const NO_EVIDENCE = `0x${'0'.repeat(64)}`;
