import { type ErrorDescription, type ErrorFragment, Interface } from 'ethers';

import type { Caller } from './callers.js';
import type { LedgerContract } from './functions.js';

/** Errors about who calls, with the place of the argument that names the caller's key or party. */
const ABOUT_CALLER: Readonly<Record<string, number>> = {
  SignerUnknown: 0,
  SignerLacksRight: 0,
  PartyUnknown: 0,
  PartyNotActive: 0,
  AdmissionExpired: 0,
  PartyLacksRole: 0,
  CallerNotModule: 0,
  AccessManagedUnauthorized: 0,
  AccessManagerUnauthorizedAccount: 0,
  AccessManagerUnauthorizedCall: 0,
  AccessManagerUnauthorizedCancel: 0,
  AccessManagerUnauthorizedConsume: 0,
  ApprovalNotOwn: 2,
};

/** Errors that every caller gets, whoever it is. */
const FOR_ALL = new Set(['ActsPaused', 'OpenTransferForbidden', 'AuthorityImmutable']);

/** Errors that are about who calls in one function, since an approval and a scheduled call name the caller. */
const IN_FUNCTION: Readonly<Record<string, string>> = {
  'Powers.consume': 'ApprovalMissing',
};

/** The one function that calls its caller back, which keys do not answer, and most contracts neither. */
const CALLS_BACK = 'Powers.consumeScheduledOp';

/** Tells refusals for who calls from all others. */
export class Refusals {
  private readonly errors: Interface;
  private readonly parsed = new Map<string, ErrorDescription>();

  constructor(contracts: readonly LedgerContract[]) {
    const fragments = new Map<string, ErrorFragment>();
    for (const { abi } of contracts) {
      abi.forEachError((error) => fragments.set(error.selector, error));
    }
    this.errors = new Interface([...fragments.values()]);
  }

  /** Whether a call that ended with these data was refused because of its caller. */
  isForCaller(functionKey: string, caller: Caller, data: string): boolean {
    if (data === '0x') {
      if (functionKey === CALLS_BACK) return true;
      throw new Error(`${functionKey} gave ${caller.name} no reason`);
    }
    const error = this.parse(data);
    if (FOR_ALL.has(error.name) || IN_FUNCTION[functionKey] === error.name) return true;
    return namesCaller(error, caller);
  }

  private parse(data: string): ErrorDescription {
    const error = this.parsed.get(data) ?? this.errors.parseError(data);
    if (error === null) throw new Error(`no contract has the error ${data.slice(0, 10)}`);
    this.parsed.set(data, error);
    return error;
  }
}

function namesCaller({ name, args }: ErrorDescription, caller: Caller): boolean {
  const place = ABOUT_CALLER[name];
  if (place === undefined) return false;
  const named: unknown = args[place];
  return named === caller.address || named === caller.party || named === caller.relays;
}
