import { describe, expect, it } from '@jest/globals';
import { AbiCoder, SigningKey, concat, id, keccak256, recoverAddress, toBeHex } from 'ethers';

import {
  lotsHashOf,
  quoteHashOf,
  signedFieldsOf,
} from '../../../backend/src/factoring/quote-signing.js';

const LOT_1 = `0x${'ab'.repeat(30)}0001`;
const LOT_2 = `0x${'cd'.repeat(30)}0002`;
const FACTORING = '0x00000000000000000000000000000000000fac70';

const quote = {
  financier: '0x1111111111111111111111111111111111111111',
  supplier: '0x2222222222222222222222222222222222222222',
  buyer: '0x3333333333333333333333333333333333333333',
  currency: 'EUR',
  lotIds: [LOT_1, LOT_2],
  terms: {
    advanceRateBps: 8_000,
    discountRateBps: 600,
    serviceFeeBps: 25,
    dayCountBasis: 360,
    recourseDays: 60,
    disclosed: true,
    validUntil: new Date('2026-03-01T12:00:00Z'),
    fundingHours: 48,
  },
  bounds: { eligibleMinorMax: 5_000_000n, scopeMin: 8, tenorDaysMax: 90, nonce: 7n },
};
const deployment = {
  chainId: 31_337n,
  contracts: { factoring: FACTORING },
};

/** The digest as `Factoring.quoteDigest` spells it out, without an EIP-712 library. */
function digestByHand(): string {
  const abi = AbiCoder.defaultAbiCoder();
  const domainType = id(
    'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)',
  );
  const quoteType = id(
    'Quote(address financier,address supplier,address buyer,bytes3 currency,bytes32 lotsHash,' +
      'uint64 eligibleMinorMax,uint8 scopeMin,uint16 tenorDaysMax,' +
      'uint16 advanceRateBps,uint16 discountRateBps,uint16 serviceFeeBps,' +
      'uint16 dayCountBasis,uint16 recourseDays,bool disclosed,address cashToken,' +
      'uint40 validUntil,uint32 fundingSeconds,uint64 nonce)',
  );
  const domain = keccak256(
    abi.encode(
      ['bytes32', 'bytes32', 'bytes32', 'uint256', 'address'],
      [domainType, id('Duebill Factoring'), id('1'), 31_337n, FACTORING],
    ),
  );
  const struct = keccak256(
    abi.encode(
      [
        ...['bytes32', 'address', 'address', 'address', 'bytes3', 'bytes32'],
        ...['uint64', 'uint8', 'uint16', 'uint16', 'uint16', 'uint16', 'uint16', 'uint16'],
        ...['bool', 'address', 'uint40', 'uint32', 'uint64'],
      ],
      [
        ...[quoteType, quote.financier, quote.supplier, quote.buyer, '0x455552'],
        ...[lotsHashOf(quote.lotIds), 5_000_000n, 8, 90, 8_000, 600, 25, 360, 60, true],
        ...[`0x${'0'.repeat(40)}`, 1_772_366_400, 172_800, 7n],
      ],
    ),
  );
  return keccak256(concat(['0x1901', domain, struct]));
}

describe('quoteHashOf', () => {
  it('is the EIP-712 digest that the contract computes', () => {
    expect(quoteHashOf(deployment, signedFieldsOf(quote))).toBe(digestByHand());
  });

  it('recovers to the signer, as the contract checks it', () => {
    const key = new SigningKey(id('a key of a financier'));
    const hash = quoteHashOf(deployment, signedFieldsOf(quote));
    const signature = key.sign(hash).serialized;
    const signer = `0x${keccak256(`0x${key.publicKey.slice(4)}`).slice(-40)}`;
    expect(recoverAddress(hash, signature).toLowerCase()).toBe(signer);
  });

  it('differs when the lots come in another order, or with another nonce', () => {
    const hash = quoteHashOf(deployment, signedFieldsOf(quote));
    const reordered = { ...quote, lotIds: quote.lotIds.toReversed() };
    const renumbered = { ...quote, bounds: { ...quote.bounds, nonce: 8n } };
    expect(quoteHashOf(deployment, signedFieldsOf(reordered))).not.toBe(hash);
    expect(quoteHashOf(deployment, signedFieldsOf(renumbered))).not.toBe(hash);
  });
});

describe('lotsHashOf', () => {
  it('packs the ids as 32-byte words', () => {
    expect(lotsHashOf([toBeHex(1n, 32), toBeHex(2n, 32)])).toBe(
      keccak256(`0x${'0'.repeat(63)}1${'0'.repeat(63)}2`),
    );
  });
});
