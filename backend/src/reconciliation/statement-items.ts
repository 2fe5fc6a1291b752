import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { AbiCoder, keccak256 } from 'ethers';

import { type CalendarDate, epochDayOf } from '../common/index.js';

/** A receivable that is open on the day of a statement. */
export interface StatementItem {
  readonly receivableId: string;
  readonly dueDate: CalendarDate;
  readonly outstandingMinor: bigint;
}

/** Supplier, buyer and currency: whom a balance is between. */
export interface Pair {
  readonly supplier: string;
  readonly buyer: string;
  /** ISO 4217 alpha code. */
  readonly currency: string;
}

/** A receivable on which the figures of supplier and buyer differ; null where one does not have it. */
export interface ItemDifference {
  readonly receivableId: string;
  readonly supplierMinor: bigint | null;
  readonly buyerMinor: bigint | null;
}

const LEAF_TYPES = ['bytes32', 'uint64'];

/** Root of a statement without items: a tree needs at least one leaf. */
export const EMPTY_ROOT = `0x${'0'.repeat(64)}`;

/**
 * Merkle root of the leaves (receivable id, outstanding), which each side computes from its own books.
 *
 * The order of the items does not matter. With the root on the ledger one item can be proved without the others.
 */
export function itemsRootOf(items: readonly StatementItem[]): string {
  if (items.length === 0) {
    return EMPTY_ROOT;
  }
  const leaves = items.map(({ receivableId, outstandingMinor }) => [
    receivableId,
    outstandingMinor,
  ]);
  return StandardMerkleTree.of(leaves, LEAF_TYPES).root;
}

export function balanceOf(items: readonly StatementItem[]): bigint {
  return items.reduce((sum, { outstandingMinor }) => sum + outstandingMinor, 0n);
}

/** ISO 4217 alpha code -> bytes3 of the ledger. */
export function currencyBytes(currency: string): string {
  return `0x${Buffer.from(currency, 'ascii').toString('hex')}`;
}

/** Id of the one statement of a pair for a day, as `IReconciliation.statementIdOf` computes it. */
export function statementIdOf({ supplier, buyer, currency }: Pair, asOfDate: CalendarDate): string {
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ['tuple(address,address,bytes3)', 'uint32'],
      [[supplier, buyer, currencyBytes(currency)], epochDayOf(asOfDate)],
    ),
  );
}

/** Line by line: what one side has and the other has not, or has with another figure; by id. */
export function differencesOf(
  supplierItems: readonly StatementItem[],
  buyerItems: readonly StatementItem[],
): ItemDifference[] {
  const supplierMinor = amountsById(supplierItems);
  const buyerMinor = amountsById(buyerItems);
  return [...new Set([...supplierMinor.keys(), ...buyerMinor.keys()])]
    .sort()
    .map((receivableId) => ({
      receivableId,
      supplierMinor: supplierMinor.get(receivableId) ?? null,
      buyerMinor: buyerMinor.get(receivableId) ?? null,
    }))
    .filter((line) => line.supplierMinor !== line.buyerMinor);
}

function amountsById(items: readonly StatementItem[]): Map<string, bigint> {
  return new Map(items.map((item) => [item.receivableId, item.outstandingMinor]));
}
