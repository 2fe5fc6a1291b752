import { BlockStanding } from './ledger-rpc.js';
import type { Checkpoint } from './projection.repository.js';

/**
 * Index of the newest undo point that is still on the chain, of points from the newest to the oldest.
 *
 * Blocks below one that stands stand, too, and blocks above one that was replaced are gone, so a few of them are asked
 * for: asked one by one, of hundreds one would always find an endpoint that does not answer. What is out of sight is
 * taken for gone if a lower block is.
 *
 * @returns the number of points if none stands; null if the point after the one that stands, which may stand as well,
 * is out of sight
 */
export async function newestStanding(
  points: readonly Checkpoint[],
  standingOf: (point: Checkpoint) => Promise<BlockStanding>,
): Promise<number | null> {
  const search = { from: 0, to: points.length };
  let above = BlockStanding.REPLACED;
  while (search.from < search.to) {
    const middle = (search.from + search.to) >> 1;
    const standing = await standingOf(points[middle] as Checkpoint);
    if (standing === BlockStanding.STANDS) {
      search.to = middle;
    } else {
      search.from = middle + 1;
      above = standing;
    }
  }
  return above === BlockStanding.UNSEEN ? null : search.to;
}
