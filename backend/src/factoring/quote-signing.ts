import { type TypedDataDomain, TypedDataEncoder, solidityPackedKeccak256 } from 'ethers';

import { currencyBytes } from '../common/index.js';
import type { LedgerDeployment } from '../config/index.js';
import type { QuoteTerms } from './quote-terms.js';

/** Fields of `IFactoring.Quote`, in the order in which they are signed. */
const QUOTE_TYPE = {
  Quote: [
    { name: 'financier', type: 'address' },
    { name: 'supplier', type: 'address' },
    { name: 'buyer', type: 'address' },
    { name: 'currency', type: 'bytes3' },
    { name: 'lotsHash', type: 'bytes32' },
    { name: 'eligibleMinorMax', type: 'uint64' },
    { name: 'scopeMin', type: 'uint8' },
    { name: 'tenorDaysMax', type: 'uint16' },
    { name: 'advanceRateBps', type: 'uint16' },
    { name: 'discountRateBps', type: 'uint16' },
    { name: 'serviceFeeBps', type: 'uint16' },
    { name: 'dayCountBasis', type: 'uint16' },
    { name: 'recourseDays', type: 'uint16' },
    { name: 'disclosed', type: 'bool' },
    { name: 'cashToken', type: 'address' },
    { name: 'validUntil', type: 'uint40' },
    { name: 'fundingSeconds', type: 'uint32' },
    { name: 'nonce', type: 'uint64' },
  ],
};

const SECONDS_PER_HOUR = 3_600;
/** Money moves outside the ledger. */
const NO_TOKEN = `0x${'0'.repeat(40)}`;

/** `IFactoring.Quote` as the ABI encoder takes it. */
export interface SignedQuoteFields {
  readonly financier: string;
  readonly supplier: string;
  readonly buyer: string;
  /** Three ASCII letters as hex. */
  readonly currency: string;
  readonly lotsHash: string;
  readonly eligibleMinorMax: bigint;
  readonly scopeMin: number;
  readonly tenorDaysMax: number;
  readonly advanceRateBps: number;
  readonly discountRateBps: number;
  readonly serviceFeeBps: number;
  readonly dayCountBasis: number;
  readonly recourseDays: number;
  readonly disclosed: boolean;
  readonly cashToken: string;
  readonly validUntil: number;
  readonly fundingSeconds: number;
  readonly nonce: bigint;
}

/** What a financier binds its terms to, beside the lots. */
export interface QuoteBounds {
  /** Largest Σ outstanding that may be accepted. */
  readonly eligibleMinorMax: bigint;
  /** Bits of the contracts' `ConfirmationScope` that each receivable must have. */
  readonly scopeMin: number;
  /** Longest time to the due date. */
  readonly tenorDaysMax: number;
  /** Makes each quote different; all up to one can be cancelled together. */
  readonly nonce: bigint;
}

/** A quote with everything that its hash depends on. */
export interface QuoteContent {
  readonly financier: string;
  readonly supplier: string;
  readonly buyer: string;
  /** ISO 4217 alpha code. */
  readonly currency: string;
  readonly lotIds: readonly string[];
  readonly terms: QuoteTerms;
  readonly bounds: QuoteBounds;
}

/** Where a quote is accepted. */
export type QuoteDeployment = Pick<LedgerDeployment, 'chainId'> & {
  readonly contracts: Pick<LedgerDeployment['contracts'], 'factoring'>;
};

/** keccak256 of the packed lot ids, in the order in which they are accepted. */
export function lotsHashOf(lotIds: readonly string[]): string {
  return solidityPackedKeccak256(
    lotIds.map(() => 'uint256'),
    lotIds,
  );
}

export function signedFieldsOf({ terms, bounds, ...quote }: QuoteContent): SignedQuoteFields {
  return {
    financier: quote.financier,
    supplier: quote.supplier,
    buyer: quote.buyer,
    currency: currencyBytes(quote.currency),
    lotsHash: lotsHashOf(quote.lotIds),
    eligibleMinorMax: bounds.eligibleMinorMax,
    scopeMin: bounds.scopeMin,
    tenorDaysMax: bounds.tenorDaysMax,
    advanceRateBps: terms.advanceRateBps,
    discountRateBps: terms.discountRateBps,
    serviceFeeBps: terms.serviceFeeBps,
    dayCountBasis: terms.dayCountBasis,
    recourseDays: terms.recourseDays,
    disclosed: terms.disclosed,
    cashToken: NO_TOKEN,
    validUntil: Math.floor(terms.validUntil.getTime() / 1_000),
    fundingSeconds: terms.fundingHours * SECONDS_PER_HOUR,
    nonce: bounds.nonce,
  };
}

/** EIP-712 digest of a quote: what the financier signs and what the ledger knows the quote by. */
export function quoteHashOf(deployment: QuoteDeployment, fields: SignedQuoteFields): string {
  return TypedDataEncoder.hash(domainOf(deployment), QUOTE_TYPE, fields);
}

/** JSON as `eth_signTypedData_v4` takes it; its digest is {@link quoteHashOf}. */
export function quoteTypedDataOf(deployment: QuoteDeployment, fields: SignedQuoteFields): string {
  return JSON.stringify(
    TypedDataEncoder.getPayload(domainOf(deployment), QUOTE_TYPE, fields) as unknown,
  );
}

function domainOf({ chainId, contracts }: QuoteDeployment): TypedDataDomain {
  return {
    ...{ name: 'Duebill Factoring', version: '1', chainId },
    verifyingContract: contracts.factoring,
  };
}
