import { id, type Interface, type JsonRpcProvider, type Wallet } from 'ethers';

import { PartyRegistry__factory, Powers__factory } from '../../contracts/typechain/index.js';
import { deployLedger, type LedgerContracts } from '../../deploy/ledger.deployment.js';
import {
  type ActName,
  ACTS,
  ACTS_ALL,
  addressOf,
  keyOf,
  OPERATOR_ROLES,
  ROLES,
} from './callers.js';

const AMOUNT_MINOR_MAX = 2n ** 63n - 1n;
const FAR_FUTURE = 4_000_000_000;
const GAS_LIMIT = 3_000_000n;
const RECEIPT_POLL_MS = 10;
const DAY_SECONDS = 86_400;

const GENESIS = keyOf('genesis operator');
/** Has the role ADMISSION with a delay, so that there is a call which waits. */
export const DELAYED = keyOf('delayed operator');

const PARTIES: Interface = PartyRegistry__factory.createInterface();
const POWERS: Interface = Powers__factory.createInterface();

/** A call that an operator's key scheduled. */
export const SCHEDULED_CALL = PARTIES.encodeFunctionData('suspendParty', [
  addressOf('party'),
  id('scheduled'),
]);
/** A call of the lots that an operator's key approved. */
export const APPROVED_CALL = id('approved call');

interface Act {
  readonly from: Wallet;
  readonly to: string;
  readonly data: string;
}

/** A ledger with one party of each role, and an operator's keys with one role in Powers each. */
export class TestNetwork {
  private readonly nonces = new Map<string, number>();

  private constructor(
    private readonly provider: JsonRpcProvider,
    readonly contracts: LedgerContracts,
    private readonly chainId: bigint,
  ) {}

  static async start(provider: JsonRpcProvider): Promise<TestNetwork> {
    const { contracts, chainId } = await deployLedger({
      provider,
      deployerKey: id('permissions: deployer'),
      operator: {
        party: addressOf('genesis operator'),
        legalIdHash: id('genesis operator'),
        expiresAt: FAR_FUTURE,
        signer: GENESIS.address,
      },
    });
    const network = new TestNetwork(provider, contracts, chainId);
    await network.admit();
    await network.empower();
    return network;
  }

  /** Takes one right from the keys of all callers and gives the others; without an argument gives all. */
  async withhold(act?: ActName): Promise<void> {
    const rights = act === undefined ? ACTS_ALL : ACTS_ALL & ~ACTS[act];
    await this.perform(this.setKeys('changeSigner', rights));
  }

  async pause(act: ActName): Promise<void> {
    await this.perform([
      this.pausing(PARTIES.encodeFunctionData('pause', [ACTS[act], id('reason')])),
    ]);
  }

  async unpause(act: ActName): Promise<void> {
    await this.perform([this.pausing(PARTIES.encodeFunctionData('unpause', [ACTS[act]]))]);
  }

  private async admit(): Promise<void> {
    const admissions = Object.entries(ROLES).map(([name, roles]) => ({
      party: addressOf(name),
      legalIdHash: id(name),
      roles,
      expiresAt: FAR_FUTURE,
      signer: administratorOf(name).address,
    }));
    const data = PARTIES.encodeFunctionData('admitParties', [admissions]);
    await this.perform([{ from: GENESIS, to: this.contracts.parties, data }]);
    await this.perform(this.setKeys('addSigner', ACTS_ALL));
  }

  private async empower(): Promise<void> {
    const grant = (role: number, key: Wallet, delaySeconds: number): Act => {
      const data = POWERS.encodeFunctionData('grantRole', [role, key.address, delaySeconds]);
      return { from: GENESIS, to: this.contracts.powers, data };
    };
    await this.perform([
      ...Object.entries(OPERATOR_ROLES).map(([name, role]) => grant(role, keyOf(name), 0)),
      grant(OPERATOR_ROLES.ADMISSION, DELAYED, DAY_SECONDS),
    ]);
    const { powers, parties, lots } = this.contracts;
    const schedule = POWERS.encodeFunctionData('schedule', [parties, SCHEDULED_CALL, 0]);
    const approve = POWERS.encodeFunctionData('approve', [lots, APPROVED_CALL, id('order')]);
    await this.perform([
      { from: DELAYED, to: powers, data: schedule },
      { from: keyOf('ORDERS'), to: powers, data: approve },
    ]);
  }

  private setKeys(functionName: 'addSigner' | 'changeSigner', rights: number): Act[] {
    const operatorKeys = [...Object.keys(OPERATOR_ROLES).map(keyOf), DELAYED];
    return Object.keys(ROLES).flatMap((party) => {
      const keys = [keyOf(party), ...(party === 'operator' ? operatorKeys : [])];
      return keys.map(({ address }) => {
        const values = [address, rights, AMOUNT_MINOR_MAX];
        const data = PARTIES.encodeFunctionData(functionName, values);
        return { from: administratorOf(party), to: this.contracts.parties, data };
      });
    });
  }

  private pausing(data: string): Act {
    return { from: keyOf('PAUSE'), to: this.contracts.parties, data };
  }

  private async perform(acts: readonly Act[]): Promise<void> {
    const hashes: string[] = [];
    for (const { from, to, data } of acts) {
      const nonce = this.nonces.get(from.address) ?? 0;
      this.nonces.set(from.address, nonce + 1);
      const fees = { type: 0, gasPrice: 0n, gasLimit: GAS_LIMIT, chainId: this.chainId };
      const signed = await from.signTransaction({ to, data, nonce, ...fees });
      hashes.push((await this.provider.send('eth_sendRawTransaction', [signed])) as string);
    }
    for (const hash of hashes) await this.requireDone(hash);
  }

  private async requireDone(hash: string): Promise<void> {
    for (;;) {
      const receipt = (await this.provider.send('eth_getTransactionReceipt', [hash])) as {
        status: string;
      } | null;
      if (receipt?.status === '0x1') return;
      if (receipt !== null) throw new Error(`the contracts refused ${hash}`);
      await new Promise((done) => setTimeout(done, RECEIPT_POLL_MS));
    }
  }
}

/** Gives and takes the rights of the key that calls; never calls itself. */
function administratorOf(party: string): Wallet {
  return keyOf(`administrator of ${party}`);
}
