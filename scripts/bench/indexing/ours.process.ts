import 'reflect-metadata';
import { randomBytes } from 'node:crypto';

import { DataSource } from 'typeorm';

import { type BackendConfig, PIPELINE_DEFAULTS } from '../../../backend/src/config/index.js';
import { dataSourceOptions, migrate } from '../../../backend/src/data-source.js';
import { Indexer } from '../../../backend/src/ledger/indexer.service.js';
import { LedgerRpc } from '../../../backend/src/ledger/ledger-rpc.js';
import { LedgerSignals } from '../../../backend/src/ledger/ledger-signals.js';
import { indexedEvents } from '../../../backend/src/ledger/ledger-telemetry.js';
import { ProjectorRegistry } from '../../../backend/src/ledger/projector-registry.js';
import { readModels } from '../../../backend/src/read-models.js';
import { governHeap } from '../../start/heap-policy.js';
import { CHAIN_ID, type RunMessage, type RunOrder, type Source, peakRssMb } from './messages.js';

// As `npm start` has it.
governHeap();
const [databaseUrl = '', sourceText = ''] = process.argv.slice(2);
const source = JSON.parse(sourceText) as Source;
const secret = (): string => `0x${randomBytes(32).toString('hex')}`;
const config: BackendConfig = {
  databaseUrl,
  rpcUrls: [source.url],
  host: '127.0.0.1',
  port: 0,
  dataDir: '',
  masterKey: secret(),
  networkKey: secret(),
  relayKey: secret(),
  operatorKey: secret(),
  chainConfirmations: 0,
  readyLagBlocks: 100,
  metricsToken: undefined,
  finalityBlocks: 0,
  pipeline: PIPELINE_DEFAULTS,
  deployment: {
    chainId: BigInt(CHAIN_ID),
    genesisHash: source.genesisHash,
    deployedAtBlock: 0,
    contracts: source.contracts,
  },
  production: false,
};

await migrate(databaseUrl);
const dataSource = await new DataSource(dataSourceOptions(databaseUrl)).initialize();
const indexer = new Indexer(
  config,
  dataSource,
  new ProjectorRegistry(readModels),
  new LedgerRpc(config),
  new LedgerSignals(),
);
let at = -1;
indexedEvents.listen(({ events }) => {
  at = events.at(-1)?.blockNumber ?? at;
  tell({ indexed: at });
});

function tell(message: RunMessage): void {
  process.send?.(message);
}

/** The steps that the indexer's worker takes, without its lease. */
async function run(upTo: number): Promise<void> {
  while (at < upTo) {
    await indexer.step();
  }
}

process.on('message', ({ upTo }: RunOrder) => {
  const started = performance.now();
  void run(upTo).then(() => {
    const seconds = (performance.now() - started) / 1_000;
    tell({ reached: { seconds, peakRssMb: peakRssMb() } });
  });
});
tell({ ready: true });
