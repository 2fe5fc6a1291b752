import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';

import { EndpointState, LedgerRpc } from '../ledger/index.js';

/** How this process finds the nodes of the ledger; replicas may see them differently. */
@Injectable()
export class EndpointMetrics {
  constructor(registry: Registry, rpc: LedgerRpc) {
    const registers = [registry];
    new Gauge({
      name: 'duebill_endpoint_state',
      help: 'Nodes of the ledger by state: 1 for the present one, 0 for the others.',
      labelNames: ['endpoint', 'state'],
      registers,
      collect() {
        for (const { name, state } of rpc.health()) {
          for (const one of Object.values(EndpointState)) {
            this.set({ endpoint: name, state: one.toLowerCase() }, one === state ? 1 : 0);
          }
        }
      },
    });
    new Gauge({
      name: 'duebill_endpoint_block',
      help: 'Newest block that a node of the ledger told of.',
      labelNames: ['endpoint'],
      registers,
      collect() {
        for (const { name, headBlock } of rpc.health()) {
          if (headBlock !== null) this.set({ endpoint: name }, headBlock);
        }
      },
    });
  }
}
