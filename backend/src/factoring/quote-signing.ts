import { TypedDataEncoder, solidityPackedKeccak256 } from 'ethers';

import type { LedgerDeployment } from '../config/index.js';
import type { QuoteTerms } from './quote-terms.js';

/** Fields of `IFactoring.Quote`, in the order in which they are signed. */
const QUOTE_TYPE = {
  Quote: [
    { name: 'financier', type: 'address' },
    { name: 'supplier', type: 'address' },
    { name: 'currency', type: 'bytes3' },
    { name: 'lotsHash', type: 'bytes32' },
    { name: 'advanceRateBps', type: 'uint16' },
    { name: 'discountRateBps', type: 'uint16' },
    { name: 'serviceFeeBps', type: 'uint16' },
    { name: 'dayCountBasis', type: 'uint16' },
    { name: 'recourseDays', type: 'uint16' },
    { name: 'disclosed', type: 'bool' },
    { name: 'validUntil', type: 'uint40' },
    { name: 'fundingSeconds', type: 'uint32' },
    { name: 'salt', type: 'bytes32' },
  ],
};

const SECONDS_PER_HOUR = 3_600;

/** `IFactoring.Quote` as the ABI encoder takes it. */
export interface SignedQuoteFields {
  readonly financier: string;
  readonly supplier: string;
  /** Three ASCII letters as hex. */
  readonly currency: string;
  readonly lotsHash: string;
  readonly advanceRateBps: number;
  readonly discountRateBps: number;
  readonly serviceFeeBps: number;
  readonly dayCountBasis: number;
  readonly recourseDays: number;
  readonly disclosed: boolean;
  readonly validUntil: number;
  readonly fundingSeconds: number;
  readonly salt: string;
}

/** A quote with everything that its hash depends on. */
export interface QuoteContent {
  readonly financier: string;
  readonly supplier: string;
  /** ISO 4217 alpha code. */
  readonly currency: string;
  readonly lotIds: readonly string[];
  readonly terms: QuoteTerms;
  readonly salt: string;
}

/** keccak256 of the packed lot ids, in the order in which they are accepted. */
export function lotsHashOf(lotIds: readonly string[]): string {
  return solidityPackedKeccak256(
    lotIds.map(() => 'uint256'),
    lotIds,
  );
}

/** ISO 4217 alpha code -> bytes3 of the ledger. */
export function currencyBytes(currency: string): string {
  return `0x${Buffer.from(currency, 'ascii').toString('hex')}`;
}

export function signedFieldsOf({ terms, ...quote }: QuoteContent): SignedQuoteFields {
  return {
    financier: quote.financier,
    supplier: quote.supplier,
    currency: currencyBytes(quote.currency),
    lotsHash: lotsHashOf(quote.lotIds),
    advanceRateBps: terms.advanceRateBps,
    discountRateBps: terms.discountRateBps,
    serviceFeeBps: terms.serviceFeeBps,
    dayCountBasis: terms.dayCountBasis,
    recourseDays: terms.recourseDays,
    disclosed: terms.disclosed,
    validUntil: Math.floor(terms.validUntil.getTime() / 1_000),
    fundingSeconds: terms.fundingHours * SECONDS_PER_HOUR,
    salt: quote.salt,
  };
}

/** EIP-712 digest of a quote: what the financier signs and what the ledger knows the quote by. */
export function quoteHashOf(
  deployment: Pick<LedgerDeployment, 'chainId' | 'contracts'>,
  fields: SignedQuoteFields,
): string {
  const domain = {
    name: 'Duebill Factoring',
    version: '1',
    chainId: deployment.chainId,
    verifyingContract: deployment.contracts.factoring,
  };
  return TypedDataEncoder.hash(domain, QUOTE_TYPE, fields);
}
