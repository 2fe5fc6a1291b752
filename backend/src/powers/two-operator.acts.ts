import { AbiCoder, keccak256 } from 'ethers';

import { contractInterfaces } from '../ledger/index.js';
import type { Recovery } from './approved-call.js';

const abi = AbiCoder.defaultAbiCoder();

/** A call that one operator approves and another one makes. */
export interface TwoOperatorCall {
  readonly contract: 'lots' | 'parties';
  readonly callData: string;
  /** Kind of the command that makes it; that of its approval begins with `APPROVE_`. */
  readonly kind: string;
  readonly gas: number;
  /** Ids of what it concerns. */
  readonly subjects: readonly string[];
}

/** Measured 84,000. */
const GAS_OF_FREEZE = 200_000;
/** Measured 134,000 with one exposure; between two financiers there are two. */
const GAS_OF_TRANSFER = 450_000;
/** Measured 233,000 with twenty lost keys. */
const GAS_OF_RECOVERY = 250_000;
const GAS_OF_LOST_SIGNER = 20_000;

export function freezing(lotId: string, owner: string, frozen: boolean): TwoOperatorCall {
  const { lots } = contractInterfaces;
  return {
    contract: 'lots',
    callData: lots.encodeFunctionData('setFrozenTokens', [owner, lotId, frozen]),
    kind: frozen ? 'FREEZE_LOT' : 'UNFREEZE_LOT',
    gas: GAS_OF_FREEZE,
    subjects: [lotId],
  };
}

export function transferring(
  lotId: string,
  { from, to }: { readonly from: string; readonly to: string },
): TwoOperatorCall {
  const { lots } = contractInterfaces;
  return {
    contract: 'lots',
    callData: lots.encodeFunctionData('forcedTransfer', [from, to, lotId]),
    kind: 'TRANSFER_LOT',
    gas: GAS_OF_TRANSFER,
    subjects: [lotId],
  };
}

export function recovering({ party, newSigner, lostSigners }: Recovery): TwoOperatorCall {
  const { parties } = contractInterfaces;
  return {
    contract: 'parties',
    callData: parties.encodeFunctionData('recoverSigner', [party, newSigner, [...lostSigners]]),
    kind: 'RECOVER_SIGNER',
    gas: GAS_OF_RECOVERY + GAS_OF_LOST_SIGNER * lostSigners.length,
    subjects: [party, newSigner],
  };
}

/** As `IPowers.actHashOf`. */
export function actHashOf(target: string, callData: string): string {
  return keccak256(abi.encode(['address', 'bytes32'], [target, keccak256(callData)]));
}
