import {
  type ContractFactory,
  getCreateAddress,
  type JsonRpcProvider,
  Transaction,
  type TransactionLike,
  type TransactionRequest,
  Wallet,
} from 'ethers';

import {
  Assignments__factory,
  CashDesk__factory,
  CivilCode768Policy__factory,
  Collections__factory,
  CreditBook__factory,
  DuebillForwarder__factory,
  Duties__factory,
  EarlyPayments__factory,
  Factoring__factory,
  FirstToFilePolicy__factory,
  FirstToNotifyPolicy__factory,
  PartyRegistry__factory,
  Pledges__factory,
  Powers__factory,
  ReceivableLots__factory,
  ReceivableRegistry__factory,
  Reconciliation__factory,
  Settlement__factory,
} from '../contracts/typechain/index.js';

/** A contract's place in this list is the deployer's nonce that creates it. */
export const CONTRACT_NAMES = [
  // Pledges asks these for their titles when it is created.
  'rankByArticle768',
  'rankByFiling',
  'rankByNotice',
  'forwarder',
  'powers',
  'parties',
  'receivables',
  'lots',
  'factoring',
  'assignments',
  'earlyPayments',
  'pledges',
  'settlement',
  'duties',
  'cashDesk',
  'reconciliation',
  'collections',
  'creditBook',
] as const;

type ContractName = (typeof CONTRACT_NAMES)[number];

/** Addresses of the contracts of one deployment. */
export type LedgerContracts = Record<ContractName, string>;

export interface LedgerDeployment {
  chainId: bigint;
  genesisHash: string;
  /** No event of the ledger lies in an earlier block. */
  deployedAtBlock: number;
  contracts: LedgerContracts;
}

/** The first operator; it is admitted in the constructor, since nobody else could admit it. */
export interface GenesisOperator {
  party: string;
  legalIdHash: string;
  /** Unix seconds. */
  expiresAt: number;
  signer: string;
}

export interface DeployLedgerOptions {
  provider: JsonRpcProvider;
  /** A key that deploys one ledger and does nothing else: the addresses follow from its nonces. */
  deployerKey: string;
  operator: GenesisOperator;
  onProgress?: (done: number, total: number, name: string) => void;
}

/** Bits of `Roles` in contracts/types/LedgerTypes.sol. */
const OPERATOR_ROLES = (1 << 7) | (1 << 3);

const RECEIPT_POLL_MS = 50;
const RECEIPT_TIMEOUT_MS = 120_000;
/** Besu answers log queries over at most this many blocks unless told otherwise. */
const LOG_RANGE_BLOCKS = 5_000;

/**
 * Deploys what is missing of the ledger. The addresses are a pure function of the deployer, so a run that was killed
 * is simply run again.
 */
export async function deployLedger(options: DeployLedgerOptions): Promise<LedgerDeployment> {
  const { provider, operator, onProgress } = options;
  const deployer = new Wallet(options.deployerKey, provider);
  const contracts = ledgerContractsOf(deployer.address);
  const fees = await feesOf(provider);
  const { chainId } = await provider.getNetwork();
  const pendingNonce = await provider.getTransactionCount(deployer.address, 'pending');

  for (const [nonce, name] of CONTRACT_NAMES.entries()) {
    if (nonce < pendingNonce) {
      // Sent before, by a run that was killed.
      await waitForCode(provider, { deployer: deployer.address, nonce, name, contracts });
    } else {
      const { data = null } = await creationOf(name, contracts, operator);
      await create(deployer, provider, { ...fees, data, chainId, nonce });
    }
  }
  for (const [nonce, name] of CONTRACT_NAMES.entries()) {
    await waitForCode(provider, { deployer: deployer.address, nonce, name, contracts });
    onProgress?.(nonce + 1, CONTRACT_NAMES.length, name);
  }

  return {
    chainId,
    genesisHash: await genesisHashOf(provider),
    deployedAtBlock: await genesisBlockOf(provider, contracts.parties, operator),
    contracts,
  };
}

/** Whether the ledger of the record is there: same chain, and code at each address. */
export async function isDeployed(
  provider: JsonRpcProvider,
  deployment: LedgerDeployment,
): Promise<boolean> {
  const { chainId } = await provider.getNetwork();
  if (chainId !== deployment.chainId) return false;
  if ((await genesisHashOf(provider)) !== deployment.genesisHash) return false;
  const addresses = Object.values<string>(deployment.contracts);
  const codes = await Promise.all(addresses.map((address) => provider.getCode(address)));
  return codes.every((code) => code !== '0x');
}

/** Addresses of the ledger that `deployer` creates, whether it is deployed or not. */
export function ledgerContractsOf(deployer: string): LedgerContracts {
  const entries = CONTRACT_NAMES.map((name, nonce) => [
    name,
    getCreateAddress({ from: deployer, nonce }),
  ]);
  return Object.fromEntries(entries) as LedgerContracts;
}

function creationOf(
  name: ContractName,
  contracts: LedgerContracts,
  operator: GenesisOperator,
): Promise<TransactionRequest> {
  switch (name) {
    case 'rankByArticle768':
      return new CivilCode768Policy__factory().getDeployTransaction();
    case 'rankByFiling':
      return new FirstToFilePolicy__factory().getDeployTransaction();
    case 'rankByNotice':
      return new FirstToNotifyPolicy__factory().getDeployTransaction();
    case 'forwarder':
      return new DuebillForwarder__factory().getDeployTransaction();
    case 'powers':
      return new Powers__factory().getDeployTransaction(contracts, operator.signer);
    case 'parties': {
      const admission = { ...operator, roles: OPERATOR_ROLES };
      const { forwarder, powers } = contracts;
      return new PartyRegistry__factory().getDeployTransaction(forwarder, powers, admission);
    }
    case 'pledges': {
      const policies = [contracts.rankByArticle768, contracts.rankByFiling, contracts.rankByNotice];
      return new Pledges__factory().getDeployTransaction(contracts, policies);
    }
    case 'reconciliation':
      // The genesis operator is the settlement agent of pairs that agreed on no other.
      return new Reconciliation__factory().getDeployTransaction(contracts, operator.party);
    default: {
      const factory: ContractFactory = new MODULE_FACTORIES[name]();
      return factory.getDeployTransaction(contracts);
    }
  }
}

/** These know each other and nothing else, so each is created with all the addresses. */
const MODULE_FACTORIES = {
  receivables: ReceivableRegistry__factory,
  lots: ReceivableLots__factory,
  factoring: Factoring__factory,
  assignments: Assignments__factory,
  earlyPayments: EarlyPayments__factory,
  settlement: Settlement__factory,
  duties: Duties__factory,
  cashDesk: CashDesk__factory,
  collections: Collections__factory,
  creditBook: CreditBook__factory,
};

/** A chain with free gas takes legacy transactions at price zero from a deployer without funds. */
async function feesOf(provider: JsonRpcProvider): Promise<TransactionLike> {
  const block = await provider.getBlock('latest');
  const isFree = block === null || (block.baseFeePerGas ?? 0n) === 0n;
  if (isFree) return { type: 0, gasPrice: 0n };
  const { maxFeePerGas, maxPriorityFeePerGas } = await provider.getFeeData();
  return { type: 2, maxFeePerGas, maxPriorityFeePerGas };
}

/** Asks the node itself: a signer of ethers turns code to bytes and back many times, which takes seconds. */
async function create(
  deployer: Wallet,
  provider: JsonRpcProvider,
  creation: TransactionLike,
): Promise<void> {
  const from = deployer.address;
  const gasLimit = (await provider.send('eth_estimateGas', [
    { from, data: creation.data },
  ])) as string;
  const transaction = Transaction.from({ ...creation, gasLimit });
  transaction.signature = deployer.signingKey.sign(transaction.unsignedHash);
  await provider.send('eth_sendRawTransaction', [transaction.serialized]);
}

async function waitForCode(
  provider: JsonRpcProvider,
  created: { deployer: string; nonce: number; name: ContractName; contracts: LedgerContracts },
): Promise<void> {
  const address = created.contracts[created.name];
  const deadline = Date.now() + RECEIPT_TIMEOUT_MS;
  for (;;) {
    if ((await provider.getCode(address)) !== '0x') return;
    const minedNonce = await provider.getTransactionCount(created.deployer, 'latest');
    if (minedNonce > created.nonce && (await provider.getCode(address)) === '0x') {
      throw new Error(
        `${created.name} is not at ${address}: its creation failed, or the deployer ` +
          `${created.deployer} was used for something else. Deploy with a new key.`,
      );
    }
    if (Date.now() > deadline) {
      throw new Error(`${created.name} was not mined within ${RECEIPT_TIMEOUT_MS / 1_000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, RECEIPT_POLL_MS));
  }
}

async function genesisHashOf(provider: JsonRpcProvider): Promise<string> {
  const genesis = await provider.getBlock(0);
  const hash = genesis?.hash ?? null;
  if (hash === null) throw new Error('the node does not know its genesis block');
  return hash;
}

/**
 * Block of the genesis operator's admission, which is emitted once, by a constructor; before it no request can have
 * succeeded. Looked for from the head, since a deployment is rarely old when it is recorded.
 */
async function genesisBlockOf(
  provider: JsonRpcProvider,
  parties: string,
  operator: GenesisOperator,
): Promise<number> {
  const { PartyAdmitted } = PartyRegistry__factory.connect(parties, provider).filters;
  const topics = await PartyAdmitted(operator.party).getTopicFilter();
  let toBlock = await provider.getBlockNumber();
  while (toBlock >= 0) {
    const fromBlock = Math.max(0, toBlock - LOG_RANGE_BLOCKS + 1);
    const [admission] = await provider.getLogs({ address: parties, topics, fromBlock, toBlock });
    if (admission !== undefined) return admission.blockNumber;
    toBlock = fromBlock - 1;
  }
  throw new Error(`${operator.party} is not the genesis operator of ${parties}`);
}
