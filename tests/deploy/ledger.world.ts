import { dataSlice, getAddress, id, type JsonRpcProvider, Wallet } from 'ethers';

import type { GenesisOperator, LedgerContracts } from '../../deploy/ledger.deployment.js';
import { DuebillForwarder__factory } from '../../contracts/typechain/index.js';

export const FAR_FUTURE = 4_000_000_000;

/** A party of the tests: an address without a key, and one signer. */
export class TestParty {
  readonly address: string;
  readonly legalIdHash: string;
  readonly signer: Wallet;

  constructor(name: string) {
    this.legalIdHash = id(`legal id of ${name}`);
    this.address = getAddress(dataSlice(id(name), 12));
    this.signer = new Wallet(id(`key of ${name}`));
  }

  admission(roles: number) {
    const { address: party, legalIdHash, signer } = this;
    return { party, legalIdHash, roles, expiresAt: FAR_FUTURE, signer: signer.address };
  }

  asOperator(): GenesisOperator {
    const { address: party, legalIdHash, signer } = this;
    return { party, legalIdHash, expiresAt: FAR_FUTURE, signer: signer.address };
  }
}

const FORWARD_REQUEST = {
  ForwardRequest: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'gas', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint48' },
    { name: 'data', type: 'bytes' },
  ],
};

/** Signs an act as `party`, relays it, and gives the receipt's logs. Fails if the act is refused. */
export async function act(
  relay: { provider: JsonRpcProvider; contracts: LedgerContracts },
  party: TestParty,
  call: { to: keyof LedgerContracts; data: string },
) {
  const relayer = new Wallet(id('key of the relay'), relay.provider);
  const forwarder = DuebillForwarder__factory.connect(relay.contracts.forwarder, relayer);
  const { chainId } = await relay.provider.getNetwork();
  const from = party.signer.address;
  const request = {
    from,
    to: relay.contracts[call.to],
    value: 0n,
    gas: 3_000_000n,
    nonce: await forwarder.nonces(from),
    deadline: FAR_FUTURE,
    data: call.data,
  };
  const domain = {
    name: 'Duebill Forwarder',
    version: '1',
    chainId,
    verifyingContract: relay.contracts.forwarder,
  };
  const signature = await party.signer.signTypedData(domain, FORWARD_REQUEST, request);
  const sent = await forwarder.execute({ ...request, signature }, { type: 0, gasPrice: 0n });
  const receipt = await relay.provider.getTransactionReceipt(sent.hash);
  if (receipt?.status !== 1) throw new Error(`the act on ${call.to} was not executed`);
  return receipt.logs;
}
