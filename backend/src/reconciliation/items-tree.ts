import { keccakOf } from '../common/index.js';
import type { StatementItem } from './statement-items.js';

const HASH_BYTES = 32;
/** Id and figure of a leaf, as `abi.encode` lays them out. */
const LEAF_BYTES = 64;
const FIGURE_AT = 56;
/** Hashes between two breaths of the event loop; some ten milliseconds. */
const STEPS_PER_TURN = 4_000;

/**
 * Merkle tree over the leaves (receivable id, outstanding) of a list, in one piece of memory.
 *
 * The nodes lie as in OpenZeppelin's `StandardMerkleTree`, the root first and the sorted leaves from the end, so both
 * give the same roots and proofs. 100,000 items take 6.4 MB and about a second here, and a minute and 100 MB there.
 */
export class ItemsTree {
  private constructor(
    private readonly nodes: Buffer,
    /** Node of each item, by its position in the list. */
    private readonly nodeOf: Uint32Array,
  ) {}

  /** @throws {RangeError} for an empty list, which has no tree */
  static of(items: readonly StatementItem[]): ItemsTree {
    const steps = grow(items);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return new ItemsTree(step.value.nodes, step.value.nodeOf);
    }
  }

  /** The same, and lets other work have its turn in between. */
  static async growing(items: readonly StatementItem[]): Promise<ItemsTree> {
    const steps = grow(items);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return new ItemsTree(step.value.nodes, step.value.nodeOf);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  get root(): string {
    return hexOf(this.nodes, 0);
  }

  /** Siblings from the leaf up, for the item at a position of the list. */
  proofOf(position: number): string[] {
    const proof: string[] = [];
    let node = this.nodeOf[position] ?? 0;
    while (node > 0) {
      proof.push(hexOf(this.nodes, siblingOf(node)));
      node = (node - 1) >> 1;
    }
    return proof;
  }
}

/** Whether an item is in the list behind a root, as `Reconciliation` decides it. */
export function isProven(
  itemsRoot: string,
  item: Pick<StatementItem, 'receivableId' | 'outstandingMinor'>,
  proof: readonly string[],
): boolean {
  let hash = leafOf(item);
  for (const sibling of proof) {
    hash = parentOf(hash, Buffer.from(sibling.slice(2), 'hex'));
  }
  return `0x${hash.toString('hex')}` === itemsRoot;
}

function* grow(
  items: readonly StatementItem[],
): Generator<undefined, { nodes: Buffer; nodeOf: Uint32Array }> {
  const count = items.length;
  if (count === 0) throw new RangeError('an empty list has no tree');
  const leaves: Array<{ readonly hash: Buffer; readonly position: number }> = [];
  for (const [position, item] of items.entries()) {
    leaves.push({ hash: leafOf(item), position });
    if (position % STEPS_PER_TURN === 0) yield;
  }
  leaves.sort((a, b) => Buffer.compare(a.hash, b.hash));
  yield;
  const nodes = Buffer.allocUnsafe((2 * count - 1) * HASH_BYTES);
  const nodeOf = new Uint32Array(count);
  for (const [rank, { hash, position }] of leaves.entries()) {
    const node = 2 * count - 2 - rank;
    hash.copy(nodes, node * HASH_BYTES);
    nodeOf[position] = node;
  }
  for (let node = count - 2; node >= 0; node--) {
    const [left, right] = [hashAt(nodes, 2 * node + 1), hashAt(nodes, 2 * node + 2)];
    parentOf(left, right).copy(nodes, node * HASH_BYTES);
    if (node % STEPS_PER_TURN === 0) yield;
  }
  return { nodes, nodeOf };
}

/** Hashed twice, so that no inner node passes for a leaf. */
function leafOf({
  receivableId,
  outstandingMinor,
}: Pick<StatementItem, 'receivableId' | 'outstandingMinor'>): Buffer {
  const bytes = Buffer.alloc(LEAF_BYTES);
  if (bytes.write(receivableId.slice(2), 'hex') !== HASH_BYTES) {
    throw new RangeError(`no receivable id: ${receivableId}`);
  }
  bytes.writeBigUInt64BE(outstandingMinor, FIGURE_AT);
  return keccakOf(keccakOf(bytes));
}

function parentOf(left: Buffer, right: Buffer): Buffer {
  const isOrdered = Buffer.compare(left, right) <= 0;
  return keccakOf(isOrdered ? left : right, isOrdered ? right : left);
}

function siblingOf(node: number): number {
  return node % 2 === 0 ? node - 1 : node + 1;
}

function hashAt(nodes: Buffer, node: number): Buffer {
  return nodes.subarray(node * HASH_BYTES, (node + 1) * HASH_BYTES);
}

function hexOf(nodes: Buffer, node: number): string {
  return `0x${hashAt(nodes, node).toString('hex')}`;
}
