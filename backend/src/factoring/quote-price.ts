/** Denominator of rates in basis points. */
export const BPS_DENOMINATOR = 10_000n;

/** Rates of a quote: what the price of a lot depends on, beside the lot. */
export interface PriceTerms {
  readonly advanceRateBps: number;
  readonly discountRateBps: number;
  readonly serviceFeeBps: number;
  readonly dayCountBasis: number;
}

/** A lot as it is priced: what is outstanding of it, and the days from today to its due date. */
export interface PricedLot {
  readonly outstandingMinor: bigint;
  readonly tenorDays: number;
}

/** What the terms come to, in minor units of the quote's currency. */
export interface QuotePrice {
  readonly eligibleMinor: bigint;
  readonly advanceMinor: bigint;
  readonly reserveMinor: bigint;
  readonly discountChargeMinor: bigint;
  readonly serviceFeeMinor: bigint;
}

/** Share of the eligible face paid early; the remainder stays in the reserve. */
export function advanceDown(eligibleMinor: bigint, advanceRateBps: number): bigint {
  return (eligibleMinor * BigInt(advanceRateBps)) / BPS_DENOMINATOR;
}

/** Price of time on the advance until the due date; the financier gains the remainder. */
export function discountChargeUp(
  advanceMinor: bigint,
  terms: Pick<PriceTerms, 'discountRateBps' | 'dayCountBasis'>,
  tenorDays: number,
): bigint {
  return ceilDiv(
    advanceMinor * BigInt(terms.discountRateBps) * BigInt(tenorDays),
    BPS_DENOMINATOR * BigInt(terms.dayCountBasis),
  );
}

/** Price of service on the eligible face; the financier gains the remainder. */
export function serviceFeeUp(eligibleMinor: bigint, serviceFeeBps: number): bigint {
  return ceilDiv(eligibleMinor * BigInt(serviceFeeBps), BPS_DENOMINATOR);
}

/**
 * What a quote comes to for lots, as `Factoring.accept` computes it: each lot is rounded by itself
 * and the results are added up, so the order of the lots does not matter.
 */
export function priceQuote(terms: PriceTerms, lots: readonly PricedLot[]): QuotePrice {
  let eligibleMinor = 0n;
  let advanceMinor = 0n;
  let discountChargeMinor = 0n;
  let serviceFeeMinor = 0n;
  for (const lot of lots) {
    const lotAdvanceMinor = advanceDown(lot.outstandingMinor, terms.advanceRateBps);
    eligibleMinor += lot.outstandingMinor;
    advanceMinor += lotAdvanceMinor;
    discountChargeMinor += discountChargeUp(lotAdvanceMinor, terms, lot.tenorDays);
    serviceFeeMinor += serviceFeeUp(lot.outstandingMinor, terms.serviceFeeBps);
  }
  const reserveMinor = eligibleMinor - advanceMinor;
  return { eligibleMinor, advanceMinor, reserveMinor, discountChargeMinor, serviceFeeMinor };
}

/** Cash that the supplier gets at funding: advance less charges; negative if charges eat it up. */
export function proceedsOf(
  price: Pick<QuotePrice, 'advanceMinor' | 'discountChargeMinor' | 'serviceFeeMinor'>,
): bigint {
  return price.advanceMinor - price.discountChargeMinor - price.serviceFeeMinor;
}

/** Both are not negative, the divisor positive. */
function ceilDiv(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
