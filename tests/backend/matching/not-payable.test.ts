import { describe, expect, it } from '@jest/globals';

import {
  type MatchCandidate,
  type MatchProposal,
  MatchRule,
  MatchedKind,
  MatchingEngine,
  NotPayable,
} from '../../../backend/src/matching/index.js';

const FACE = 103_417n;
const OPEN: MatchCandidate = {
  ...{ receivableId: 'INV-2026-000124', number: 'INV-2026-000124', currency: 'EUR' },
  ...{ faceMinor: FACE, availableMinor: FACE, discountBps: 0, discountUntil: null },
  ...{ issueDate: '2026-02-01', dueDate: '2026-03-31', paymentReference: null },
  ...{ buyer: 'B1', buyerName: 'Müller Logistik GmbH', buyerAccounts: [] },
};
const NOTHING_OPEN = {
  ...OPEN,
  ...{ receivableId: 'INV-2026-000123', number: 'INV-2026-000123', availableMinor: 0n },
};

function propose(engine: MatchingEngine): MatchProposal {
  return engine.propose({
    ...{ amountMinor: FACE, currency: 'EUR', bookingDate: '2026-03-31', references: [] },
    ...{ remittance: 'INV-2026-000123', counterpartyName: 'Müller Logistik GmbH' },
    counterpartyAccount: null,
  });
}

describe('an entry that names what nothing is available of', () => {
  it('is told to be a second payment of what is paid', () => {
    const { isAutomatic, suggestions } = propose(new MatchingEngine([NOTHING_OPEN, OPEN]));

    expect(isAutomatic).toBe(false);
    expect(suggestions[0]).toMatchObject({
      ...{ rule: MatchRule.DUPLICATE, rows: [{ kind: MatchedKind.OVERPAYMENT }] },
    });
  });

  it.each([NotPayable.SOLD, NotPayable.EARLY_PAYMENT, NotPayable.NOT_CONFIRMED])(
    'is told why, if that is %s',
    (notPayable) => {
      const engine = new MatchingEngine([{ ...NOTHING_OPEN, notPayable }, OPEN]);
      const { isAutomatic, suggestions } = propose(engine);

      expect(isAutomatic).toBe(false);
      expect(suggestions[0]).toMatchObject({
        ...{ rule: MatchRule.NOT_PAYABLE, rows: [{ kind: MatchedKind.UNKNOWN }] },
        evidence: expect.arrayContaining([expect.objectContaining({ detail: notPayable })]),
      });
    },
  );

  it('is told to be a second payment, if it was paid since', () => {
    const engine = new MatchingEngine([{ ...NOTHING_OPEN, availableMinor: FACE }, OPEN]);
    const [payment] = propose(engine).suggestions;
    engine.take(payment?.rows ?? []);

    expect(propose(engine).suggestions[0]?.rule).toBe(MatchRule.DUPLICATE);
  });
});
