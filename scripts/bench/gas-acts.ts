import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

import {
  Contract,
  ContractFactory,
  type ContractTransactionResponse,
  type InterfaceAbi,
  type JsonRpcProvider,
  NonceManager,
  type TransactionReceipt,
  Wallet,
  concat,
  hexlify,
  randomBytes,
} from 'ethers';

import {
  Factoring__factory,
  PartyRegistry__factory,
  CreditBook__factory,
  ReceivableRegistry__factory,
  Settlement__factory,
} from '../../contracts/typechain/index.js';
import {
  type Batch,
  DAY_SECONDS,
  EUR,
  FACE_MINOR,
  FAR_FUTURE,
  ID,
  type Player,
  type Players,
  confirmationsOf,
  quoteOf,
  remittancesOf,
} from './gas-input.js';
import { type LedgerContracts, deployLedger } from '../../deploy/ledger.deployment.js';

const ROLES = { supplier: 1 << 0, buyer: 1 << 1, financier: (1 << 2) | (1 << 4) };

/** The five acts that are measured. */
export type Act = 'register' | 'confirm' | 'accept' | 'fund' | 'applyPayment';
export const ACTS: readonly Act[] = ['register', 'confirm', 'accept', 'fund', 'applyPayment'];

/** Gas of the whole transaction divided by the number of items. */
export type PerItem = Record<Act, number>;

/** A ledger, the floor contract and plain tokens on one node, and parties that act on them. */
export interface GasWorld {
  readonly provider: JsonRpcProvider;
  readonly contracts: LedgerContracts;
  readonly floor: Contract;
  readonly players: Players;
}

export async function createGasWorld(provider: JsonRpcProvider): Promise<GasWorld> {
  const operator = playerOf(provider);
  const { contracts } = await deployLedger({
    provider,
    deployerKey: hexlify(randomBytes(32)),
    operator: {
      party: operator.party,
      legalIdHash: hexlify(randomBytes(32)),
      expiresAt: FAR_FUTURE,
      signer: operator.wallet.address,
    },
  });
  const [supplier, buyer, financier] = [1, 2, 3].map(() => playerOf(provider)) as [
    Player,
    Player,
    Player,
  ];
  const players = { operator, supplier, buyer, financier };
  const admissions = (['supplier', 'buyer', 'financier'] as const).map((name) => ({
    party: players[name].party,
    legalIdHash: hexlify(randomBytes(32)),
    roles: ROLES[name],
    expiresAt: FAR_FUTURE,
    signer: players[name].wallet.address,
  }));
  const parties = PartyRegistry__factory.connect(contracts.parties, operator.signer);
  await gasOf(parties.admitParties(admissions, FREE));
  const assessment = {
    limitMinor: 2n ** 62n,
    grade: 1,
    expiresAt: FAR_FUTURE,
    modelVersion: 1,
    inputCommitment: hexlify(randomBytes(32)),
  };
  const creditBook = CreditBook__factory.connect(contracts.creditBook, financier.signer);
  await gasOf(creditBook.publish([{ party: buyer.party, currency: EUR, assessment }], FREE));
  const floor = await deployGasContract(operator.signer, 'FloorLedger', 'FloorLedger');
  return { provider, contracts, floor, players };
}

/** Gas per item of each act in a batch of `size`, on the ledger and on the floor. */
export async function measureActs(
  world: GasWorld,
  size: number,
): Promise<{ ledger: PerItem; floor: PerItem }> {
  const sold = await batchOf(world, size);
  const unsold = await batchOf(world, size);
  for (const act of ['register', 'confirm'] as const) {
    await onLedger(world, act, unsold);
    await onFloor(world, act, unsold);
  }
  const ledger = {} as PerItem;
  const floor = {} as PerItem;
  for (const act of ACTS) {
    const batch = act === 'applyPayment' ? unsold : sold;
    ledger[act] = Math.round((await onLedger(world, act, batch)) / size);
    floor[act] = Math.round((await onFloor(world, act, batch)) / size);
  }
  return { ledger, floor };
}

/** Gas per token that OpenZeppelin's own contract mints in a batch of `size`. */
export async function measureMint(
  world: GasWorld,
  name: 'PlainErc721' | 'PlainErc1155',
  size: number,
): Promise<number> {
  const { signer, party } = world.players.operator;
  const tokens = await deployGasContract(signer, 'PlainTokens', name);
  const mint = tokens.getFunction('mint');
  // A holder that has tokens already, as a supplier has.
  await gasOf(mint(party, [1n], FREE) as Promise<ContractTransactionResponse>);
  const ids = Array.from({ length: size }, () => BigInt(hexlify(randomBytes(32))));
  return Math.round(
    (await gasOf(mint(party, ids, FREE) as Promise<ContractTransactionResponse>)) / size,
  );
}

const RECEIPT_POLL_MS = 20;

/** The node takes transactions at price zero from keys without funds. */
const FREE = { type: 0, gasPrice: 0n, gasLimit: 16_777_216n };

function playerOf(provider: JsonRpcProvider): Player {
  const wallet = new Wallet(hexlify(randomBytes(32)), provider);
  return { party: hexlify(randomBytes(20)), wallet, signer: new NonceManager(wallet) };
}

/** Contracts that only this bench needs; the build leaves them among the tests' artifacts. */
async function deployGasContract(
  signer: NonceManager,
  file: string,
  name: string,
): Promise<Contract> {
  const path = `artifacts/tests/contracts/gas/${file}.sol/${name}.json`;
  const { abi, bytecode } = JSON.parse(await readFile(path, 'utf8')) as {
    abi: InterfaceAbi;
    bytecode: string;
  };
  const contract = await new ContractFactory(abi, bytecode, signer).deploy(FREE);
  const deployment = contract.deploymentTransaction();
  if (deployment !== null) await gasOf(Promise.resolve(deployment));
  return new Contract(await contract.getAddress(), abi, signer);
}

async function batchOf(world: GasWorld, size: number): Promise<Batch> {
  const { contracts, provider, players } = world;
  const registry = ReceivableRegistry__factory.connect(contracts.receivables, provider);
  const today = Math.floor(Date.now() / 1_000 / DAY_SECONDS);
  const registrations = Array.from({ length: size }, () => ({
    fingerprint: hexlify(randomBytes(32)),
    buyer: players.buyer.party,
    faceMinor: FACE_MINOR,
    issueDay: today,
    dueDay: today + 60,
    currency: EUR,
    documentCommitment: hexlify(randomBytes(32)),
  }));
  const ids = await Promise.all(
    registrations.map(({ fingerprint }) =>
      registry.receivableIdOf(players.supplier.party, fingerprint),
    ),
  );
  return { registrations, ids, lotIds: ids.map((id) => BigInt(id) | 1n) };
}

async function onLedger(world: GasWorld, act: Act, batch: Batch): Promise<number> {
  const { contracts, players } = world;
  const { supplier, buyer, financier, operator } = players;
  switch (act) {
    case 'register': {
      const registry = ReceivableRegistry__factory.connect(contracts.receivables, supplier.signer);
      return gasOf(registry.register(batch.registrations as never, FREE));
    }
    case 'confirm': {
      const registry = ReceivableRegistry__factory.connect(contracts.receivables, buyer.signer);
      return gasOf(registry.confirm(confirmationsOf(batch), FREE));
    }
    case 'accept': {
      const factoring = Factoring__factory.connect(contracts.factoring, supplier.signer);
      const quote = quoteOf(players, batch);
      const digest = await factoring.quoteDigest(quote);
      const { serialized } = financier.wallet.signingKey.sign(digest);
      return gasOf(factoring.accept(quote, [...batch.lotIds], serialized, FREE));
    }
    case 'fund': {
      const factoring = Factoring__factory.connect(contracts.factoring, financier.signer);
      const deals = await factoring.queryFilter(factoring.filters.QuoteAccepted());
      const dealNumber = deals.at(-1)?.args.dealNumber ?? 0n;
      return gasOf(factoring.fund(dealNumber, [...batch.lotIds], ID, FREE));
    }
    case 'applyPayment': {
      const settlement = Settlement__factory.connect(contracts.settlement, operator.signer);
      return gasOf(settlement.applyRemittances(remittancesOf(players, batch), FREE));
    }
  }
}

async function onFloor(world: GasWorld, act: Act, batch: Batch): Promise<number> {
  const { floor, players } = world;
  const call = (name: string, player: Player, ...args: unknown[]): Promise<number> =>
    gasOf(
      (floor.connect(player.signer) as Contract).getFunction(name)(
        ...args,
        FREE,
      ) as Promise<ContractTransactionResponse>,
    );
  switch (act) {
    case 'register':
      return call('register', players.supplier, batch.ids, batch.registrations);
    case 'confirm':
      return call('confirm', players.buyer, confirmationsOf(batch), players.supplier.party);
    case 'accept': {
      const signature = concat([ID, ID, '0x1b']);
      return call('accept', players.supplier, quoteOf(players, batch), batch.lotIds, signature);
    }
    case 'fund':
      return call(
        'fund',
        players.financier,
        await floor.getFunction('dealCount')(),
        batch.lotIds,
        ID,
      );
    case 'applyPayment':
      return call('applyRemittances', players.operator, remittancesOf(players, batch));
  }
}

/** Asks again and again: `wait` looks at new blocks only, and none follows on the one that held the transaction. */
async function gasOf(sending: Promise<ContractTransactionResponse>): Promise<number> {
  const sent = await sending;
  let receipt: TransactionReceipt | null = null;
  while (receipt === null) {
    await setTimeout(RECEIPT_POLL_MS);
    receipt = await sent.provider.getTransactionReceipt(sent.hash);
  }
  if (receipt.status !== 1) throw new Error(`transaction ${sent.hash} failed`);
  return Number(receipt.gasUsed);
}
