import { AbiCoder, keccak256 } from 'ethers';

/** What one payment brought to the owner or a lienholder of one lot; as the ledger hashes it. */
export interface Share {
  readonly lotId: string;
  readonly lienNumber: number;
  readonly beneficiary: string;
  readonly amountMinor: bigint;
  readonly recoveredMinor: bigint;
}

const NOTHING = `0x${'0'.repeat(64)}`;
const SHARE = 'tuple(uint256,uint32,address,uint64,uint64)';
const abi = AbiCoder.defaultAbiCoder();

/** Hash of allocations with one more, which is one payment or the `index`th of several; as {SettlementStore} does. */
export function ontoAllocations(previousHash: string, contentHash: string, index: number): string {
  const values = [previousHash, contentHash, index];
  return keccak256(abi.encode(['bytes32', 'bytes32', 'uint256'], values));
}

export function contentOfEarlyPayment(earlyPaymentNumber: number): string {
  return keccak256(abi.encode(['string', 'uint32'], ['early payment', earlyPaymentNumber]));
}

/** Hash of allocations with one more that paid receivables: payments are told apart by their receivables. */
export function ontoAllocationsOfShares(
  previousHash: string,
  shares: ReadonlyArray<Share & { readonly receivableId: string }>,
): string {
  let hash = previousHash;
  let index = 0;
  let sharesHash = NOTHING;
  shares.forEach((share, position) => {
    sharesHash = keccak256(abi.encode(['bytes32', SHARE], [sharesHash, valuesOf(share)]));
    if (shares[position + 1]?.receivableId !== share.receivableId) {
      hash = ontoAllocations(hash, sharesHash, index);
      index += 1;
      sharesHash = NOTHING;
    }
  });
  return hash;
}

function valuesOf({ lotId, lienNumber, beneficiary, amountMinor, recoveredMinor }: Share) {
  return [lotId, lienNumber, beneficiary, amountMinor, recoveredMinor];
}
