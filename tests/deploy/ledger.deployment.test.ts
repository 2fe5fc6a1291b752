import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  encodeBytes32String,
  id,
  solidityPackedKeccak256,
  toBeHex,
  Wallet,
  ZeroAddress,
} from 'ethers';

import {
  CreditBook__factory,
  Factoring__factory,
  PartyRegistry__factory,
  ReceivableLots__factory,
  ReceivableRegistry__factory,
  Reconciliation__factory,
  Settlement__factory,
} from '../../contracts/typechain/index.js';
import { findDeploymentRecord, writeDeploymentRecord } from '../../deploy/deployment-record.js';
import {
  deployLedger,
  isDeployed,
  type LedgerDeployment,
  ledgerContractsOf,
} from '../../deploy/ledger.deployment.js';
import { type Chain, startChain } from '../support/test-chain.js';
import { act, FAR_FUTURE, TestParty } from './ledger.world.js';

const ROLE = { supplier: 1, buyer: 2, financier: 4, assessor: 16 };
const SCOPE_ALL = 63;
const EUR = encodeBytes32String('EUR').slice(0, 8);
const DEPLOYER_KEY = id('key of the deployer');
const operator = new TestParty('operator');

let chain: Chain;

beforeEach(async () => {
  chain = await startChain();
});

afterEach(async () => {
  await chain.stop();
});

function deploy(onProgress?: (done: number, total: number, name: string) => void) {
  const { provider } = chain;
  const options = { provider, deployerKey: DEPLOYER_KEY, operator: operator.asOperator() };
  return deployLedger(onProgress === undefined ? options : { ...options, onProgress });
}

describe('deployLedger', () => {
  it('puts every contract at its predicted address, on an empty chain', async () => {
    const steps: string[] = [];

    const deployment = await deploy((done, total, name) => steps.push(`${done}/${total} ${name}`));

    expect(deployment.contracts).toEqual(ledgerContractsOf(new Wallet(DEPLOYER_KEY).address));
    expect(await isDeployed(chain.provider, deployment)).toBe(true);
    expect(deployment.deployedAtBlock).toBe(6);
    expect(steps.at(0)).toBe('1/18 rankByArticle768');
    expect(steps.at(-1)).toBe('18/18 creditBook');
  });

  it('deploys only what is missing, after it was cut', async () => {
    const { provider } = chain;
    const send = provider.send.bind(provider);
    let sent = 0;
    provider.send = (method, params) => {
      if (method === 'eth_sendRawTransaction' && ++sent > 3) throw new Error('cut');
      return send(method, params as unknown[]) as Promise<unknown>;
    };
    await expect(deploy()).rejects.toThrow('cut');
    provider.send = send;

    const deployment = await deploy();

    expect(await isDeployed(provider, deployment)).toBe(true);
    const deployer = new Wallet(DEPLOYER_KEY).address;
    expect(await provider.getTransactionCount(deployer)).toBe(18);
  });

  it('gives the same deployment and sends nothing, when all is there', async () => {
    const first = await deploy();
    const blockNumber = await chain.provider.getBlockNumber();

    expect(await deploy()).toEqual(first);
    expect(await chain.provider.getBlockNumber()).toBe(blockNumber);
  });

  it('says so, when the deployer did something else before', async () => {
    const { provider } = chain;
    const deployer = new Wallet(DEPLOYER_KEY, provider);
    await deployer.sendTransaction({ to: deployer.address, type: 0, gasPrice: 0n });

    await expect(deploy()).rejects.toThrow('Deploy with a new key');
  });
});

describe('isDeployed', () => {
  it('is false on another chain, and where a contract is missing', async () => {
    const deployment = await deploy();
    const elsewhere = { ...deployment, genesisHash: id('another chain') };
    const incomplete = {
      ...deployment,
      contracts: { ...deployment.contracts, lots: operator.address },
    };

    expect(await isDeployed(chain.provider, elsewhere)).toBe(false);
    expect(await isDeployed(chain.provider, incomplete)).toBe(false);
  });
});

describe('deployment record', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deployment-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('reads what was written, and leaves no other file', async () => {
    const path = join(folder, 'networks', 'local.json');
    const deployment = await deploy();

    expect(await findDeploymentRecord(path)).toBeNull();
    await writeDeploymentRecord(path, deployment);

    expect(await findDeploymentRecord(path)).toEqual(deployment);
    expect(await readdir(join(folder, 'networks'))).toEqual(['local.json']);
  });

  it('refuses a file that is something else', async () => {
    const path = join(folder, 'local.json');
    await writeFile(path, '{"chainId": 1}');

    await expect(findDeploymentRecord(path)).rejects.toThrow('is not a deployment record');
  });
});

describe('a deployed ledger', () => {
  it('carries a receivable from registration to a paid and acknowledged end', async () => {
    const story = new Story(await deploy());
    await story.admit();

    await story.registerAndConfirm(100_000n);
    await story.acceptAndFund();
    await story.payAndState(100_000n);

    const [receivable] = await story.receivables.receivablesOf([story.receivableId]);
    expect(receivable?.status).toBe(5n);
    expect(receivable?.paidMinor).toBe(100_000n);
    expect(receivable?.outstandingMinor).toBe(0n);
    expect(await story.lots.ownerOf(story.lotId)).toBe(story.financier.address);
    const [deal] = await story.factoring.dealsOf([1]);
    expect(deal?.status).toBe(3n);
    expect(deal?.advanceMinor).toBe(80_000n);
    expect(await story.statementStatus()).toBe(2n);
  });
});

/** The main road of the ledger, each act signed by its party and sent through the forwarder. */
class Story {
  readonly supplier = new TestParty('supplier');
  readonly buyer = new TestParty('buyer');
  readonly financier = new TestParty('financier');
  readonly receivables;
  readonly lots;
  readonly factoring;
  readonly reconciliation;
  receivableId = '';
  private readonly today = Math.floor(Date.now() / 86_400_000);

  constructor(private readonly deployment: LedgerDeployment) {
    const { receivables, lots, factoring, reconciliation } = deployment.contracts;
    this.receivables = ReceivableRegistry__factory.connect(receivables, chain.provider);
    this.lots = ReceivableLots__factory.connect(lots, chain.provider);
    this.factoring = Factoring__factory.connect(factoring, chain.provider);
    this.reconciliation = Reconciliation__factory.connect(reconciliation, chain.provider);
  }

  get lotId(): string {
    return toBeHex(BigInt(this.receivableId) | 1n, 32);
  }

  async admit(): Promise<void> {
    const data = PartyRegistry__factory.createInterface().encodeFunctionData('admitParties', [
      [
        this.supplier.admission(ROLE.supplier),
        this.buyer.admission(ROLE.buyer),
        this.financier.admission(ROLE.financier | ROLE.assessor),
      ],
    ]);
    await this.act(operator, 'parties', data);
  }

  async registerAndConfirm(faceMinor: bigint): Promise<void> {
    const { interface: codec } = this.receivables;
    const registration = {
      fingerprint: id('invoice 1'),
      buyer: this.buyer.address,
      faceMinor,
      issueDay: this.today,
      dueDay: this.today + 60,
      currency: EUR,
      documentCommitment: id('document'),
    };
    await this.act(
      this.supplier,
      'receivables',
      codec.encodeFunctionData('register', [[registration]]),
    );
    this.receivableId = await this.receivables.receivableIdOf(
      this.supplier.address,
      registration.fingerprint,
    );
    const confirmation = {
      receivableId: this.receivableId,
      confirmedMinor: faceMinor,
      scope: SCOPE_ALL,
    };
    const data = codec.encodeFunctionData('confirm', [[confirmation]]);
    await this.act(this.buyer, 'receivables', data);
  }

  async acceptAndFund(): Promise<void> {
    const { interface: codec } = this.factoring;
    const quote = {
      financier: this.financier.address,
      supplier: this.supplier.address,
      buyer: this.buyer.address,
      currency: EUR,
      lotsHash: solidityPackedKeccak256(['uint256[]'], [[this.lotId]]),
      eligibleMinorMax: 100_000n,
      scopeMin: 8,
      tenorDaysMax: 60,
      advanceRateBps: 8_000,
      discountRateBps: 500,
      serviceFeeBps: 50,
      dayCountBasis: 360,
      recourseDays: 30,
      disclosed: true,
      cashToken: ZeroAddress,
      validUntil: FAR_FUTURE,
      fundingSeconds: 86_400,
      nonce: 1n,
    };
    const digest = await this.factoring.quoteDigest(quote);
    const { serialized } = this.financier.signer.signingKey.sign(digest);
    const accept = codec.encodeFunctionData('accept', [quote, [this.lotId], serialized]);
    await this.act(this.supplier, 'factoring', accept);
    await this.publishLimit();
    const fund = codec.encodeFunctionData('fund', [1, [this.lotId], id('proof of payment')]);
    await this.act(this.financier, 'factoring', fund);
  }

  /** The financier follows nobody, so its own limit counts. */
  private async publishLimit(): Promise<void> {
    const assessment = {
      limitMinor: 1_000_000n,
      grade: 1,
      expiresAt: FAR_FUTURE,
      modelVersion: 1,
      inputCommitment: id('figures of the buyer'),
    };
    const publication = { party: this.buyer.address, currency: EUR, assessment };
    const codec = CreditBook__factory.createInterface();
    const data = codec.encodeFunctionData('publish', [[publication]]);
    await this.act(this.financier, 'creditBook', data);
  }

  async payAndState(amountMinor: bigint): Promise<void> {
    const remittance = {
      entryHash: id('bank entry 1'),
      receivedBy: this.financier.address,
      currency: EUR,
      amountMinor,
      bookingDay: this.today,
      applications: [{ receivableId: this.receivableId, amountMinor }],
    };
    const codec = Settlement__factory.createInterface();
    const pay = codec.encodeFunctionData('applyRemittances', [[remittance]]);
    await this.act(operator, 'settlement', pay);
    const close = this.factoring.interface.encodeFunctionData('close', [
      1,
      [this.lotId],
      id('reserve released'),
    ]);
    await this.act(this.financier, 'factoring', close);

    const draft = {
      buyer: this.buyer.address,
      currency: EUR,
      asOfDay: this.today,
      balanceMinor: 0n,
      itemsRoot: id('no items'),
    };
    const { interface: statements } = this.reconciliation;
    const issue = statements.encodeFunctionData('issueStatements', [[draft]]);
    await this.act(this.supplier, 'reconciliation', issue);
    const { balanceMinor, itemsRoot } = draft;
    const answer = { statementId: await this.statementId(), balanceMinor, itemsRoot };
    const acknowledge = statements.encodeFunctionData('acknowledgeStatements', [[answer]]);
    await this.act(this.buyer, 'reconciliation', acknowledge);
  }

  async statementStatus(): Promise<bigint | undefined> {
    const [statement] = await this.reconciliation.statementsOf([await this.statementId()]);
    return statement?.status;
  }

  private statementId(): Promise<string> {
    const pair = { supplier: this.supplier.address, buyer: this.buyer.address, currency: EUR };
    return this.reconciliation.statementIdOf(pair, this.today);
  }

  private act(party: TestParty, to: Parameters<typeof act>[2]['to'], data: string) {
    const { provider } = chain;
    return act({ provider, contracts: this.deployment.contracts }, party, { to, data });
  }
}
