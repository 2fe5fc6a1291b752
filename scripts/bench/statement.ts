import { parseArgs } from 'node:util';

import type { BackendConfig } from '../../backend/src/config/index.js';
import { NetworkKey } from '../../backend/src/ledger/index.js';
import { dataDirAt, loadOrCreateSecrets } from '../../backend/src/runtime/index.js';
import type { ApiClient } from '../cli/client.js';
import { runCommand } from '../cli/commands.js';
import { issueToken } from '../cli/token.command.js';
import { OwnSystem } from './own-system.js';
import {
  type BookItem,
  type BookPair,
  CURRENCY,
  fillBook,
  makeBook,
  writeCsv,
} from './statement/book.js';
import { LedgerWitness, proveAll, readPage, signerOf } from './statement/proofs.js';

const ITEMS = 100_000;
/** Of so many rows one is missing, and one has another amount. */
const MISSING_EVERY = 500;
const DIFFERENT_EVERY = 333;
/** Pages of a hundred proofs that the contract itself checks. */
const PAGES_BY_CONTRACT = 10;
const PATIENCE_MS = 300_000;

const UPLOAD = `mutation ($input: UploadPayablesInput!) {
  uploadPayables(input: $input) {
    __typename
    ... on Payables { payablesId equalCount differenceCount itemsRoot commandId }
    ... on DomainError { code message }
  }
}`;
const STATUS = 'query ($id: ID!) { statement(statementId: $id) { status itemsRoot itemCount } }';

interface Upload {
  readonly __typename: string;
  readonly payablesId: string;
  readonly equalCount: number;
  readonly differenceCount: number;
  readonly message?: string;
}

interface Parties {
  readonly pair: BookPair;
  readonly supplier: ApiClient;
  readonly buyer: ApiClient;
}

async function admit(operator: ApiClient): Promise<Parties> {
  const parties = ['SUPPLIER', 'BUYER'].map((role) => ({
    ...{ legalId: { scheme: 'BENCH', value: role }, name: role, roles: [role] },
  }));
  const { subjects } = await runCommand(operator, {
    ...{ mutation: 'admitParties', idempotencyKey: 'admit', input: { parties } },
  });
  const [supplier = '', buyer = ''] = subjects;
  const clientOf = async (partyId: string): Promise<ApiClient> =>
    operator.as((await issueToken(operator, { partyId, userName: 'bench' })).token);
  return {
    pair: { supplier, buyer },
    supplier: (await clientOf(supplier)).withTimeout(PATIENCE_MS),
    buyer: (await clientOf(buyer)).withTimeout(PATIENCE_MS),
  };
}

async function upload(buyer: ApiClient, statementId: string, csv: string): Promise<Upload> {
  const input = {
    ...{ idempotencyKey: `payables ${csv.length}`, awaitInclusion: true, statementId },
    contentBase64: Buffer.from(csv).toString('base64'),
    mapping: { number: 'Invoice', openAmount: 'Open', dueDate: 'Due' },
    acknowledgeIfEqual: true,
  };
  const { uploadPayables } = await buyer.request<{ uploadPayables: Upload }>(UPLOAD, { input });
  if (uploadPayables.__typename !== 'Payables') throw new Error(uploadPayables.message);
  return uploadPayables;
}

async function timed<Result>(work: () => Promise<Result>): Promise<[Result, number]> {
  const startedAt = performance.now();
  const result = await work();
  return [result, Number(((performance.now() - startedAt) / 1_000).toFixed(2))];
}

/** Issues, compares, answers and proves, and lets the ledger say each time what it holds. */
async function measure(system: OwnSystem, { pair, supplier, buyer }: Parties, book: BookItem[]) {
  const witness = await LedgerWitness.of(system);
  const [{ subjects }, issueSeconds] = await timed(() =>
    runCommand(supplier, {
      ...{ mutation: 'issueStatements', idempotencyKey: 'issue' },
      input: { buyerIds: [pair.buyer], currency: CURRENCY },
    }),
  );
  const [statementId = ''] = subjects;
  const noisy = writeCsv(book, (index) =>
    index % MISSING_EVERY === 0 ? 'missing' : index % DIFFERENT_EVERY === 0 ? 'more' : 'same',
  );
  const [compared, compareSeconds] = await timed(() => upload(buyer, statementId, noisy.csv));
  await runCommand(buyer, {
    ...{ mutation: 'acknowledgePayables', idempotencyKey: 'differs' },
    input: { payablesId: compared.payablesId },
  });
  const root = await witness.rootOf(statementId);
  const stated = { statementId, itemsRoot: root, itemCount: book.length };
  const [proven, proveSeconds] = await timed(() => proveAll(buyer, stated));
  const signer = await signerOf(await system.databaseUrl(), pair.supplier);
  const [provenByContract, contractSeconds] = await timed(async () => {
    let count = 0;
    for (let page = 0; page < Math.min(PAGES_BY_CONTRACT, book.length / 100); page++) {
      const items = await readPage(supplier, statementId, page);
      await witness.check(statementId, signer, items);
      count += items.length;
    }
    return count;
  });
  const same = writeCsv(book, () => 'same');
  const [agreed, agreeSeconds] = await timed(() => upload(buyer, statementId, same.csv));
  const { statement } = await buyer.request<{ statement: { status: string } }>(STATUS, {
    id: statementId,
  });
  witness.close();
  const total = issueSeconds + compareSeconds + proveSeconds + contractSeconds + agreeSeconds;
  return {
    ...{ bench: 'statement', items: book.length, issueSeconds, compareSeconds, proveSeconds },
    ...{ contractSeconds, agreeSeconds, totalSeconds: Number(total.toFixed(2)), proven },
    ...{ provenByContract, differences: compared.differenceCount, planted: noisy.changed },
    ...{ equal: agreed.equalCount, status: statement.status },
    peakRssMb: Math.round((await system.use()).rssMb),
  };
}

const { values } = parseArgs({
  options: { items: { type: 'string', default: String(ITEMS) } },
});
const system = await OwnSystem.start();
try {
  const { networkKey } = await loadOrCreateSecrets(dataDirAt(system.dataDir));
  const key = new NetworkKey({ networkKey: networkKey.reveal() } as BackendConfig);
  const parties = await admit(system.operator);
  const book = makeBook(key, parties.pair.supplier, Number(values.items));
  await fillBook(await system.databaseUrl(), parties.pair, book);
  console.log(JSON.stringify(await measure(system, parties, book)));
} finally {
  await system.stop();
}
