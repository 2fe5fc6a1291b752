import { type ContractName, contractInterfaces } from '../../backend/src/ledger/contracts.js';
import { readHead } from '../../backend/src/runtime/ledger/block.js';
import type { JsonRpc } from '../../backend/src/runtime/ledger/json-rpc.js';
import type { LedgerDeployment } from '../../deploy/ledger.deployment.js';
import type { Effect } from './request.js';

interface RawLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly transactionHash: string;
}

/** One request that the forwarder executed. */
export interface Execution {
  readonly signer: string;
  readonly nonce: number;
  readonly succeeded: boolean;
  readonly transactionHash: string;
}

/** Reads the chain past everything that the backends made of it. */
export class LedgerReader {
  readonly executions: Execution[] = [];
  /** How often an event with this id is on the chain. */
  readonly #events = new Map<string, number>();
  /** Minor units that were paid on each receivable. */
  readonly paidMinor = new Map<string, bigint>();
  head = -1;

  private constructor(private readonly rpc: JsonRpc) {}

  static async read(rpc: JsonRpc, deployment: LedgerDeployment): Promise<LedgerReader> {
    const reader = new LedgerReader(rpc);
    const { number } = await readHead(rpc);
    reader.head = number;
    const names = Object.keys(contractInterfaces) as ContractName[];
    const byAddress = new Map(
      names.map((name) => [deployment.contracts[name].toLowerCase(), name] as const),
    );
    const logs = await rpc.call<RawLog[]>('eth_getLogs', {
      ...{ fromBlock: '0x0', toBlock: `0x${number.toString(16)}`, address: [...byAddress.keys()] },
    });
    for (const log of logs) {
      const contract = byAddress.get(log.address.toLowerCase());
      if (contract !== undefined) reader.#take(contract, log);
    }
    return reader;
  }

  /** How often an effect took place. */
  countOf({ contract, event, id }: Effect): number {
    return this.#events.get(keyOf({ contract, event, id })) ?? 0;
  }

  /** All ids under which there is an event of this name. */
  idsOf(contract: ContractName, event: string): string[] {
    const prefix = `${contract}.${event}:`;
    return [...this.#events.keys()].flatMap((key) =>
      key.startsWith(prefix) ? key.slice(prefix.length) : [],
    );
  }

  /** Call data of the requests in a transaction to the forwarder, by signer, in their order. */
  async requestsIn(transactionHash: string): Promise<Map<string, string[]>> {
    const { input } = await this.rpc.call<{ input: string }>(
      'eth_getTransactionByHash',
      transactionHash,
    );
    const [requests] = contractInterfaces.forwarder.decodeFunctionData(
      'executeBatch',
      input,
    ) as unknown as [ReadonlyArray<{ readonly from: string; readonly data: string }>];
    const found = new Map<string, string[]>();
    for (const { from, data } of requests) {
      const signer = from.toLowerCase();
      found.set(signer, [...(found.get(signer) ?? []), data]);
    }
    return found;
  }

  #take(contract: ContractName, log: RawLog): void {
    const parsed = contractInterfaces[contract].parseLog(log);
    if (parsed === null) return;
    const { name, args } = parsed;
    if (name === 'ExecutedForwardRequest') {
      this.executions.push({
        signer: String(args['signer']).toLowerCase(),
        nonce: Number(args['nonce']),
        succeeded: Boolean(args['success']),
        transactionHash: log.transactionHash,
      });
    }
    for (const value of new Set([...args].map((one: unknown) => String(one).toLowerCase()))) {
      const key = keyOf({ contract, event: name, id: value });
      this.#events.set(key, (this.#events.get(key) ?? 0) + 1);
    }
    if (contract === 'receivables' && name === 'PaymentApplied') {
      const id = String(args['receivableId']);
      this.paidMinor.set(
        id,
        (this.paidMinor.get(id) ?? 0n) + BigInt(args['amountMinor'] as bigint),
      );
    }
  }
}

function keyOf({ contract, event, id }: Effect): string {
  return `${contract}.${event}:${id.toLowerCase()}`;
}
