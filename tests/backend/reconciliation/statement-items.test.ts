import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import fc from 'fast-check';

import { calendarDateOf } from '../../../backend/src/common/index.js';
import { ItemsTree, isProven } from '../../../backend/src/reconciliation/items-tree.js';
import {
  EMPTY_ROOT,
  ItemList,
  balanceOf,
  differencesOf,
  itemsRootOf,
} from '../../../backend/src/reconciliation/statement-items.js';

const item = fc.record({
  receivableId: fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`),
  dueDate: fc.integer({ min: 0, max: 40_000 }).map(calendarDateOf),
  outstandingMinor: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
});
const items = fc.uniqueArray(item, { maxLength: 12, selector: (one) => one.receivableId });

describe('itemsRootOf', () => {
  it('is zero without items', () => {
    expect(itemsRootOf([])).toBe(EMPTY_ROOT);
  });

  it('proves each item by the leaf (bytes32, uint64)', () => {
    const due = { receivableId: `0x${'ab'.repeat(32)}`, dueDate: '1970-01-11' };
    const other = { receivableId: `0x${'cd'.repeat(32)}`, dueDate: '1970-01-12' };
    const leaves: Array<[string, bigint]> = [
      [due.receivableId, 5n],
      [other.receivableId, 6n],
    ];
    const types = ['bytes32', 'uint64'];
    const tree = StandardMerkleTree.of(leaves, types);
    const root = itemsRootOf([
      { ...due, outstandingMinor: 5n },
      { ...other, outstandingMinor: 6n },
    ]);

    expect(root).toBe(tree.root);
    expect(StandardMerkleTree.verify(root, types, leaves[1] ?? [], tree.getProof(1))).toBe(true);
  });

  it('does not depend on the order of the items', () => {
    fc.assert(
      fc.property(items, (found) => {
        expect(itemsRootOf(found.toReversed())).toBe(itemsRootOf(found));
      }),
    );
  });

  it('differs when one figure differs', () => {
    fc.assert(
      fc.property(items, item, (found, extra) => {
        const more = { ...extra, outstandingMinor: extra.outstandingMinor - 1n };
        expect(itemsRootOf([...found, extra])).not.toBe(itemsRootOf([...found, more]));
      }),
    );
  });
});

describe('ItemList', () => {
  it('proves the figure of each of its items under its root, and of no other', () => {
    fc.assert(
      fc.property(items, item, (found, other) => {
        const list = ItemList.of(found);
        const root = itemsRootOf(found);
        for (const { receivableId, outstandingMinor } of found) {
          const leaf = [receivableId, outstandingMinor];
          const proof = list.proofOf(receivableId);
          expect(list.openMinor(receivableId)).toBe(outstandingMinor);
          expect(StandardMerkleTree.verify(root, ['bytes32', 'uint64'], leaf, proof)).toBe(true);
        }
        const isIn = found.some(({ receivableId }) => receivableId === other.receivableId);
        expect(list.openMinor(other.receivableId) === 0n).toBe(!isIn);
        expect(isIn ? [] : list.proofOf(other.receivableId)).toEqual([]);
      }),
    );
  });
});

describe('ItemsTree', () => {
  it('has the roots and proofs of a StandardMerkleTree, however many items there are', async () => {
    for (const count of [1, 2, 3, 7, 64, 65, 500]) {
      const found = Array.from({ length: count }, (_, index) => ({
        receivableId: `0x${index.toString(16).padStart(64, '0')}`,
        dueDate: '2026-03-31',
        outstandingMinor: BigInt(index * index + 1),
      }));
      const leaves = found.map(({ receivableId, outstandingMinor }) => [
        receivableId,
        outstandingMinor,
      ]);
      const expected = StandardMerkleTree.of(leaves, ['bytes32', 'uint64']);

      const tree = await ItemsTree.growing(found);

      expect(tree.root).toBe(expected.root);
      for (const [position, item] of found.entries()) {
        const proof = tree.proofOf(position);
        expect(proof).toEqual(expected.getProof(position));
        expect(isProven(tree.root, item, proof)).toBe(true);
        const more = { ...item, outstandingMinor: item.outstandingMinor + 1n };
        expect(isProven(tree.root, more, proof)).toBe(false);
      }
    }
  });
});

describe('differencesOf', () => {
  it('is empty exactly when both sides have the same figures', () => {
    fc.assert(
      fc.property(items, items, (supplier, buyer) => {
        expect(differencesOf(supplier, supplier.toReversed())).toEqual([]);
        const same = differencesOf(supplier, buyer).length === 0;
        expect(same).toBe(supplier.length === 0 && buyer.length === 0);
      }),
    );
  });

  it('adds up to the difference of the balances', () => {
    fc.assert(
      fc.property(items, items, (supplier, buyer) => {
        const sumMinor = differencesOf(supplier, buyer).reduce(
          (sum, line) => sum + (line.supplierMinor ?? 0n) - (line.buyerMinor ?? 0n),
          0n,
        );
        expect(sumMinor).toBe(balanceOf(supplier) - balanceOf(buyer));
      }),
    );
  });
});
