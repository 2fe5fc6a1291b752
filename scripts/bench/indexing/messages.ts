import type { ContractAddresses } from '../../../backend/src/ledger/contracts.js';

/** Of the chain that the source answers for. */
export const CHAIN_ID = 31_337;

/** Where the blocks of a measured part end. */
export interface Milestone {
  readonly block: number;
  /** From the first block on. */
  readonly events: number;
}

/** What the process that plays the node has made. */
export interface Source {
  readonly url: string;
  readonly genesisHash: string;
  readonly contracts: ContractAddresses;
  readonly ends: readonly Milestone[];
}

export interface SourceMessage {
  readonly generated?: number;
  readonly headAt?: number;
  readonly ready?: Source;
}

/** What a process that indexes says: where it is, and what it used when it has reached the block asked for. */
export interface RunMessage {
  readonly ready?: true;
  readonly indexed?: number;
  readonly reached?: { readonly seconds: number; readonly peakRssMb: number };
}

/** Index up to this block and say how long it took. */
export interface RunOrder {
  readonly upTo: number;
}

export function peakRssMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1_024);
}
