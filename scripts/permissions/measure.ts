import { concat, type JsonRpcProvider } from 'ethers';

import { ACT_NAMES, type ActName, type Caller, callersOf, NEVER_PAUSED } from './callers.js';
import { type LedgerContract, type LedgerFunction, readContracts } from './functions.js';
import { Refusals } from './refusals.js';
import { TestNetwork } from './test-network.js';
import { trialsOf } from './trial-arguments.js';
import { type TrialCall, tryCalls } from './trial-calls.js';

export interface Permissions {
  readonly callers: readonly Caller[];
  readonly contracts: readonly ContractPermissions[];
}

export interface ContractPermissions {
  readonly name: string;
  readonly functions: readonly FunctionPermissions[];
}

export interface FunctionPermissions {
  readonly name: string;
  /** Names of the callers that get past the gate. */
  readonly callers: ReadonlySet<string>;
  /** Rights without one of which a caller's key no longer gets past. */
  readonly rights: readonly ActName[];
  /** Groups whose pause closes the function. */
  readonly pausedBy: readonly ActName[];
}

/** A node that mines what it gets, with gas for nothing. */
export interface PermissionsNode {
  readonly url: string;
  readonly provider: JsonRpcProvider;
}

interface Cell {
  readonly contract: LedgerContract;
  readonly fn: LedgerFunction;
  readonly caller: Caller;
  /** The caller gets past the gate if any of these does. */
  readonly trials: readonly TrialCall[];
}

/** Who may call what, tried out on a new ledger on this node. */
export async function measurePermissions({ url, provider }: PermissionsNode): Promise<Permissions> {
  const contracts = await readContracts();
  const network = await TestNetwork.start(provider);
  return new Measurement(url, network, contracts).run();
}

class Measurement {
  private readonly refusals: Refusals;
  private readonly callers: readonly Caller[];

  constructor(
    private readonly rpcUrl: string,
    private readonly network: TestNetwork,
    private readonly contracts: readonly LedgerContract[],
  ) {
    this.refusals = new Refusals(contracts);
    this.callers = callersOf(contracts, network.contracts);
  }

  async run(): Promise<Permissions> {
    const cells = this.contracts.flatMap((contract) =>
      contract.functions.flatMap((fn) => this.cellsOf(contract, fn)),
    );
    const passing = await this.select(cells, true);
    // A function without a gate is tried by the stranger alone: what stops the stranger stops all.
    const open = functionsIn(passing.filter(({ caller }) => caller.kind === 'stranger'));
    const gated = passing.filter(({ fn, caller }) => !open.has(fn) || caller.kind === 'stranger');
    const withKeys = gated.filter(({ caller }) => caller.kind !== 'module');

    const withheld = new Map<ActName, ReadonlySet<LedgerFunction>>();
    for (const act of ACT_NAMES) {
      await this.network.withhold(act);
      withheld.set(act, functionsIn(await this.select(withKeys, false)));
    }
    await this.network.withhold();

    const paused = new Map<ActName, ReadonlySet<LedgerFunction>>();
    for (const act of ACT_NAMES.filter((name) => !NEVER_PAUSED.includes(name))) {
      await this.network.pause(act);
      paused.set(act, functionsIn(await this.select(gated, false)));
      await this.network.unpause(act);
    }
    return { callers: this.callers, contracts: this.gather(passing, withheld, paused) };
  }

  private gather(
    passing: readonly Cell[],
    withheld: ReadonlyMap<ActName, ReadonlySet<LedgerFunction>>,
    paused: ReadonlyMap<ActName, ReadonlySet<LedgerFunction>>,
  ): ContractPermissions[] {
    return this.contracts.map(({ name, functions }) => ({
      name,
      functions: functions.map((fn) => ({
        name: fn.name,
        callers: new Set(passing.filter((cell) => cell.fn === fn).map(({ caller }) => caller.name)),
        rights: ACT_NAMES.filter((act) => withheld.get(act)?.has(fn)),
        pausedBy: ACT_NAMES.filter((act) => paused.get(act)?.has(fn)),
      })),
    }));
  }

  private cellsOf(contract: LedgerContract, fn: LedgerFunction): Cell[] {
    const addresses = this.network.contracts;
    // Most callers try the same; encoding takes longer than the call.
    const encoded = new Map<string, string>();
    const encode = (values: readonly unknown[]): string => {
      const key = JSON.stringify(values);
      const data = encoded.get(key) ?? contract.abi.encodeFunctionData(fn.fragment, values);
      encoded.set(key, data);
      return data;
    };
    return this.callers.map((caller) => {
      const trials = trialsOf(keyOf({ contract, fn }), fn.fragment, caller, addresses);
      const calls = trials.map((values) => ({
        from: caller.address,
        to: addresses[contract.key],
        data: concat([encode(values), caller.relays ?? '0x']),
      }));
      return { contract, fn, caller, trials: calls };
    });
  }

  /** The cells whose caller gets past the gate now, or those whose caller does not. */
  private async select(cells: readonly Cell[], passes: boolean): Promise<Cell[]> {
    const calls = cells.flatMap(({ trials }) => trials);
    const reasons = await tryCalls(this.rpcUrl, calls);
    let next = 0;
    return cells.filter((cell) => {
      const reasonsOfCell = reasons.slice(next, (next += cell.trials.length));
      return reasonsOfCell.some((reason) => !this.isRefused(cell, reason)) === passes;
    });
  }

  private isRefused(cell: Cell, reason: string | null): boolean {
    return reason !== null && this.refusals.isForCaller(keyOf(cell), cell.caller, reason);
  }
}

function keyOf({ contract, fn }: Pick<Cell, 'contract' | 'fn'>): string {
  return `${contract.name}.${fn.name}`;
}

function functionsIn(cells: readonly Cell[]): ReadonlySet<LedgerFunction> {
  return new Set(cells.map(({ fn }) => fn));
}
