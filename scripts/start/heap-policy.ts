import { indexedEvents } from '../../backend/src/ledger/index.js';
import { boundNewSpace, keepHeapSmall, letHeapGrow } from '../../backend/src/runtime/index.js';

/** More blocks than an indexer that follows a busy ledger falls behind. */
const BACKLOG_BLOCKS = 96;

/**
 * Keeps the heap small, except while a backlog of blocks is indexed: what such work makes lives shortly, and looking
 * for what else could go, again and again, takes nearly half of its time.
 */
export function governHeap(): void {
  boundNewSpace();
  keepHeapSmall();
  indexedEvents.listen(({ blocksLeft }) =>
    blocksLeft > BACKLOG_BLOCKS ? letHeapGrow() : keepHeapSmall(),
  );
}
