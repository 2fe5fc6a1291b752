import { JsonRpcProvider } from 'ethers';

import type { EmbeddedLedger } from '../../backend/src/runtime/index.js';
import type { StoryClock } from '../sample/load.model.js';

/** The embedded ledger's clock while a story is told: forward only. */
export class LedgerStoryClock implements StoryClock {
  constructor(private readonly ledger: EmbeddedLedger) {}

  async advanceTo(unixSeconds: number): Promise<void> {
    if (unixSeconds > (await this.headTime())) await this.ledger.setClock(unixSeconds);
  }

  /** To the wall clock's time, in a block of its own: the read models know the time by blocks. */
  async backToPresent(): Promise<void> {
    await this.ledger.setClock();
    const provider = new JsonRpcProvider(this.ledger.rpcUrl, undefined, { staticNetwork: true });
    try {
      await provider.send('evm_mine', []);
    } finally {
      provider.destroy();
    }
  }

  /** A start after a crash finds blocks that are further than the step that it repeats. */
  private async headTime(): Promise<number> {
    const provider = new JsonRpcProvider(this.ledger.rpcUrl, undefined, { staticNetwork: true });
    try {
      return (await provider.getBlock('latest'))?.timestamp ?? 0;
    } finally {
      provider.destroy();
    }
  }
}
