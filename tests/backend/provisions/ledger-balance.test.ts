import { id } from 'ethers';

import { contractInterfaces } from '../../../backend/src/ledger/index.js';
import { AgeingReader } from '../../../backend/src/provisions/ageing.reader.js';
import { ProvisionBook } from '../../../backend/src/provisions/provision-access.js';
import { CollectionsWorld } from '../collections/collections.world.js';

const EUR = '0x455552';
const REMINDER = 1;
const BUCKETS = [0, 30, 60, 90, 180];

let world: CollectionsWorld;
let ageing: AgeingReader;

beforeAll(async () => {
  world = await CollectionsWorld.start();
  ageing = new AgeingReader(world.pipeline.database.dataSource);
});

afterAll(async () => {
  await world.pipeline.stop();
});

/** Running balance of the pair, as the contract says it now. */
async function ledgerBalanceMinor(): Promise<bigint> {
  const { reconciliation } = contractInterfaces;
  const pair = [world.supplier.party, world.buyer.party, EUR] as const;
  const answer = await world.pipeline.chain.provider.call({
    to: world.pipeline.configuration.deployment.contracts.reconciliation,
    data: reconciliation.encodeFunctionData('balancesOf', [
      [{ supplier: pair[0], buyer: pair[1], currency: pair[2] }],
    ]),
  });
  return reconciliation.decodeFunctionResult('balancesOf', answer)[0][0];
}

async function credit(number: string, amountMinor: bigint): Promise<void> {
  const note = {
    ...{ receivableId: world.receivableId(number), fingerprint: id(`note ${number}`), amountMinor },
    documentCommitment: id('a document'),
  };
  const callData = contractInterfaces.receivables.encodeFunctionData('applyCreditNotes', [[note]]);
  expect(await world.send(world.supplier, 'receivables', callData)).toMatchObject({
    status: 'INCLUDED',
  });
}

async function writeOff(number: string, amountMinor: bigint): Promise<void> {
  const { collections } = contractInterfaces;
  const lotId = world.receivableId(number).replace(/0000$/, '0001');
  const step = { lotId, stage: REMINDER, evidenceHash: id('a letter') };
  const item = { lotId, amountMinor, evidenceHash: id('insolvent') };
  for (const callData of [
    collections.encodeFunctionData('advance', [[step]]),
    collections.encodeFunctionData('writeOff', [[item]]),
  ]) {
    expect(await world.send(world.supplier, 'collections', callData)).toMatchObject({
      status: 'INCLUDED',
    });
  }
}

describe('the ageing of a past day', () => {
  it('sums to the balance that the ledger had at its end', async () => {
    const balances = new Map<string, bigint>();
    const endDay = async (days = 1): Promise<void> => {
      balances.set(await world.day(0), await ledgerBalanceMinor());
      await world.pass(days);
    };
    await world.dueTomorrow('T-1', 10_000n);
    await world.dueTomorrow('T-2', 7_001n);
    await endDay(2);
    await world.pay('T-1', 3_333n);
    await credit('T-2', 501n);
    await endDay(40);
    await writeOff('T-1', 6_000n);
    await world.dueTomorrow('T-3', 99n);
    await endDay();
    // Pays what is left and recovers a part of what was written off.
    await world.pay('T-1', 2_000n);
    await world.pay('T-2', 6_500n);
    await endDay(30);
    await world.pay('T-3', 99n);
    await endDay();

    expect([...balances.values()]).toEqual([17_001n, 13_167n, 7_266n, 99n, 0n]);
    for (const [date, balanceMinor] of balances) {
      const found = await ageing.ageing(
        { kind: ProvisionBook.OWED, party: world.supplier.party },
        date,
        BUCKETS,
      );
      const sum = found.reduce((total, { outstandingMinor }) => total + outstandingMinor, 0n);
      expect([date, sum]).toEqual([date, balanceMinor]);
    }
  });
});
