import { AbiCoder, type FunctionFragment, keccak256, type ParamType } from 'ethers';

import { PartyRegistry__factory, Pledges__factory } from '../../contracts/typechain/index.js';
import type { LedgerContracts } from '../../deploy/ledger.deployment.js';
import { addressOf, type Caller } from './callers.js';
import { APPROVED_CALL, DELAYED, SCHEDULED_CALL } from './test-network.js';

const NOBODY = addressOf('nobody');
const PARTIES = PartyRegistry__factory.createInterface();
const PLEDGES = Pledges__factory.createInterface();

/**
 * Arguments with which a call is tried: one element in each list, nothing but zeros, and addresses of nobody. Functions
 * whose gate is about an argument get one that lets those pass who may; a caller passes if any list of arguments does.
 */
export function trialsOf(
  functionKey: string,
  fragment: FunctionFragment,
  caller: Caller,
  contracts: LedgerContracts,
): unknown[][] {
  const special = SPECIAL[functionKey];
  return special === undefined
    ? [fragment.inputs.map((input) => trialValue(input))]
    : special(contracts, caller);
}

function trialValue(type: ParamType): unknown {
  if (type.arrayChildren !== null) return [trialValue(type.arrayChildren)];
  if (type.components !== null) return type.components.map((part) => trialValue(part));
  if (type.baseType === 'address') return NOBODY;
  if (type.baseType === 'bool') return false;
  if (type.baseType === 'string') return '';
  const size = /^bytes(\d*)$/.exec(type.baseType)?.[1];
  return size === undefined ? 0 : `0x${'00'.repeat(Number(size))}`;
}

const SPECIAL: Record<string, (contracts: LedgerContracts, caller: Caller) => unknown[][]> = {
  // A key withdraws its own approval, a contract uses up the one that names it, a party objects for itself.
  'Powers.withdrawApproval': ({ lots }) => [[actHashOf(lots)]],
  'Powers.consume': () => [[APPROVED_CALL, NOBODY, 0]],
  'Powers.objectToRecovery': (_contracts, { party }) => [[party ?? NOBODY, NOBODY, [NOBODY]]],
  'Powers.renounceRole': (_contracts, { address }) => [[1, address]],
  'Powers.updateAuthority': ({ parties }) => [[parties, NOBODY]],
  'Powers.schedule': (contracts) => operatorCalls(contracts).map((call) => [...call, 0]),
  'Powers.execute': operatorCalls,
  'Powers.cancel': ({ parties }) => [[DELAYED.address, parties, SCHEDULED_CALL]],
  'Powers.consumeScheduledOp': () => [[DELAYED.address, SCHEDULED_CALL]],
  'Pledges.listRankPolicy': ({ rankByFiling }) => [[rankByFiling]],
};

/** A call for each role of Powers, the admin's last. */
function operatorCalls({ parties, pledges }: LedgerContracts): unknown[][] {
  return [
    [parties, SCHEDULED_CALL],
    [parties, PARTIES.encodeFunctionData('unpause', [1])],
    [pledges, PLEDGES.encodeFunctionData('listRankPolicy', [NOBODY])],
    [NOBODY, '0x00000000'],
  ];
}

/** As `actHashOf` of Powers. */
function actHashOf(target: string): string {
  const values = [target, keccak256(APPROVED_CALL)];
  return keccak256(AbiCoder.defaultAbiCoder().encode(['address', 'bytes32'], values));
}
