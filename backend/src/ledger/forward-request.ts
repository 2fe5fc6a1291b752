import { type SigningKey, type TypedDataDomain, TypedDataEncoder, concat, keccak256 } from 'ethers';

import { contractInterfaces } from './contracts.js';

/** A party's act as its signer signs it (EIP-712), for OpenZeppelin's `ERC2771Forwarder`. */
export interface ForwardRequest {
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  readonly gas: bigint;
  readonly nonce: bigint;
  /** Unix seconds after which the forwarder no longer takes it. */
  readonly deadline: bigint;
  readonly data: string;
}

const FORWARD_REQUEST_TYPES = {
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

/** Made once: building it from the types costs more than hashing a request. */
const requestEncoder = TypedDataEncoder.from(FORWARD_REQUEST_TYPES);

function domainOf(chainId: bigint, forwarder: string): TypedDataDomain {
  return { name: 'Duebill Forwarder', version: '1', chainId, verifyingContract: forwarder };
}

/** Separator of the forwarder's EIP-712 domain: the same for every request of a deployment. */
export function forwarderDomainSeparator(chainId: bigint, forwarder: string): string {
  return TypedDataEncoder.hashDomain(domainOf(chainId, forwarder));
}

/** What is signed, in the form that wallets take (`eth_signTypedData_v4`). */
export function typedDataOf(
  { chainId, forwarder }: { readonly chainId: bigint; readonly forwarder: string },
  request: ForwardRequest,
): object {
  const domain = domainOf(chainId, forwarder);
  return TypedDataEncoder.getPayload(domain, FORWARD_REQUEST_TYPES, request) as object;
}

/** EIP-712 digest of a request: the 32 bytes that the signer signs. */
export function requestDigest(domainSeparator: string, request: ForwardRequest): string {
  return keccak256(concat(['0x1901', domainSeparator, requestEncoder.hash(request)]));
}

export interface SignedRequest {
  readonly request: ForwardRequest;
  readonly signature: string;
}

export function signRequest(
  domainSeparator: string,
  request: ForwardRequest,
  key: SigningKey,
): SignedRequest {
  return { request, signature: key.sign(requestDigest(domainSeparator, request)).serialized };
}

/**
 * Call data that forwards signed requests.
 *
 * With a refund receiver the forwarder skips what it cannot take instead of reverting all; no value is ever sent.
 */
export function encodeBatch(signed: readonly SignedRequest[], refundReceiver: string): string {
  const requests = signed.map(({ request, signature }) => ({
    from: request.from,
    to: request.to,
    value: request.value,
    gas: request.gas,
    deadline: request.deadline,
    data: request.data,
    signature,
  }));
  return contractInterfaces.forwarder.encodeFunctionData('executeBatch', [
    requests,
    refundReceiver,
  ]);
}
