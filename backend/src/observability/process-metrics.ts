import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

import {
  type IndexedEvents,
  indexedEvents,
  packedTransactions,
  refusalName,
  rpcCalls,
  sentTransactions,
} from '../ledger/index.js';

/** From a node in the same machine to one that is about to time out. */
const RPC_BUCKETS_SECONDS = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

const BYTES_PER_KIB = 1_024;

/** What this process did itself; replicas export their own, and a query adds them up. */
@Injectable()
export class ProcessMetrics implements OnModuleDestroy {
  private readonly silence: ReadonlyArray<() => void>;

  constructor(registry: Registry) {
    collectDefaultMetrics({ register: registry });
    observeMemory(registry);
    this.silence = [observeRpcCalls(registry), ...observeRelay(registry), observeIndexer(registry)];
  }

  onModuleDestroy(): void {
    this.silence.forEach((stop) => stop());
  }
}

/** Between two looks at the resident memory it may have been far more for a moment. */
function observeMemory(registry: Registry): void {
  new Gauge({
    name: 'duebill_memory_peak_bytes',
    help: 'Most resident memory that the process has had since it began.',
    registers: [registry],
    collect() {
      this.set(process.resourceUsage().maxRSS * BYTES_PER_KIB);
    },
  });
}

function observeRpcCalls(registry: Registry): () => void {
  const duration = new Histogram({
    name: 'duebill_rpc_duration_seconds',
    help: 'Requests to the nodes of the ledger, by method and outcome (ok, error, unreachable).',
    labelNames: ['method', 'outcome'],
    buckets: RPC_BUCKETS_SECONDS,
    registers: [registry],
  });
  return rpcCalls.listen(({ method, outcome, seconds }) =>
    duration.observe({ method, outcome }, seconds),
  );
}

function observeRelay(registry: Registry): Array<() => void> {
  const registers = [registry];
  const packed = new Counter({
    name: 'duebill_relay_transactions_total',
    help: 'Transactions that the relay signed and stored.',
    registers,
  });
  const commands = new Counter({
    name: 'duebill_relay_commands_total',
    help: 'Commands in those transactions; one that is sent again counts again.',
    registers,
  });
  const gas = new Counter({
    name: 'duebill_relay_gas_limit_total',
    help: 'Gas that those transactions may use.',
    registers,
  });
  const sent = new Counter({
    name: 'duebill_relay_sendings_total',
    help: 'Transactions handed to a node, repetitions among them.',
    registers,
  });
  return [
    packedTransactions.listen(({ commands: packedCommands, gasLimit }) => {
      packed.inc();
      commands.inc(packedCommands.length);
      gas.inc(gasLimit);
    }),
    sentTransactions.listen(() => sent.inc()),
  ];
}

function observeIndexer(registry: Registry): () => void {
  const registers = [registry];
  const events = new Counter({
    name: 'duebill_indexer_events_total',
    help: 'Events whose rows are committed; counted again after a reorganisation or a rebuild.',
    registers,
  });
  const ended = new Counter({
    name: 'duebill_commands_ended_total',
    help: 'Commands whose outcome was indexed, by outcome (included, refused).',
    labelNames: ['outcome'],
    registers,
  });
  const refusals = new Counter({
    name: 'duebill_refusals_total',
    help: 'Commands that a contract refused, by the name of its error.',
    labelNames: ['error'],
    registers,
  });
  return indexedEvents.listen((indexed: IndexedEvents) => {
    events.inc(indexed.events.length);
    for (const { contract, name, args } of indexed.events) {
      if (contract !== 'forwarder') continue;
      if (name === 'ExecutedForwardRequest') {
        ended.inc({ outcome: args.success === true ? 'included' : 'refused' });
      } else if (name === 'RequestRefused') {
        refusals.inc({ error: refusalName(args.reason as string) });
      }
    }
  });
}
