import { readFile } from 'node:fs/promises';

import { type FunctionFragment, Interface, type InterfaceAbi } from 'ethers';

import {
  Assignments__factory,
  CashDesk__factory,
  Collections__factory,
  CreditBook__factory,
  DuebillForwarder__factory,
  Duties__factory,
  EarlyPayments__factory,
  Factoring__factory,
  PartyRegistry__factory,
  Pledges__factory,
  Powers__factory,
  ReceivableLots__factory,
  ReceivableRegistry__factory,
  Reconciliation__factory,
  Settlement__factory,
} from '../../contracts/typechain/index.js';
import type { LedgerContracts } from '../../deploy/ledger.deployment.js';

/** A contract of the ledger, with the functions that are not for reading. */
export interface LedgerContract {
  readonly key: keyof LedgerContracts;
  readonly name: string;
  readonly abi: Interface;
  readonly functions: readonly LedgerFunction[];
}

export interface LedgerFunction {
  /** With its arguments where two functions have one name. */
  readonly name: string;
  readonly fragment: FunctionFragment;
}

/** The interfaces and OpenZeppelin's files whose order the functions follow. */
type Source = readonly [
  key: keyof LedgerContracts,
  factory: { readonly name: string; readonly abi: InterfaceAbi },
  files: readonly string[],
];

const OPEN_ZEPPELIN = 'node_modules/@openzeppelin/contracts';

const SOURCES: readonly Source[] = [
  [
    'powers',
    Powers__factory,
    [ours('IPowers'), `${OPEN_ZEPPELIN}/access/manager/IAccessManager.sol`],
  ],
  ['parties', PartyRegistry__factory, [ours('IPartyRegistry')]],
  [
    'receivables',
    ReceivableRegistry__factory,
    [ours('IReceivableRegistry'), ours('IReceivableDebts')],
  ],
  [
    'lots',
    ReceivableLots__factory,
    [
      ours('IReceivableLots'),
      ours('IERC7943NonFungible'),
      `${OPEN_ZEPPELIN}/token/ERC721/IERC721.sol`,
    ],
  ],
  ['factoring', Factoring__factory, [ours('IFactoring')]],
  ['assignments', Assignments__factory, [ours('IAssignments')]],
  ['earlyPayments', EarlyPayments__factory, [ours('IEarlyPayments')]],
  ['pledges', Pledges__factory, [ours('IPledges')]],
  ['settlement', Settlement__factory, [ours('ISettlement')]],
  ['duties', Duties__factory, [ours('IDuties')]],
  ['cashDesk', CashDesk__factory, [ours('ICashDesk')]],
  ['reconciliation', Reconciliation__factory, [ours('IReconciliation')]],
  ['collections', Collections__factory, [ours('ICollections')]],
  ['creditBook', CreditBook__factory, [ours('ICreditBook')]],
  ['forwarder', DuebillForwarder__factory, [`${OPEN_ZEPPELIN}/metatx/ERC2771Forwarder.sol`]],
];

function ours(name: string): string {
  return `contracts/interfaces/${name}.sol`;
}

/** The contracts of the ledger; the rules of rank are left out, since they keep no state. */
export async function readContracts(): Promise<LedgerContract[]> {
  return Promise.all(
    SOURCES.map(async ([key, factory, files]) => {
      const abi = Interface.from(factory.abi);
      const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
      const order = texts.flatMap((text) =>
        [...text.matchAll(/^ {4}function (\w+)/gm)].map((match) => match[1] ?? ''),
      );
      const name = factory.name.replace('__factory', '');
      return { key, name, abi, functions: functionsOf(abi, order) };
    }),
  );
}

function functionsOf(abi: Interface, order: readonly string[]): LedgerFunction[] {
  const fragments: FunctionFragment[] = [];
  abi.forEachFunction((fragment) => {
    if (isForWriting(fragment)) fragments.push(fragment);
  });
  const place = ({ name }: FunctionFragment): number =>
    order.includes(name) ? order.indexOf(name) : order.length;
  return fragments
    .sort((left, right) => place(left) - place(right))
    .map((fragment) => {
      const isOverloaded = fragments.filter(({ name }) => name === fragment.name).length > 1;
      return { name: isOverloaded ? fragment.format('sighash') : fragment.name, fragment };
    });
}

/** A function that only ever refuses, as those of ERC-721 do, is pure and answers nothing. */
function isForWriting({ stateMutability, outputs }: FunctionFragment): boolean {
  if (stateMutability === 'view') return false;
  return stateMutability !== 'pure' || outputs.length === 0;
}
