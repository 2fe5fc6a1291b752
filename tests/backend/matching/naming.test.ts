import { describe, expect, it } from '@jest/globals';

import {
  EvidenceFact,
  type MatchCandidate,
  MatchRule,
  MatchingEngine,
} from '../../../backend/src/matching/index.js';

function candidate(number: string): MatchCandidate {
  return {
    ...{ receivableId: number, number, currency: 'EUR', paymentReference: null },
    ...{ faceMinor: 120_000n, availableMinor: 120_000n, discountBps: 0, discountUntil: null },
    ...{ issueDate: '2026-02-01', dueDate: '2026-03-31' },
    ...{ buyer: 'B1', buyerName: 'Müller Logistik GmbH', buyerAccounts: [] },
  };
}

describe('a number that a reference and the text repeat', () => {
  it('is no misspelling of a number that differs in one place', () => {
    const engine = new MatchingEngine(['X-90701', 'X-90702', 'X-90703'].map(candidate));

    const { suggestions } = engine.propose({
      ...{ amountMinor: 48_000n, currency: 'EUR', bookingDate: '2026-03-31' },
      ...{ references: ['X-90702'], remittance: 'X-90702' },
      ...{ counterpartyName: 'Müller Logistik GmbH', counterpartyAccount: null },
    });

    expect(suggestions[0]).toMatchObject({
      rule: MatchRule.PARTIAL,
      rows: [{ receivableId: 'X-90702', amountMinor: 48_000n }],
    });
    const facts = suggestions.flatMap(({ evidence }) => evidence.map(({ fact }) => fact));
    expect(facts).toContain(EvidenceFact.NUMBER);
    expect(facts).not.toContain(EvidenceFact.NUMBER_NOISY);
  });
});
