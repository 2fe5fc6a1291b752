import { dataSlice, getAddress, id, Wallet } from 'ethers';

import type { LedgerContracts } from '../../deploy/ledger.deployment.js';
import type { LedgerContract } from './functions.js';

/** Somebody who calls the contracts. */
export interface Caller {
  /** Heads the caller's column. */
  readonly name: string;
  readonly kind: 'party' | 'operator' | 'stranger' | 'module';
  readonly address: string;
  /** Party that a key acts for. */
  readonly party?: string;
  /** Whose request the forwarder passes on: it follows the data of the call. */
  readonly relays?: string;
}

/** Bits of `Roles` in contracts/types/LedgerTypes.sol; one party has each, and no other. */
export const ROLES = {
  supplier: 1 << 0,
  buyer: 1 << 1,
  financier: 1 << 2,
  'settlement agent': 1 << 3,
  assessor: 1 << 4,
  collector: 1 << 5,
  auditor: 1 << 6,
  operator: 1 << 7,
} as const;

/** Of `Powers`; one operator's key has each, and no other. */
export const OPERATOR_ROLES = { ADMIN: 0, ADMISSION: 1, PAUSE: 2, ORDERS: 3 } as const;

/** Bits of `Acts` in contracts/types/LedgerTypes.sol. */
export const ACTS = {
  ADMINISTRATION: 1 << 0,
  REGISTRATION: 1 << 1,
  CONFIRMATION: 1 << 2,
  FINANCING: 1 << 3,
  PLEDGING: 1 << 4,
  SETTLEMENT: 1 << 5,
  RECONCILIATION: 1 << 6,
  COLLECTION: 1 << 7,
  CREDIT: 1 << 8,
  OPERATION: 1 << 9,
} as const;

export type ActName = keyof typeof ACTS;

export const ACT_NAMES = Object.keys(ACTS) as ActName[];
export const ACTS_ALL = (1 << ACT_NAMES.length) - 1;

/** A pause cannot be asked of these. */
export const NEVER_PAUSED: readonly ActName[] = ['SETTLEMENT', 'OPERATION'];

/** Nobody's key signs outside the node that the table is measured on. */
export function keyOf(name: string): Wallet {
  return new Wallet(id(`permissions: key of ${name}`));
}

export function addressOf(name: string): string {
  return getAddress(dataSlice(id(`permissions: ${name}`), 12));
}

/** Everybody whose calls are tried, in the order of the columns. */
export function callersOf(
  contracts: readonly LedgerContract[],
  addresses: LedgerContracts,
): Caller[] {
  const caller = (name: string, kind: Caller['kind'], party?: string): Caller => ({
    name,
    kind,
    address: keyOf(name).address,
    ...(party === undefined ? {} : { party: addressOf(party) }),
  });
  return [
    ...Object.keys(ROLES).map((name) => caller(name, 'party', name)),
    ...Object.keys(OPERATOR_ROLES).map((name) => caller(name, 'operator', 'operator')),
    caller('stranger', 'stranger'),
    ...contracts.flatMap(({ key, name }) => modulesOf(name, addresses[key], addresses.forwarder)),
  ];
}

/** The contract itself, and a request that names it as its signer. */
function modulesOf(name: string, address: string, forwarder: string): Caller[] {
  const request = { name: `${name} by request`, kind: 'module', address: forwarder } as const;
  if (address === forwarder) return [{ ...request, relays: keyOf('stranger').address }];
  return [
    { name, kind: 'module', address },
    { ...request, relays: address },
  ];
}
