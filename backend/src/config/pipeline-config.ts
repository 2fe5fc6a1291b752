/** How commands go to the ledger and how its nodes are watched; the same for every replica. */
export interface PipelineConfig {
  /** Longest time of one request to a node. */
  readonly rpcTimeoutMs: number;
  /** A node that is further behind the foremost one is put aside. */
  readonly rpcLagBlocks: number;
  /** Price of gas that the relay offers, in wei; 0 where gas is free. */
  readonly gasPriceWei: number;
  /** Highest price that it raises a stuck transaction to. */
  readonly gasPriceMaxWei: number;
  /** After this time without being mined a transaction is stuck. */
  readonly stuckSeconds: number;
  /** Queued commands of all parties from which on further ones are refused. */
  readonly queueMax: number;
  /** The same of one party. */
  readonly queuePartyMax: number;
}

/** What holds where the environment says nothing. */
export const PIPELINE_DEFAULTS: PipelineConfig = Object.freeze({
  rpcTimeoutMs: 15_000,
  rpcLagBlocks: 10,
  gasPriceWei: 0,
  gasPriceMaxWei: 0,
  stuckSeconds: 60,
  queueMax: 100_000,
  queuePartyMax: 50_000,
});
