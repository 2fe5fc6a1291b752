import {
  type Settlement,
  gasOf,
  toBatches,
} from '../../../backend/src/settlement/match.batches.js';
import { manualProposal } from '../../../backend/src/settlement/match.proposal.js';

/** Gas of one transaction (EIP-7825). */
const TRANSACTION_GAS_MAX = 2 ** 24;
/** Gas of a lien that a payment touches, measured on the contracts. */
const LIEN_GAS = 75_000;

function settlement({ lotCount = 1, lienCount = 0, attempts = 0 } = {}): Settlement {
  const allocations = [{ receivableId: '0x00', amountMinor: 1n }];
  return {
    entry: {
      ...{ entryHash: '0x01', party: '0x02', bookingDate: '2026-01-05', attempts },
      ...{ amountMinor: 1n, currency: 'EUR', references: [], remittance: null },
      ...{ counterpartyName: null, counterpartyAccount: null },
    },
    proposal: manualProposal(allocations),
    ...{ lotCount, lienCount },
  };
}

describe('a batch of settlements', () => {
  it('has gas for every lien that its payments touch', () => {
    const free = gasOf([settlement({ lotCount: 4 })]);
    const pledged = gasOf([settlement({ lotCount: 4, lienCount: 20 })]);

    expect(pledged - free).toBeGreaterThanOrEqual(20 * LIEN_GAS);
  });

  it('fits a transaction with as many lots and liens as a receivable can have', () => {
    const most = gasOf([settlement({ lotCount: 32, lienCount: 160 })]);

    expect(most).toBeGreaterThanOrEqual(160 * LIEN_GAS);
    expect(most * (1 + 1 / 32) + 200_000).toBeLessThan(TRANSACTION_GAS_MAX);
  });

  it('has no more lots and liens than the ledger takes in one call', () => {
    const one = settlement({ lotCount: 32 });

    const batches = toBatches(Array.from({ length: 10 }, () => one));

    expect(batches.map((batch) => batch.length)).toEqual([6, 4]);
  });

  it('is of one alone, when that was refused before', () => {
    const [again, first] = [settlement({ attempts: 1 }), settlement()];

    expect(toBatches([first, again, first])).toEqual([[first, first], [again]]);
  });
});
