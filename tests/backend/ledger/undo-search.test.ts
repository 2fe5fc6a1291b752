import fc from 'fast-check';

import { BlockStanding } from '../../../backend/src/ledger/ledger-rpc.js';
import type { Checkpoint } from '../../../backend/src/ledger/projection.repository.js';
import { newestStanding } from '../../../backend/src/ledger/undo-search.js';

const { STANDS, REPLACED, UNSEEN } = BlockStanding;

function pointsOf(count: number): Checkpoint[] {
  return Array.from({ length: count }, (_, index) => ({
    blockNumber: count - index,
    blockHash: `0x${index}`,
    blockTime: new Date(0),
  }));
}

async function search(standings: readonly BlockStanding[]) {
  let asked = 0;
  const points = pointsOf(standings.length);
  const found = await newestStanding(points, (point) => {
    asked += 1;
    return Promise.resolve(standings[points.indexOf(point)] as BlockStanding);
  });
  return { found, asked };
}

function chain(unseen: number, replaced: number, standing: number): BlockStanding[] {
  return [
    ...new Array<BlockStanding>(unseen).fill(UNSEEN),
    ...new Array<BlockStanding>(replaced).fill(REPLACED),
    ...new Array<BlockStanding>(standing).fill(STANDS),
  ];
}

const count = fc.nat({ max: 300 });

describe('the newest undo point that stands', () => {
  it('is found among any number of lost ones with few questions', async () => {
    await fc.assert(
      fc.asyncProperty(count, count, async (replaced, standing) => {
        const { found, asked } = await search(chain(0, replaced, standing));
        expect(found).toBe(replaced);
        expect(asked).toBeLessThanOrEqual(Math.ceil(Math.log2(replaced + standing + 1)));
      }),
    );
  });

  it('is certain although points above a replaced one are out of sight', async () => {
    await fc.assert(
      fc.asyncProperty(count, fc.integer({ min: 1, max: 300 }), count, async (...sizes) => {
        const [unseen, replaced] = sizes;
        expect((await search(chain(...sizes))).found).toBe(unseen + replaced);
      }),
    );
  });

  it('is not told while the point above it is out of sight', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), count, async (unseen, standing) => {
        expect((await search(chain(unseen, 0, standing))).found).toBeNull();
      }),
    );
  });
});
