import { ALLOCATIONS_MAX, type EntryProposal } from './match.proposal.js';
import type { OpenEntry } from './match.reader.js';

/** An entry with what it pays. */
export interface Settlement {
  readonly entry: OpenEntry;
  readonly proposal: EntryProposal;
  /** Lots that its payments are distributed over. */
  readonly lotCount: number;
  /** Active liens on them, which are paid first. */
  readonly lienCount: number;
}

const REMITTANCES_MAX = 50;
/** Lots and liens of one call, as the contract bounds it. */
const SHARES_MAX = 200;
/** Below the limit of one relayed act. */
const GAS_MAX = 14_000_000;
/** The most that one act may use within a transaction of its own, beside what forwarding it takes. */
const GAS_ALONE_MAX = 15_800_000;
const BASE_GAS = 400_000;
/** Records the entry. */
const REMITTANCE_GAS = 60_000;
/** Pays the receivable and takes it from the pair's balance: some 26,000 measured with one lot. */
const APPLICATION_GAS = 50_000;
/** Pays the lot, and notes what its owner is owed where the money came to somebody else: 32,000 measured. */
const LOT_GAS = 45_000;
/** Pays the lienholder, lowers its exposure, and notes what it is owed: up to 75,000 measured. */
const LIEN_GAS = 80_000;

/** Gas that a batch of settlements is given. */
export function gasOf(settlements: readonly Settlement[]): number {
  return Math.min(GAS_ALONE_MAX, BASE_GAS + sum(settlements.map(gasOfOne)));
}

/**
 * Cuts settlements, in their order, into acts that the ledger takes.
 *
 * What was refused before goes alone: one entry that the ledger does not take must not stop others again.
 */
export function toBatches(settlements: readonly Settlement[]): Settlement[][] {
  const retried = settlements.filter(({ entry }) => entry.attempts > 0);
  const batches: Settlement[][] = [];
  let current: Settlement[] = [];
  for (const settlement of settlements) {
    if (settlement.entry.attempts > 0) continue;
    if (current.length > 0 && !fits([...current, settlement])) {
      batches.push(current);
      current = [];
    }
    current.push(settlement);
  }
  return [...batches, ...(current.length > 0 ? [current] : []), ...retried.map((one) => [one])];
}

function fits(settlements: readonly Settlement[]): boolean {
  return (
    settlements.length <= REMITTANCES_MAX &&
    sum(settlements.map(({ proposal }) => proposal.allocations.length)) <= ALLOCATIONS_MAX &&
    sum(settlements.map(({ lotCount, lienCount }) => lotCount + lienCount)) <= SHARES_MAX &&
    BASE_GAS + sum(settlements.map(gasOfOne)) <= GAS_MAX
  );
}

function gasOfOne({ proposal, lotCount, lienCount }: Settlement): number {
  const applications = APPLICATION_GAS * proposal.allocations.length;
  return REMITTANCE_GAS + applications + LOT_GAS * lotCount + LIEN_GAS * lienCount;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
