import { setImmediate as letOthersRun } from 'node:timers/promises';

import { JsonRpcProvider, SigningKey, Wallet, computeAddress, hexlify, randomBytes } from 'ethers';

import { contractInterfaces } from '../../backend/src/ledger/index.js';
import {
  encodeBatch,
  forwarderDomainSeparator,
  signRequest,
} from '../../backend/src/ledger/forward-request.js';
import type { LedgerDeployment } from '../../deploy/ledger.deployment.js';

const EUR = '0x455552';
const FAR_FUTURE = 4_000_000_000;
const REGISTER_GAS = 60_000n + 100n * 90_000n;
const TRANSACTION_GAS = 15_000_000n;
/** Transactions that wait at the node at most; the relay keeps as many. */
const IN_FLIGHT_MAX = 6;
const POLL_MS = 2;

/**
 * What a script without database, API and read models reaches: it signs the same requests for the same forwarder and
 * sends them to the same node, without waiting for what the node says of each.
 */
export class BareSender {
  private readonly relay = new Wallet(hexlify(randomBytes(32)));
  private readonly supplierKey = new SigningKey(randomBytes(32));
  private readonly supplier = hexlify(randomBytes(20));
  private readonly buyer = hexlify(randomBytes(20));
  private readonly provider: JsonRpcProvider;
  private relayNonce = 0;
  private supplierNonce = 0n;

  constructor(
    rpcUrl: string,
    private readonly deployment: LedgerDeployment,
    private readonly operatorKey: string,
  ) {
    this.provider = new JsonRpcProvider(rpcUrl, deployment.chainId, { staticNetwork: true });
  }

  async admit(): Promise<void> {
    const admissions = [
      [this.supplier, 1, computeAddress(this.supplierKey)],
      [this.buyer, 2, computeAddress(hexlify(randomBytes(32)))],
    ].map(([party, roles, signer]) => ({
      party,
      legalIdHash: hexlify(randomBytes(32)),
      roles,
      expiresAt: FAR_FUTURE,
      signer,
    }));
    const data = contractInterfaces.parties.encodeFunctionData('admitParties', [
      admissions as never,
    ]);
    await this.forward(new SigningKey(this.operatorKey), 0n, 'parties', data);
    await this.waitUntilMined(this.relayNonce);
  }

  /** Registers `batches` × `size` receivables; resolves when the last one is in a block. */
  async register(batches: number, size: number): Promise<void> {
    const sent: Array<Promise<void>> = [];
    for (let batch = 0; batch < batches; batch++) {
      const registrations = Array.from({ length: size }, () => ({
        fingerprint: hexlify(randomBytes(32)),
        buyer: this.buyer,
        faceMinor: 10_000n,
        issueDay: 20_000,
        dueDay: 20_060,
        currency: EUR,
        documentCommitment: hexlify(randomBytes(32)),
      }));
      const data = contractInterfaces.receivables.encodeFunctionData('register', [registrations]);
      sent.push(this.forward(this.supplierKey, this.supplierNonce++, 'receivables', data));
      // What is signed goes out while the next one is.
      await letOthersRun();
      await this.waitUntilMined(this.relayNonce - IN_FLIGHT_MAX + 1);
    }
    await Promise.all(sent);
    await this.waitUntilMined(this.relayNonce);
  }

  stop(): void {
    this.provider.destroy();
  }

  private async forward(
    key: SigningKey,
    nonce: bigint,
    contract: 'parties' | 'receivables',
    data: string,
  ): Promise<void> {
    const { chainId, contracts } = this.deployment;
    const request = {
      from: computeAddress(key),
      to: contracts[contract],
      value: 0n,
      gas: REGISTER_GAS,
      nonce,
      deadline: BigInt(FAR_FUTURE),
      data,
    };
    const domain = forwarderDomainSeparator(chainId, contracts.forwarder);
    const signed = signRequest(domain, request, key);
    const raw = await this.relay.signTransaction({
      type: 0,
      chainId,
      nonce: this.relayNonce++,
      to: contracts.forwarder,
      data: encodeBatch([signed], this.relay.address),
      gasLimit: TRANSACTION_GAS,
      gasPrice: 0n,
    });
    await this.provider.send('eth_sendRawTransaction', [raw]);
  }

  private async waitUntilMined(transactions: number): Promise<void> {
    while ((await this.mined()) < transactions) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  private mined(): Promise<number> {
    return this.provider.getTransactionCount(this.relay.address, 'latest');
  }
}
