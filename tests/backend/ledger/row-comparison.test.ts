import type { DataSource } from 'typeorm';

import { instalmentVerification } from '../../../backend/src/collections/collections.verification.js';
import type { BackendConfig } from '../../../backend/src/config/index.js';
import { type ContractName, contractInterfaces } from '../../../backend/src/ledger/contracts.js';
import type { LedgerRpc } from '../../../backend/src/ledger/ledger-rpc.js';
import { RowComparison, type Snapshot } from '../../../backend/src/ledger/row-comparison.js';
import type { Verification, VerifiedRow } from '../../../backend/src/ledger/verification.js';
import { rankPolicyVerification } from '../../../backend/src/pledges/lien.verification.js';

const FIRST_DAY = 20_000;
const POLICIES = ['0x00000000000000000000000000000000000000a1', `0x${'b2'.repeat(20)}`];
const contracts = Object.fromEntries(
  Object.keys(contractInterfaces).map((name) => [name, name]),
) as Record<ContractName, string>;

/** Fields of the rows that differ from a ledger whose view answers so. */
async function differing(verification: Verification, answer: unknown, rows: VerifiedRow[]) {
  const text = contractInterfaces[verification.contract].encodeFunctionResult(verification.read, [
    answer,
  ]);
  const config = { networkKey: `0x${'1'.repeat(64)}`, deployment: { contracts } };
  const comparison = new RowComparison(
    config as unknown as BackendConfig,
    {} as DataSource,
    { call: () => Promise.resolve(text) } as unknown as LedgerRpc,
  );
  const snapshot = { checkpoint: { blockNumber: 7 } } as Snapshot;
  return comparison.differences(verification, rows, snapshot);
}

const instalment = (number: number, amountMinor: number): VerifiedRow => ({
  ...{ receivable_id: `0x${'1'.repeat(64)}`, number },
  ...{ due_date: `2024-10-0${3 + number}`, amount_minor: String(amountMinor) },
});

describe('rows against a view that answers with all that it has', () => {
  it('are compared with their own answer, in whatever order the database gives them', async () => {
    const plan = [1, 2, 3].map((number) => [FIRST_DAY + number - 1, number * 100]);
    const rows = [instalment(3, 300), instalment(1, 100), instalment(2, 200)];

    expect(await differing(instalmentVerification, plan, rows)).toEqual([]);
    expect(
      await differing(instalmentVerification, plan, [instalment(3, 300), instalment(2, 201)]),
    ).toMatchObject([{ field: 'amount_minor', readModel: '201', ledger: '200' }]);
  });

  it('are compared where only some of them were touched', async () => {
    const second = { policy_number: 2, policy: POLICIES[1] ?? '' };

    expect(await differing(rankPolicyVerification, POLICIES, [second])).toEqual([]);
    expect(
      await differing(rankPolicyVerification, POLICIES, [{ ...second, policy_number: 1 }]),
    ).toMatchObject([{ field: 'policy', ledger: POLICIES[0] }]);
  });
});
