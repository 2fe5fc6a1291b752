import { Contract, Wallet, id } from 'ethers';

import { contractInterfaces } from '../../../backend/src/ledger/index.js';
import { StoryWorld } from '../settlement/story.world.js';

const ORDERS = 3n;
const ALL_ACTS = 1_023;
const LARGEST = 2n ** 63n - 1n;

let world: StoryWorld;
/** Two keys of operators: one approves what the other one carries out. */
let approver: Wallet;
let executor: Wallet;

beforeAll(async () => {
  world = await StoryWorld.start();
  const { configuration, chain } = world.pipeline;
  approver = new Wallet(configuration.operatorKey, chain.provider);
  executor = new Wallet(id('second operator'), chain.provider);
});

/** Gives the second key the power to carry out orders; a new holder of it waits for days. */
async function mayOrder(): Promise<void> {
  await send(contractOf('parties'), 'addSigner', [executor.address, ALL_ACTS, LARGEST]);
  await send(contractOf('powers'), 'grantRole', [ORDERS, executor.address, 0]);
  await world.pipeline.chain.provider.send('evm_increaseTime', [4 * 86_400]);
}

afterAll(async () => {
  await world.pipeline.stop();
});

function contractOf(name: 'parties' | 'powers' | 'lots', as = approver): Contract {
  const { contracts } = world.pipeline.configuration.deployment;
  return new Contract(contracts[name], contractInterfaces[name], as);
}

async function send(contract: Contract, name: string, values: unknown[]): Promise<void> {
  const sent = await contract.getFunction(name).send(...values, { gasPrice: 0n });
  await sent.wait();
}

/** Moves a lot by order of a court. */
async function order(from: string, to: string, lotId: string): Promise<void> {
  const lots = contractOf('lots', executor);
  const values = [from, to, lotId];
  const data = lots.interface.encodeFunctionData('forcedTransfer', values);
  const target = await lots.getAddress();
  await send(contractOf('powers'), 'approve', [target, data, id('order of a court')]);
  await send(lots, 'forcedTransfer', values);
  await world.pipeline.indexAll();
}

async function lot(lotId: string) {
  const rows = await world.pipeline.db.query(
    'SELECT owner, is_reserved, deal_number FROM lot WHERE lot_id = $1',
    [lotId],
  );
  return rows[0] as { owner: string; is_reserved: boolean; deal_number: number };
}

const differences = async () => (await world.pipeline.verifier.verify()).differences;

describe('a reserved lot', () => {
  it('is free of its reservation once its deal is funded, and stays so when it moves', async () => {
    const lotIds = [await world.confirmed('O-2'), await world.confirmed('O-3')];
    const dealNumber = await world.acceptedDeal('O-2', ...lotIds);
    const waiting = await world.confirmed('O-4');
    await world.acceptedDeal('O-4', waiting);
    await world.fund('O-2', dealNumber);
    for (const lotId of lotIds) {
      expect(await lot(lotId)).toMatchObject({ is_reserved: false, deal_number: dealNumber });
    }
    expect(await lot(waiting)).toMatchObject({ is_reserved: true });

    await mayOrder();
    await order(world.financier.party, world.stranger.party, lotIds[0] ?? '');
    expect(await lot(lotIds[0] ?? '')).toMatchObject({ is_reserved: false });
    expect(await differences()).toEqual([]);
  });

  it('stays reserved when a court moves it, until its deal lapses', async () => {
    const lotId = world.lotId('O-4');
    await order(world.supplier.party, world.stranger.party, lotId);

    expect(await lot(lotId)).toEqual({
      ...{ owner: world.stranger.party, is_reserved: true, deal_number: 2 },
    });
    expect(await differences()).toEqual([]);
    const lapse = { idempotencyKey: 'lapse', dealNumber: 2 };
    await world.outcome(world.supplier, await world.acts.lapse(world.supplier, lapse));
    expect(await lot(lotId)).toMatchObject({ is_reserved: false, deal_number: 0 });
    expect(await differences()).toEqual([]);
  });

  it('that the read model does not know as such is told by the verification', async () => {
    const { db } = world.pipeline;
    await db.query('UPDATE lot SET is_reserved = true WHERE lot_id = $1', [world.lotId('O-4')]);
    expect(await differences()).toContainEqual({
      ...{ table: 'lot', key: world.lotId('O-4'), field: 'is_reserved' },
      ...{ readModel: 'true', ledger: 'false' },
    });
    await db.query('DELETE FROM ledger_checkpoint');
    await world.pipeline.indexAll();
    expect(await differences()).toEqual([]);
  });
});
