import { epochDayOf } from '../common/index.js';
import { type Act, contractInterfaces } from '../ledger/index.js';
import { type Settlement, gasOf } from './match.batches.js';
import { SETTLE_KIND } from './match.store.js';

/** The act that records entries and applies them to what they were matched with. */
export function settleAct(batch: readonly Settlement[]): Act {
  const remittances = batch.map(({ entry, proposal }) => ({
    entryHash: entry.entryHash,
    receivedBy: entry.party,
    currency: `0x${Buffer.from(entry.currency, 'ascii').toString('hex')}`,
    amountMinor: entry.amountMinor,
    bookingDay: epochDayOf(entry.bookingDate),
    applications: proposal.allocations.map(({ receivableId, amountMinor }) => ({
      receivableId,
      amountMinor,
    })),
  }));
  return {
    kind: SETTLE_KIND,
    contract: 'settlement',
    callData: contractInterfaces.settlement.encodeFunctionData('applyRemittances', [remittances]),
    gas: gasOf(batch),
    subjects: batch.map(({ entry }) => entry.entryHash),
  };
}
