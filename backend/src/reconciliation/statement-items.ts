import { AbiCoder, keccak256 } from 'ethers';

import { type CalendarDate, currencyBytes, epochDayOf } from '../common/index.js';
import { ItemsTree } from './items-tree.js';

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

/** Root of a statement without items: a tree needs at least one leaf. */
export const EMPTY_ROOT = `0x${'0'.repeat(64)}`;

/**
 * Merkle root of the leaves (receivable id, outstanding), which each side computes from its own books.
 *
 * The order of the items does not matter. With the root on the ledger one item can be proved without the others.
 */
export function itemsRootOf(items: readonly StatementItem[]): string {
  return items.length === 0 ? EMPTY_ROOT : ItemsTree.of(items).root;
}

/** The same for a list that may be long: other work has its turn in between. */
export async function longRootOf(items: readonly StatementItem[]): Promise<string> {
  return items.length === 0 ? EMPTY_ROOT : (await ItemsTree.growing(items)).root;
}

/** One side's list behind its root, with the proofs by which the ledger believes its figures. */
export class ItemList {
  private readonly positions: ReadonlyMap<string, number>;

  private constructor(
    readonly items: readonly StatementItem[],
    /** Null for an empty list. */
    private readonly tree: ItemsTree | null,
  ) {
    this.positions = new Map(items.map(({ receivableId }, position) => [receivableId, position]));
  }

  static of(items: readonly StatementItem[]): ItemList {
    return new ItemList(items, items.length === 0 ? null : ItemsTree.of(items));
  }

  /** The same for a list that may be long: other work has its turn in between. */
  static async growing(items: readonly StatementItem[]): Promise<ItemList> {
    return new ItemList(items, items.length === 0 ? null : await ItemsTree.growing(items));
  }

  get itemsRoot(): string {
    return this.tree?.root ?? EMPTY_ROOT;
  }

  /** 0 for a receivable that the list does not have. */
  openMinor(receivableId: string): bigint {
    const position = this.positions.get(receivableId);
    return position === undefined ? 0n : (this.items[position]?.outstandingMinor ?? 0n);
  }

  /** Empty for a receivable that the list does not have. */
  proofOf(receivableId: string): string[] {
    const position = this.positions.get(receivableId);
    return position === undefined ? [] : (this.tree?.proofOf(position) ?? []);
  }
}

export function balanceOf(items: readonly StatementItem[]): bigint {
  return items.reduce((sum, { outstandingMinor }) => sum + outstandingMinor, 0n);
}

/** Names a pair in listings and under its evidence. */
export function pairKeyOf({ supplier, buyer, currency }: Pair): string {
  return `${supplier}:${buyer}:${currency}`;
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
