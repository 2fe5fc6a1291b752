import type { DataSource, EntityManager } from 'typeorm';

import type { LedgerRpc } from './ledger-rpc.js';

export async function adoptExecuted(
  _d: DataSource,
  _r: LedgerRpc,
  _e?: EntityManager,
): Promise<number> {
  return 0;
}
