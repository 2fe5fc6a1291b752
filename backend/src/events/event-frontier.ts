/** SQL: blocks up to this one are final, and whom their events concern is known; null while that is being revised. */
export const FRONTIER = `(
  SELECT least(f.block_number, c.block_number) FROM event_frontier f
  JOIN ledger_checkpoint c ON c.chain_id = f.chain_id AND c.genesis_hash = f.genesis_hash
  WHERE f.reversion_id = (SELECT coalesce(max(v.reversion_id), 0) FROM ledger_reversion v))`;

/** Position after every event of its block. */
export const END_OF_BLOCK = 2_147_483_647;
