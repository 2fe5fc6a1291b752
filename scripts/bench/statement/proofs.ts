import { readFile } from 'node:fs/promises';

import { JsonRpcProvider, concat } from 'ethers';
import pg from 'pg';

import { contractInterfaces } from '../../../backend/src/ledger/index.js';
import { isProven } from '../../../backend/src/reconciliation/items-tree.js';
import { dataDirAt } from '../../../backend/src/runtime/index.js';
import type { ApiClient } from '../../cli/client.js';
import type { OwnSystem } from '../own-system.js';

const PAGE_SIZE = 100;
const PAGES_AT_ONCE = 4;

const ITEMS = `query ($statementId: ID!, $after: String) {
  statementItems(statementId: $statementId, side: SUPPLIER, first: ${PAGE_SIZE}, after: $after) {
    edges { node { receivableId outstandingMinor proof } }
  }
}`;

interface ProvenItem {
  readonly receivableId: string;
  readonly outstandingMinor: string;
  readonly proof: readonly string[];
}

/** What the ledger itself holds of a statement. */
export class LedgerWitness {
  private constructor(
    private readonly provider: JsonRpcProvider,
    private readonly reconciliation: string,
    private readonly forwarder: string,
  ) {}

  static async of(system: OwnSystem): Promise<LedgerWitness> {
    const text = await readFile(dataDirAt(system.dataDir).deployment, 'utf8');
    const { contracts } = JSON.parse(text) as { contracts: Record<string, string> };
    const provider = new JsonRpcProvider(system.rpcUrl, undefined, { batchMaxCount: 1 });
    return new LedgerWitness(
      provider,
      contracts['reconciliation'] ?? '',
      contracts['forwarder'] ?? '',
    );
  }

  async rootOf(statementId: string): Promise<string> {
    const { reconciliation } = contractInterfaces;
    const data = reconciliation.encodeFunctionData('statementsOf', [[statementId]]);
    const answer = await this.provider.call({ to: this.reconciliation, data });
    const [[statement]] = reconciliation.decodeFunctionResult(
      'statementsOf',
      answer,
    ) as unknown as [[{ itemsRoot: string }]];
    return statement.itemsRoot;
  }

  /** Has the contract check proofs as it does when lines are raised, and keeps nothing of it. */
  async check(statementId: string, signer: string, items: readonly ProvenItem[]): Promise<void> {
    const lines = items.map(({ receivableId, outstandingMinor, proof }) => ({
      ...{ receivableId, supplierMinor: outstandingMinor, supplierProof: [...proof] },
      ...{ buyerMinor: 0, buyerProof: [] },
    }));
    const call = contractInterfaces.reconciliation.encodeFunctionData('raiseLines', [
      statementId,
      lines,
    ]);
    // As the forwarder calls: the signer stands behind the data.
    const data = concat([call, signer]);
    await this.provider.call({ from: this.forwarder, to: this.reconciliation, data });
  }

  close(): void {
    this.provider.destroy();
  }
}

export async function signerOf(databaseUrl: string, party: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ signer: string }>(
      'SELECT signer FROM signer WHERE party = $1 AND revoked_at IS NULL',
      [party],
    );
    return rows[0]?.signer ?? '';
  } finally {
    await client.end();
  }
}

/** Asks for every item with its proof, and checks each against the root; the number that hold. */
export async function proveAll(
  client: ApiClient,
  { statementId, itemsRoot, itemCount }: StatedRoot,
): Promise<number> {
  const pages = Math.ceil(itemCount / PAGE_SIZE);
  let next = 0;
  let proven = 0;
  const seen = new Set<string>();
  const work = async (): Promise<void> => {
    while (next < pages) {
      for (const item of await readPage(client, statementId, next++)) {
        const { receivableId, proof } = item;
        const outstandingMinor = BigInt(item.outstandingMinor);
        if (isProven(itemsRoot, { receivableId, outstandingMinor }, proof)) proven++;
        seen.add(receivableId);
      }
    }
  };
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, work));
  if (seen.size !== itemCount) throw new Error(`${seen.size} items instead of ${itemCount}`);
  return proven;
}

interface StatedRoot {
  readonly statementId: string;
  readonly itemsRoot: string;
  readonly itemCount: number;
}

export async function readPage(
  client: ApiClient,
  statementId: string,
  page: number,
): Promise<ProvenItem[]> {
  const cursor = Buffer.from(JSON.stringify([String(page * PAGE_SIZE - 1), '']));
  const after = page === 0 ? null : cursor.toString('base64url');
  const { statementItems } = await client.request<{
    statementItems: { edges: Array<{ node: ProvenItem }> };
  }>(ITEMS, { statementId, after });
  return statementItems.edges.map(({ node }) => node);
}
