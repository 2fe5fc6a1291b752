import { type TransactionDescription, toBeHex } from 'ethers';

import { type ContractName, contractInterfaces } from '../ledger/index.js';

/** Acts that take two operators. */
export enum ApprovedAct {
  FREEZE_LOT = 'FREEZE_LOT',
  UNFREEZE_LOT = 'UNFREEZE_LOT',
  TRANSFER_LOT = 'TRANSFER_LOT',
  RECOVER_SIGNER = 'RECOVER_SIGNER',
}

export interface CallArgument {
  readonly name: string;
  readonly value: string;
}

/** What a call says, as far as it is known; a target may be any contract, with any bytes. */
export interface DecodedCall {
  readonly contract: ContractName | null;
  readonly functionName: string | null;
  readonly act: ApprovedAct | null;
  readonly arguments: readonly CallArgument[];
}

/** A recovery of a party's keys as the contract takes it. */
export interface Recovery {
  readonly party: string;
  readonly newSigner: string;
  readonly lostSigners: readonly string[];
}

/** The recovery that a call asks for; null for any other call. */
export function recoveryOf(callData: string): Recovery | null {
  const call = parse('parties', callData);
  if (call?.name !== 'recoverSigner') {
    return null;
  }
  const [party, newSigner, lostSigners] = call.args as unknown as [string, string, string[]];
  return {
    party: party.toLowerCase(),
    newSigner: newSigner.toLowerCase(),
    lostSigners: [...lostSigners].map((signer) => signer.toLowerCase()),
  };
}

export function decodeCall(contract: ContractName | null, callData: string): DecodedCall {
  const call = contract === null ? null : parse(contract, callData);
  if (contract === null || call === null) {
    return { contract, functionName: null, act: null, arguments: [] };
  }
  return {
    contract,
    functionName: call.name,
    act: actOf(contract, call),
    arguments: call.fragment.inputs.map(({ name }, index) => ({
      name,
      value: textOf(name, call.args[index]),
    })),
  };
}

function actOf(contract: ContractName, call: TransactionDescription): ApprovedAct | null {
  switch (`${contract}.${call.name}`) {
    case 'lots.setFrozenTokens':
      return call.args[2] === true ? ApprovedAct.FREEZE_LOT : ApprovedAct.UNFREEZE_LOT;
    case 'lots.forcedTransfer':
      return ApprovedAct.TRANSFER_LOT;
    case 'parties.recoverSigner':
      return ApprovedAct.RECOVER_SIGNER;
    default:
      return null;
  }
}

/** Bytes that are no such call are nobody's fault: whoever may approve may approve anything. */
function parse(contract: ContractName, data: string): TransactionDescription | null {
  try {
    return contractInterfaces[contract].parseTransaction({ data });
  } catch {
    return null;
  }
}

/** Ids of lots are 32-byte hex everywhere else; addresses are lower-case; lists have commas. */
function textOf(name: string, value: unknown): string {
  if (typeof value === 'bigint' && name.endsWith('Id')) {
    return toBeHex(value, 32);
  }
  return Array.isArray(value) ? value.map(String).join(',').toLowerCase() : lowerHex(String(value));
}

function lowerHex(text: string): string {
  return text.startsWith('0x') ? text.toLowerCase() : text;
}
