/** Items of one call, as the contracts bound it. */
export const BATCH_MAX = 100;

/**
 * Gas of a call: a constant part and one for each item, about a third above what anvil measured for a batch of 100
 * (registration 58 000, credit note 74 000).
 */
export const GAS_BASE = 150_000;
export const GAS_PER_REGISTRATION = 80_000;
/** Measured 45 000 for one pair; each further supplier opens a balance of its own. */
export const GAS_PER_CONFIRMATION = 110_000;
/**
 * A credit may fall on all of the 32 lots, and each of their owners is then owed the loss: 702 000 measured for 24 lots
 * of one owner, and each further owner opens a duty and an exposure.
 */
export const GAS_BASE_OF_CREDIT = 2_000_000;
export const GAS_PER_CREDIT_NOTE = 110_000;
/** Overwrites both words of the claim. */
export const GAS_PER_AMENDMENT = 40_000;
export const GAS_PER_LOT_PART = 45_000;
/** A dispute asks each lot on which of them it rests: 550 000 measured for 24 lots, which grows with their square. */
export const GAS_OF_DISPUTE = 1_500_000;
/** A single act on one receivable. */
export const GAS_OF_ACT = 150_000;

/** ISO 4217 code -> bytes3 of ASCII letters. */
export function currencyBytes(currency: string): string {
  return `0x${Buffer.from(currency, 'ascii').toString('hex')}`;
}

/** Evidence of an act that gives none. */
export const NO_EVIDENCE = `0x${'0'.repeat(64)}`;
