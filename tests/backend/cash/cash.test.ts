import { readFileSync } from 'node:fs';

import { type Contract, ContractFactory, Wallet, ZeroAddress } from 'ethers';

import { NotFoundError, NotPermittedError } from '../../../backend/src/api/index.js';
import { CashReader } from '../../../backend/src/cash/cash.reader.js';
import { CashService } from '../../../backend/src/cash/cash.service.js';
import { KeyVault, type Viewer } from '../../../backend/src/identity/index.js';
import { activeSigner } from '../../../backend/src/ledger/index.js';
import { ReceivableDetailsReader } from '../../../backend/src/receivables/receivable-details.reader.js';
import { ReceivableReader } from '../../../backend/src/receivables/receivable.reader.js';
import { EntriesWorld } from '../settlement/entries.world.js';

const TOKEN = 'artifacts/tests/contracts/support/CashTokens.sol/PlainToken.json';
/** The test chain asks nothing for gas. */
const FREE = { gasPrice: 0n };
const PAGE = { size: 50, limit: 51, after: null };

let world: EntriesWorld;
let service: CashService;
let reader: CashReader;
let token: Contract;
let address: string;

beforeAll(async () => {
  world = await EntriesWorld.start();
  const { database, outbox, configuration } = world.story.pipeline;
  reader = new CashReader(database.dataSource, configuration);
  service = new CashService(outbox, new ReceivableReader(database.dataSource), reader);
  token = await deployToken();
  address = (await token.getAddress()).toLowerCase();
  for (const who of [world.story.buyer, world.story.supplier, world.story.financier]) {
    await setAccount(who);
  }
  await fill(world.story.buyer, 100_000n);
});

afterAll(async () => {
  await world.stop();
});

async function deployToken(): Promise<Contract> {
  const { abi, bytecode } = JSON.parse(readFileSync(TOKEN, 'utf8'));
  const minter = Wallet.createRandom(world.story.pipeline.chain.provider);
  const deployed = await new ContractFactory(abi, bytecode, minter).deploy(FREE);
  await deployed.waitForDeployment();
  return deployed as Contract;
}

async function setAccount(who: Viewer, change = {}) {
  const input = { ...world.key(), token: address, currency: 'EUR', ...change };
  return world.story.outcome(who, await service.setAccount(who, input));
}

/** Gives the account of a party tokens, which it approves the cash desk to move. */
async function fill(who: Viewer, amountMinor: bigint): Promise<void> {
  const { db, configuration, chain } = world.story.pipeline;
  const signer = (await activeSigner(db, { party: who.party, userId: null })) ?? '';
  const key = (await new KeyVault(configuration).open(db, [signer])).get(signer);
  const account = new Wallet(key ?? '', chain.provider);
  await (await token.getFunction('mint').send(signer, amountMinor, FREE)).wait();
  const { cashDesk } = configuration.deployment.contracts;
  const approving = token.connect(account) as Contract;
  await (await approving.getFunction('approve').send(cashDesk, amountMinor, FREE)).wait();
}

async function balanceOf(who: Viewer): Promise<bigint> {
  const signer = await activeSigner(world.story.pipeline.db, { party: who.party, userId: null });
  return token.getFunction('balanceOf')(signer) as Promise<bigint>;
}

async function pay(number: string, amountMinor: bigint, as = world.story.buyer) {
  const receivableId = world.story.receivableId(number);
  return service.pay(as, { ...world.key(), receivableId, token: address, amountMinor });
}

const paid = async (number: string, amountMinor: bigint) =>
  world.story.outcome(world.story.buyer, await pay(number, amountMinor));

describe('a cash account', () => {
  it('is the key that signs for the party, which alone sees it', async () => {
    const account = await activeSigner(world.story.pipeline.db, {
      party: world.story.buyer.party,
      userId: null,
    });
    expect(await reader.listAccounts(world.story.buyer, PAGE)).toMatchObject([
      { party: world.story.buyer.party, token: address, currency: 'EUR', account, isActive: true },
    ]);
    expect(await reader.listAccounts(world.story.stranger, PAGE)).toEqual([]);
    const { operator } = world.story.pipeline;
    expect(await reader.listAccounts(operator, PAGE)).toHaveLength(3);
    expect((await world.differences()).filter(({ table }) => table === 'cash_account')).toEqual([]);
  });

  it('is refused for what is no address or currency, and by the ledger where no token is', async () => {
    const { supplier } = world.story;
    const set = (change: object) =>
      service.setAccount(supplier, { ...world.key(), token: address, currency: 'EUR', ...change });
    expect(await set({ token: '0x1' })).toMatchObject({ path: 'token' });
    expect(await set({ currency: 'eur' })).toMatchObject({ path: 'currency' });
    expect(await setAccount(supplier, { token: supplier.party })).toMatchObject({
      refusal: { error: 'CashTokenMissing' },
    });
  });
});

describe('a payment in tokens', () => {
  it('gives each who is owed a share its part at once, and shows as a payment', async () => {
    await world.story.confirmed('C-101');
    const lotId = await world.story.confirmed('C-102');
    await world.story.fund('C-102', await world.story.acceptedDeal('C-102', lotId));
    const before = await balanceOf(world.story.financier);

    expect(await paid('C-101', 4_000n)).toMatchObject({ status: 'INCLUDED' });
    expect(await paid('C-102', 10_000n)).toMatchObject({ status: 'INCLUDED' });

    expect(await balanceOf(world.story.supplier)).toBe(4_000n);
    expect(await balanceOf(world.story.financier)).toBe(before + 10_000n);
    expect(await world.story.outstandingMinor('C-101')).toBe(6_000n);
    const movements = await reader.listMovements(world.story.buyer, PAGE, { token: address });
    expect(movements).toMatchObject([
      {
        ...{ amountMinor: 10_000n, payee: world.story.financier.party },
        receivableId: world.story.receivableId('C-102'),
      },
      {
        ...{ amountMinor: 4_000n, payee: world.story.supplier.party },
        receivableId: world.story.receivableId('C-101'),
      },
    ]);
    const details = new ReceivableDetailsReader(world.story.pipeline.database.dataSource);
    expect(await details.payments([world.story.receivableId('C-101')])).toMatchObject([
      { amountMinor: 4_000n, isReversal: false, entryHash: movements[1]?.sourceHash },
    ]);
    expect(await world.differences()).toEqual([]);
  });

  it('is seen by payer and payee, and by nobody else', async () => {
    const seen = await reader.listMovements(world.story.supplier, PAGE, {});
    expect(seen).toMatchObject([{ amountMinor: 4_000n, payer: world.story.buyer.party }]);
    expect(await reader.listMovements(world.story.stranger, PAGE, {})).toEqual([]);
    const sourceHash = seen[0]?.sourceHash ?? '';
    expect(await reader.listMovements(world.story.buyer, PAGE, { sourceHash })).toHaveLength(1);
    const after = seen[0]?.keyset ?? null;
    expect(await reader.listMovements(world.story.supplier, { ...PAGE, after }, {})).toEqual([]);
  });

  it('is refused by side and knowledge, and by the ledger for what is missing', async () => {
    await world.story.confirmed('C-103');
    expect(await pay('C-103', 1n, world.story.supplier)).toBeInstanceOf(NotPermittedError);
    expect(await pay('C-103', 1n, world.story.stranger)).toBeInstanceOf(NotFoundError);
    expect(await pay('C-103', 0n)).toMatchObject({ path: 'amountMinor' });
    expect((await paid('C-103', 10_001n)).refusal).toMatchObject({
      error: 'AmountAboveOutstanding',
    });

    await world.sharedOut('C-104');
    const missing = (await paid('C-104', 10_000n)).refusal;
    expect(missing).toMatchObject({
      error: 'CashAccountMissing',
      values: expect.arrayContaining([{ name: 'party', value: world.pledges.rival.party }]),
    });
  });

  it('reaches up to the lienholders of a receivable of many owners', async () => {
    await setAccount(world.pledges.rival);
    expect(await paid('C-104', 10_000n)).toMatchObject({ status: 'INCLUDED' });
    expect(await balanceOf(world.pledges.rival)).toBe(1_500n);
  });
});

describe('the read models of cash', () => {
  it('are the same after a rebuild; a planted difference and a revoked key are told', async () => {
    const { db } = world.story.pipeline;
    const before = await world.story.pipeline.readModels();
    await db.query('DELETE FROM ledger_checkpoint');
    await world.story.pipeline.indexAll();
    expect(await world.story.pipeline.readModels()).toEqual(before);

    const { supplier } = world.story;
    await db.query('UPDATE cash_account SET account = $1 WHERE party = $2', [
      `0x${'12'.repeat(20)}`,
      supplier.party,
    ]);
    expect(await world.differences()).toMatchObject([
      { table: 'cash_account', field: 'account', readModel: ZeroAddress },
    ]);
    const [account] = await reader.listAccounts(supplier, PAGE);
    expect(account).toMatchObject({ isActive: false });
  });
});
