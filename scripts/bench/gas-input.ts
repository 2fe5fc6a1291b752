import {
  type NonceManager,
  type Wallet,
  ZeroAddress,
  concat,
  hexlify,
  keccak256,
  randomBytes,
  solidityPackedKeccak256,
  toBeHex,
} from 'ethers';

import type { IFactoring } from '../../contracts/typechain/Factoring.js';

export const EUR = '0x455552';
export const FAR_FUTURE = 4_000_000_000;
export const FACE_MINOR = 1_000_000n;
export const ALL_SCOPE = 63;
export const DAY_SECONDS = 86_400;
export interface Player {
  readonly party: string;
  readonly signer: NonceManager;
  readonly wallet: Wallet;
}

export type Players = Record<'operator' | 'supplier' | 'buyer' | 'financier', Player>;

/** What one batch is about; ledger and floor get the same. */
export interface Batch {
  readonly registrations: readonly object[];
  readonly ids: readonly string[];
  readonly lotIds: readonly bigint[];
}

export const ID = keccak256('0x01');

export function confirmationsOf(
  batch: Batch,
): { receivableId: string; confirmedMinor: bigint; scope: number }[] {
  return batch.ids.map((receivableId) => ({
    receivableId,
    confirmedMinor: FACE_MINOR,
    scope: ALL_SCOPE,
  }));
}

/** One bank entry for each receivable, which it pays in part. */
export function remittancesOf(
  players: Players,
  batch: Batch,
): {
  entryHash: string;
  receivedBy: string;
  currency: string;
  amountMinor: bigint;
  bookingDay: number;
  applications: { receivableId: string; amountMinor: bigint }[];
}[] {
  return batch.ids.map((receivableId) => ({
    entryHash: hexlify(randomBytes(32)),
    receivedBy: players.supplier.party,
    currency: EUR,
    amountMinor: FACE_MINOR / 2n,
    bookingDay: Math.floor(Date.now() / 1_000 / DAY_SECONDS),
    applications: [{ receivableId, amountMinor: FACE_MINOR / 2n }],
  }));
}

export function quoteOf(players: Players, batch: Batch): IFactoring.QuoteStruct {
  const words = batch.lotIds.map((lotId) => toBeHex(lotId, 32));
  return {
    financier: players.financier.party,
    supplier: players.supplier.party,
    buyer: players.buyer.party,
    currency: EUR,
    lotsHash: solidityPackedKeccak256(['bytes'], [concat(words)]),
    eligibleMinorMax: 2n ** 62n,
    scopeMin: ALL_SCOPE,
    tenorDaysMax: 365,
    advanceRateBps: 8_000,
    discountRateBps: 600,
    serviceFeeBps: 50,
    dayCountBasis: 360,
    recourseDays: 30,
    disclosed: true,
    cashToken: ZeroAddress,
    validUntil: FAR_FUTURE,
    fundingSeconds: DAY_SECONDS,
    nonce: 1n,
  };
}
