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
import { holdVerificationLease } from './statement/verification-lease.js';
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

interface Bench extends Parties {
  readonly system: OwnSystem;
  readonly witness: LedgerWitness;
  readonly book: readonly BookItem[];
}

/** Seconds of each part, told as they come. */
async function timed<Result>(part: string, work: () => Promise<Result>): Promise<[Result, number]> {
  const startedAt = performance.now();
  const result = await work();
  const seconds = round((performance.now() - startedAt) / 1_000);
  console.log(`${part.padEnd(12)} ${seconds} s`);
  return [result, seconds];
}

function round(seconds: number): number {
  return Number(seconds.toFixed(2));
}

async function issueAndCompare({ pair, supplier, buyer, book }: Bench) {
  const [{ subjects }, issueSeconds] = await timed('issue', () =>
    runCommand(supplier, {
      ...{ mutation: 'issueStatements', idempotencyKey: 'issue' },
      input: { buyerIds: [pair.buyer], currency: CURRENCY },
    }),
  );
  const [statementId = ''] = subjects;
  const { csv, changed } = writeCsv(book, (index) =>
    index % MISSING_EVERY === 0 ? 'missing' : index % DIFFERENT_EVERY === 0 ? 'more' : 'same',
  );
  const [compared, compareSeconds] = await timed('compare', () => upload(buyer, statementId, csv));
  await runCommand(buyer, {
    ...{ mutation: 'acknowledgePayables', idempotencyKey: 'differs' },
    input: { payablesId: compared.payablesId },
  });
  const differences = compared.differenceCount;
  return { statementId, issueSeconds, compareSeconds, differences, planted: changed };
}

async function prove({ system, witness, pair, supplier, buyer, book }: Bench, statementId: string) {
  const itemsRoot = await witness.rootOf(statementId);
  const stated = { statementId, itemsRoot, itemCount: book.length };
  const [proven, proveSeconds] = await timed('prove', () => proveAll(buyer, stated));
  const signer = await signerOf(await system.databaseUrl(), pair.supplier);
  const [provenByContract, contractSeconds] = await timed('contract', async () => {
    let count = 0;
    for (let page = 0; page < PAGES_BY_CONTRACT && count < book.length; page++) {
      const items = await readPage(supplier, statementId, page);
      await witness.check(statementId, signer, items);
      count += items.length;
    }
    return count;
  });
  return { proven, proveSeconds, provenByContract, contractSeconds };
}

async function agree({ buyer, book }: Bench, statementId: string) {
  const { csv } = writeCsv(book, () => 'same');
  const [, agreeSeconds] = await timed('agree', () => upload(buyer, statementId, csv));
  const { statement } = await buyer.request<{ statement: { status: string } }>(STATUS, {
    id: statementId,
  });
  return { agreeSeconds, status: statement.status };
}

/** Issues, compares and proves, which is the total; what the contract says and the agreement come on top. */
async function measure(bench: Bench): Promise<void> {
  const before = await bench.system.use();
  const { statementId, ...issued } = await issueAndCompare(bench);
  const proven = await prove(bench, statementId);
  const after = await bench.system.use();
  const agreed = await agree(bench, statementId);
  const { issueSeconds, compareSeconds } = issued;
  const totalSeconds = round(issueSeconds + compareSeconds + proven.proveSeconds);
  const { rssMb } = await bench.system.use();
  const items = bench.book.length;
  console.log(
    JSON.stringify({
      ...{ bench: 'statement', items, ...issued, ...proven, ...agreed, totalSeconds },
      ...{
        backendCpuSeconds: round(after.cpuSeconds - before.cpuSeconds),
        rssMb: Math.round(rssMb),
      },
    }),
  );
}

const { values } = parseArgs({
  options: { items: { type: 'string', default: String(ITEMS) } },
});
const system = await OwnSystem.start();
try {
  const { networkKey } = await loadOrCreateSecrets(dataDirAt(system.dataDir));
  const key = new NetworkKey({ networkKey: networkKey.reveal() } as BackendConfig);
  const databaseUrl = await system.databaseUrl();
  const parties = await admit(system.operator);
  const giveBack = await holdVerificationLease(databaseUrl);
  const book = makeBook(key, parties.pair.supplier, Number(values.items));
  await fillBook(databaseUrl, parties.pair, book);
  const witness = await LedgerWitness.of(system);
  await measure({ ...parties, system, witness, book });
  witness.close();
  await giveBack();
} finally {
  await system.stop();
}
