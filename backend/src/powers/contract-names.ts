import { Inject, Injectable } from '@nestjs/common';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import type { ContractName } from '../ledger/index.js';

/** The contracts of the deployment, by address and by name. */
@Injectable()
export class ContractNames {
  private readonly byAddress: ReadonlyMap<string, ContractName>;

  constructor(@Inject(BACKEND_CONFIG) private readonly config: BackendConfig) {
    const entries = Object.entries(config.deployment.contracts) as Array<[ContractName, string]>;
    this.byAddress = new Map(entries.map(([name, address]) => [address.toLowerCase(), name]));
  }

  nameOf(address: string): ContractName | null {
    return this.byAddress.get(address) ?? null;
  }

  addressOf(name: ContractName): string {
    return this.config.deployment.contracts[name];
  }
}
