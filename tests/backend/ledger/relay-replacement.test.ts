import { Logger } from '@nestjs/common';
import { Transaction, computeAddress } from 'ethers';

import { eventually } from '../../support/eventually.js';
import { PipelineWorld } from './pipeline.world.js';

let world: PipelineWorld;

beforeAll(async () => {
  Logger.overrideLogger(['fatal']);
  world = await PipelineWorld.start();
});

afterEach(async () => {
  await world.chain.provider.send('evm_setAutomine', [true]);
  await world.chain.provider.send('anvil_mine', []);
  await world.settle();
});

afterAll(async () => {
  await world.stop();
});

describe('a transaction that the chain does not take in', () => {
  const START_WEI = 1_000_000_000;
  const MAX_WEI = 1_800_000_000;

  function relayWithPrice(stuckSeconds: number) {
    const pipeline = { ...world.configuration.pipeline, stuckSeconds };
    Object.assign(pipeline, { gasPriceWei: START_WEI, gasPriceMaxWei: MAX_WEI });
    return world.newRelay({ configuration: { ...world.configuration, pipeline } });
  }

  async function versions(): Promise<Array<{ wei: number; nonce: number; data: string }>> {
    const rows: Array<{ raw: string }> = await world.db.query(
      `SELECT raw_transaction AS raw, 0 AS version FROM relay_transaction
       WHERE relay_nonce = (SELECT max(relay_nonce) FROM relay_transaction)
       UNION ALL SELECT raw_transaction, replacement FROM relay_replacement
       WHERE relay_nonce = (SELECT max(relay_nonce) FROM relay_transaction) ORDER BY version`,
    );
    return rows.map(({ raw }) => {
      const { gasPrice, nonce, data } = Transaction.from(raw);
      return { wei: Number(gasPrice), nonce, data };
    });
  }

  beforeEach(async () => {
    const relay = computeAddress(world.configuration.relayKey);
    await world.chain.provider.send('anvil_setBalance', [relay, `0x${(10n ** 24n).toString(16)}`]);
  });

  afterEach(async () => {
    await world.chain.provider.send('anvil_setNextBlockBaseFeePerGas', ['0x0']);
    world.relay = world.newRelay();
  });

  it('is sent again at a higher price up to the highest, and the dearest is mined', async () => {
    await world.chain.provider.send('evm_setAutomine', [false]);
    world.relay = relayWithPrice(0.2);
    const submitted = await world.register('stuck');
    const found = await eventually(
      async () => {
        await world.relay.step();
        return versions();
      },
      (all) => all.length === 4,
    );

    expect(found.map(({ wei }) => wei)).toEqual([START_WEI, 1_250_000_000, 1_562_500_000, MAX_WEI]);
    expect(new Set(found.map(({ nonce, data }) => `${nonce}${data}`)).size).toBe(1);
    expect(await world.waitingInNode()).toBe(1);
    await world.chain.provider.send('anvil_setNextBlockBaseFeePerGas', [
      `0x${(MAX_WEI - 1).toString(16)}`,
    ]);
    await world.chain.provider.send('anvil_mine', []);
    expect(await world.untilEnded(submitted)).toMatchObject({ status: 'INCLUDED' });
    const { transactionHash } = await world.command(world.operator, submitted);
    const mined = await world.chain.provider.getTransaction(transactionHash ?? '');
    expect(Number(mined?.gasPrice)).toBe(MAX_WEI);
  });

  it('has one effect, when an earlier version is mined after all', async () => {
    await world.chain.provider.send('evm_setAutomine', [false]);
    world.relay = relayWithPrice(0.2);
    const submitted = await world.register('first version');
    await world.relay.step();
    const deaf = world.rpc.sendRawTransaction.bind(world.rpc);
    world.rpc.sendRawTransaction = () => Promise.resolve();
    world.rpc.sendRawTransactionEverywhere = () => Promise.resolve();
    await eventually(
      async () => {
        await world.relay.step();
        return versions();
      },
      (all) => all.length > 1,
    );
    await world.chain.provider.send('anvil_mine', []);
    world.rpc.sendRawTransaction = deaf;
    Reflect.deleteProperty(world.rpc, 'sendRawTransactionEverywhere');

    expect(await world.untilEnded(submitted)).toMatchObject({ status: 'INCLUDED' });
    const { transactionHash } = await world.command(world.operator, submitted);
    const mined = await world.chain.provider.getTransaction(transactionHash ?? '');
    expect(Number(mined?.gasPrice)).toBe(START_WEI);
  });

  it('from before a price was asked for is replaced at once', async () => {
    await world.chain.provider.send('evm_setAutomine', [false]);
    const submitted = await world.register('without a price');
    await world.relay.step();
    world.relay = relayWithPrice(3_600);

    await world.relay.step();

    expect((await versions()).map(({ wei }) => wei)).toEqual([0, START_WEI]);
    await world.chain.provider.send('evm_setAutomine', [true]);
    await world.chain.provider.send('anvil_mine', []);
    expect(await world.untilEnded(submitted)).toMatchObject({ status: 'INCLUDED' });
  });
});
