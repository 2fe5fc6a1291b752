import type { EnvironmentReader } from './environment.reader.js';
import { PIPELINE_DEFAULTS, type PipelineConfig } from './pipeline-config.js';

const DAY_SECONDS = 86_400;
const QUEUE_RANGE = { min: 1, max: 10_000_000 };

/** Settings of the way to the ledger; each has a default that suits a chain with free gas. */
export function readPipeline(reader: EnvironmentReader): PipelineConfig {
  const gasPriceWei = readWei(reader, 'DUEBILL_GAS_PRICE_WEI') ?? PIPELINE_DEFAULTS.gasPriceWei;
  return Object.freeze({
    rpcTimeoutMs:
      reader.integer('DUEBILL_RPC_TIMEOUT_MS', { min: 100, max: 300_000 }) ??
      PIPELINE_DEFAULTS.rpcTimeoutMs,
    rpcLagBlocks:
      reader.integer('DUEBILL_RPC_LAG_BLOCKS', { min: 1, max: 100_000 }) ??
      PIPELINE_DEFAULTS.rpcLagBlocks,
    gasPriceWei,
    gasPriceMaxWei: readPriceMax(reader, gasPriceWei),
    stuckSeconds:
      reader.integer('DUEBILL_STUCK_SECONDS', { min: 1, max: DAY_SECONDS }) ??
      PIPELINE_DEFAULTS.stuckSeconds,
    ...readQueueBounds(reader),
  });
}

function readPriceMax(reader: EnvironmentReader, gasPriceWei: number): number {
  const variable = 'DUEBILL_GAS_PRICE_MAX_WEI';
  const highest = readWei(reader, variable) ?? gasPriceWei;
  if (highest < gasPriceWei) reader.refuse(variable, 'is below DUEBILL_GAS_PRICE_WEI.');
  if (gasPriceWei === 0 && highest > 0) {
    reader.refuse(variable, 'needs a DUEBILL_GAS_PRICE_WEI above 0 from which to raise.');
  }
  return highest;
}

function readQueueBounds(
  reader: EnvironmentReader,
): Pick<PipelineConfig, 'queueMax' | 'queuePartyMax'> {
  const queueMax = reader.integer('DUEBILL_QUEUE_MAX', QUEUE_RANGE) ?? PIPELINE_DEFAULTS.queueMax;
  const variable = 'DUEBILL_QUEUE_PARTY_MAX';
  const chosen = reader.integer(variable, QUEUE_RANGE);
  if (chosen !== undefined && chosen > queueMax) {
    reader.refuse(variable, 'is above the bound of all parties (DUEBILL_QUEUE_MAX).');
  }
  return { queueMax, queuePartyMax: chosen ?? Math.min(PIPELINE_DEFAULTS.queuePartyMax, queueMax) };
}

function readWei(reader: EnvironmentReader, variable: string): number | undefined {
  return reader.integer(variable, { min: 0, max: Number.MAX_SAFE_INTEGER });
}
