import { type Fragment, Interface, type ParamType, toBeHex } from 'ethers';

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
} from '../../../contracts/typechain/index.js';

/** ABI of each contract of one deployment that has acts or events, by the name that the deployment record uses. */
export const contractInterfaces = {
  forwarder: DuebillForwarder__factory.createInterface(),
  powers: Powers__factory.createInterface(),
  parties: PartyRegistry__factory.createInterface(),
  receivables: ReceivableRegistry__factory.createInterface(),
  lots: ReceivableLots__factory.createInterface(),
  factoring: Factoring__factory.createInterface(),
  assignments: Assignments__factory.createInterface(),
  earlyPayments: EarlyPayments__factory.createInterface(),
  pledges: Pledges__factory.createInterface(),
  settlement: Settlement__factory.createInterface(),
  duties: Duties__factory.createInterface(),
  cashDesk: CashDesk__factory.createInterface(),
  reconciliation: Reconciliation__factory.createInterface(),
  collections: Collections__factory.createInterface(),
  creditBook: CreditBook__factory.createInterface(),
} as const;

export type ContractName = keyof typeof contractInterfaces;
export type ContractAddresses = Readonly<Record<ContractName, string>>;

export const CONTRACT_NAMES = Object.keys(contractInterfaces) as readonly ContractName[];

/** `0x` and four bytes. */
const SELECTOR_LENGTH = 10;

/** Why a contract refused: its custom error with the values that explain it, as text. */
export interface ContractRefusal {
  readonly error: string;
  readonly values: ReadonlyArray<{ readonly name: string; readonly value: string }>;
}

/** A call can be refused by a contract behind the called one, so every custom error is known here. */
const everyError = new Interface(uniqueErrors());

function uniqueErrors(): Fragment[] {
  const bySignature = new Map<string, Fragment>();
  for (const contract of Object.values(contractInterfaces)) {
    contract.forEachError((error) => bySignature.set(error.selector, error));
  }
  return [...bySignature.values()];
}

/** Names of all custom errors that a member of the platform may be answered with. */
export function contractErrorNames(): string[] {
  const names: string[] = [];
  everyError.forEachError((error) => names.push(error.name));
  return names.sort();
}

/**
 * Decodes what a contract reverted with.
 *
 * Empty data is a call that ran out of gas; an unknown selector or a panic is named as such and keeps its data.
 */
export function decodeRefusal(data: string): ContractRefusal {
  if (data === '0x') {
    return { error: 'OutOfGas', values: [] };
  }
  const parsed = everyError.parseError(data);
  if (parsed === null) {
    return { error: 'UnknownError', values: [{ name: 'data', value: data }] };
  }
  const values = parsed.fragment.inputs.map((input, index) => ({
    name: input.name,
    value: valueText(input, parsed.args[index]),
  }));
  return { error: parsed.name, values };
}

/** Name of the error alone; one of a fixed set, whatever the data is. */
export function refusalName(data: string): string {
  if (data === '0x') {
    return 'OutOfGas';
  }
  const selector = data.slice(0, SELECTOR_LENGTH);
  const known = selector.length === SELECTOR_LENGTH ? everyError.getError(selector) : null;
  return known?.name ?? 'UnknownError';
}

/** Ids of lots are integers on the ledger and 32-byte hex everywhere else; addresses are lower-case. */
function valueText(input: ParamType, value: unknown): string {
  if (typeof value === 'bigint' && input.name.endsWith('Id')) {
    return toBeHex(value, 32);
  }
  return input.type === 'address' ? String(value).toLowerCase() : String(value);
}
